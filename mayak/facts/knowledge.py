"""What facts rest on beside the client's own records: which tables the office has at all, the playbook's figures.

A signal is unknown for everybody when the office has no row of its table dated up to the as-of day (exchange.md):
an office that never imported acts does not have all acts returned.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from mayak.core import clock
from mayak.core.calendar import WorkingCalendar
from mayak.core.models import CalendarDay
from mayak.core.prepared import prepared_cursor
from mayak.facts.automatic_segments import DEFINITIONS, TypeRules, rules_of
from mayak.facts.conditions import WORDS_PRINT
from mayak.facts.fields import NEVER_DAYS
from mayak.facts.models import FactParameter
from mayak.facts.subjects.registry import SUBJECTS

# What the office knows, by the name the subjects ask for; each a row dated up to the as-of day.
KNOWN_BY = {
    "knows_usage": "usage_usageday WHERE day <= %(day)s",
    "knows_updates": "usage_kitupdate WHERE updated_date <= %(day)s",
    "knows_trainings": "usage_training WHERE day <= %(day)s",
    "knows_hotline": "usage_hotlinerequest WHERE asked_at < %(end)s",
    "knows_attendance": (
        "usage_attendance a JOIN usage_event e ON e.id = a.event_id WHERE COALESCE(a.day, e.day) <= %(day)s"
    ),
    "knows_portal": "usage_portalaction WHERE day <= %(day)s",
    "knows_mail": "usage_mailevent WHERE sent_at < %(end)s",
    "knows_invoices": "money_invoice WHERE issued_date <= %(day)s",
    "knows_acts": "money_act WHERE issued_date <= %(day)s",
    "knows_work": "work_activity WHERE state = 'done' AND done_at < %(end)s",
}
# The playbook's figures, used while the office has no playbook.
PARAMETERS = {"payment_term_days": 10, "training_term_days": 365}
WORKING_DAYS_BACK = 60
_FIGURES = f"(SELECT coalesce(json_object_agg(code, value), '{{}}') FROM {FactParameter._meta.db_table})"
_CORRECTIONS = f"(SELECT coalesce(json_object_agg(day, is_working), '{{}}') FROM {CalendarDay._meta.db_table})"


@dataclass(frozen=True)
class Knowledge:
    """Everything a measurement as of a day needs; ``basis`` is its fingerprint apart from the day.

    ``segments``: the definitions of the automatic segments, which follow the facts; ``words``: the fingerprint of the
    playbook's words that their conditions name.
    """

    day: date
    parameters: dict[str, Any]
    basis: str
    segments: str = "[]"
    words: str = ""

    @property
    def segment_rules(self) -> tuple[TypeRules, ...]:
        """The automatic segments, compiled."""
        return rules_of(self.segments, self.words)


def knowledge_on(day: date) -> Knowledge:
    """What facts as of ``day`` rest on: one SQL query."""
    moments = {"day": day, "end": clock.end_of(day)}
    tests = ", ".join(f"EXISTS (SELECT 1 FROM {table}) AS {name}" for name, table in KNOWN_BY.items())
    with prepared_cursor() as cursor:
        cursor.execute(f"SELECT {tests}, {_FIGURES}, {_CORRECTIONS}, {WORDS_PRINT}, {DEFINITIONS}", moments)
        row: tuple[Any, ...] = cursor.fetchone()
    *answers, parameters, corrections, words, segments = row
    words = words if segments != "[]" else ""
    known = dict(zip(KNOWN_BY, answers, strict=True))
    figures = {**PARAMETERS, **parameters}
    calendar = WorkingCalendar({date.fromisoformat(text): is_working for text, is_working in corrections.items()})
    basis = hashlib.md5(
        repr((known, sorted(figures.items()), segments, words, _version())).encode(), usedforsecurity=False
    )
    return Knowledge(
        day=day,
        parameters={
            **moments,
            **known,
            **figures,
            "zone": clock.office_zone().key,
            "never": NEVER_DAYS,
            "working_days": _working_days(calendar, day),
        },
        basis=basis.hexdigest(),
        segments=segments,
        words=words,
    )


def _working_days(calendar: WorkingCalendar, day: date) -> list[date]:
    days = (day - timedelta(days=back) for back in range(WORKING_DAYS_BACK))
    return [each for each in days if calendar.is_working(each)]


@cache
def _version() -> str:
    """The rules themselves: after an upgrade that measures differently every row is stale."""
    rules = "".join(subject.select for subject in SUBJECTS.values())
    return hashlib.md5(rules.encode(), usedforsecurity=False).hexdigest()
