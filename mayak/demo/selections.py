"""The selections that the demo office keeps, with whom they hit yesterday."""

from datetime import date, timedelta
from typing import Any

from mayak.accounts.models import Staff
from mayak.facts.conditions import ConditionError, office_vocabulary, parse
from mayak.facts.conditions.domain.vocabulary import Vocabulary
from mayak.facts.models import Sharing
from mayak.facts.selections.services import keep_selection, remember_hits

SERVED = {"fact": "is_served", "op": "is", "value": True}
REMOTE = {"fact": "service_mode", "op": "in", "value": ["remote"]}
DECIDES = {"person": [{"attribute": "role", "in": ["key_user", "decision_maker", "influencer"]}]}
NO_THREAT = {"not": {"fact": "open_threat_cases", "op": ">", "value": 0}}
USN = ("usn_income", "usn_net")
QUIET: dict[str, Any] = {
    "any": [
        {"fact": "days_without_login", "op": ">=", "value": 7},
        {"fact": "days_since_reached", "op": ">", "value": 14},
    ]
}
# login, name, who sees it, condition, columns, order.
KEPT: tuple[tuple[str, str, str, dict[str, Any], tuple[str, ...], str], ...] = (
    ("krylova", "УСН и тишина", Sharing.PRIVATE,
     {"all": [SERVED, REMOTE, QUIET, {"segment": "tax_regime", "in": list(USN)}, DECIDES, NO_THREAT]}, (), ""),
    # C4: an accountant at a company under the general regime who keeps a side firm under the simplified one.
    ("krylova", "Фирма на ОСНО, у лица УСН", Sharing.PRIVATE,
     {"all": [SERVED, {"segment": "tax_regime", "in": ["osno"]}, {"person": [{"attribute": "tax_regime", "in": list(USN)}]}]}, (), ""),
    ("krylova", "Долг", Sharing.PRIVATE, {"all": [SERVED, {"fact": "overdue_days", "op": ">", "value": 0}]},
     ("fact:overdue_days", "debt", "contact", "next"), "debt"),
    ("krylova", "Продление 60 дней", Sharing.PRIVATE,
     {"all": [SERVED, {"fact": "days_to_renewal", "op": "between", "value": [0, 60]}]},
     ("renewal", "fact:days_to_renewal", "price", "contact", "next"), "renewal"),
    ("krylova", "Карта до 60 %", Sharing.PRIVATE,
     {"all": [SERVED, {"fact": "completeness_work", "op": "<", "value": 60}]},
     ("fact:completeness_work", "fact:missing_indicators", "fact:expired_indicators", "next"), ""),
    ("morskaya", "Не входят 7 дней", Sharing.TEAM,
     {"all": [SERVED, {"fact": "days_without_login", "op": ">=", "value": 7}]}, (), ""),
    ("morskaya", "Первый месяц", Sharing.TEAM,
     {"all": [SERVED, {"fact": "days_since_start", "op": "<=", "value": 31}]}, (), ""),
    ("morskaya", "Не читают писем", Sharing.OFFICE,
     {"all": [SERVED, {"fact": "mails_30", "op": ">", "value": 0}, {"fact": "mail_opens_30", "op": "=", "value": 0}]},
     (), ""),
)  # fmt: skip


def keep_selections(today: date, *, remembers: bool = True) -> None:
    """Keep them for those of the cast who work here, and remember whom they hit at the end of yesterday."""
    vocabulary = office_vocabulary()
    staff = {one.login: one for one in Staff.objects.filter(login__in={login for login, *_rest in KEPT})}
    for login, name, sharing, condition, columns, sort in KEPT:
        # Another playbook may not have the segment that a selection asks for.
        if (owner := staff.get(login)) and understood(condition, vocabulary):
            keep_selection(
                user=owner, name=name, condition=condition, sharing=sharing, columns=list(columns), sort=sort
            )
    if remembers:
        remember_hits(today - timedelta(days=1))


def understood(condition: dict[str, Any], vocabulary: Vocabulary) -> bool:
    """Whether the office's playbook has every word of a condition."""
    try:
        parse(condition, vocabulary)
    except ConditionError:
        return False
    return True
