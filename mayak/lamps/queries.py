"""Lit lamps as pages read them (S3-S5)."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from mayak.core.text import localized
from mayak.lamps.models import LampState, State
from mayak.lamps.wording import reason_of, worded


@dataclass(frozen=True)
class LitLamp:
    """A lit lamp of a client, in words of the active language. ``weight`` None: it does not count in the score."""

    code: str
    name: str
    reason: str
    weight: Decimal | None
    is_urgent: bool
    since: date
    advice: str
    puts_out: str


def lit_lamps_of(client_ids: Collection[int]) -> dict[int, list[LitLamp]]:
    """The lit lamps by client, urgent ones first, then by weight, then in the playbook's order. One SQL query."""
    lit: dict[int, list[LitLamp]] = defaultdict(list)
    states = LampState.objects.filter(client_id__in=list(client_ids), state=State.LIT, lamp__is_active=True)
    rows = states.order_by("client_id", "-is_urgent", "-lamp__weight", "lamp__order").values_list(*_SHOWN)
    for client_id, is_urgent, since, evidence, code, name, reason, never, weight, is_weighted, advice, puts_out in rows:
        lit[client_id].append(
            LitLamp(
                code=code,
                name=localized(name),
                reason=reason_of(reason, never, evidence),
                weight=weight if is_weighted else None,
                is_urgent=is_urgent,
                since=since,
                advice=worded(advice, evidence),
                puts_out=localized(puts_out),
            )
        )
    return dict(lit)


# Plain values: a page reads dozens of lamps, and their models would cost more than the query.
_SHOWN = (
    "client_id",
    "is_urgent",
    "since_date",
    "evidence",
    "lamp__code",
    "lamp__name",
    "lamp__reason",
    "lamp__never_reason",
    "lamp__weight",
    "lamp__is_weighted",
    "lamp__advice",
    "lamp__puts_out",
)
