"""More than two years of history: the older years are made in the database, out of the two that are told.

Two years are 104 weeks, so a day moved by them keeps its weekday and its season. Every older pair of years has a level
of its own for each client, some days fall away, and nothing lies before the client came.
"""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from mayak.demo.copying import as_generator
from mayak.work.models import Activity

PERIOD = 728
# The told two years begin within a week of that: what is repeated is a window of 104 weeks that ended a week ago.
OVERHANG = 8
# The columns of a contact that are not simply repeated.
_CHANGED = {
    "planned_at": "a.planned_at - make_interval(days => %(shift)s)",
    "done_at": "a.done_at - make_interval(days => %(shift)s)",
    "previous_id": "NULL::bigint",
    "external_id": "NULL::text",
}

# Chance is a hash, so that the same office comes out every time.
_USAGE = """
INSERT INTO usage_usageday (client_id, person_id, kit_id, day, logins, searches, documents)
SELECT u.client_id, u.person_id, u.kit_id, u.day - %(shift)s, greatest(1, round(u.logins * level)),
    round(u.searches * level), round(u.documents * level)
FROM usage_usageday u JOIN clients_client c ON c.id = u.client_id,
    LATERAL (SELECT 0.6 + (hashint8(u.client_id * 31 + %(turn)s) & 63) / 100.0 AS level) level_of_client
WHERE u.day > %(told_from)s AND u.day <= %(told_until)s AND u.day - %(shift)s >= greatest(c.since_date, %(begin)s)
    AND hashint8(u.client_id * 5000 + u.person_id + (u.day - %(begin)s) * 7) & 15 > 0
ORDER BY u.client_id, u.day, u.person_id, u.kit_id
"""
_ACTIVITIES = """
INSERT INTO work_activity ({columns}) SELECT {values} FROM work_activity a JOIN clients_client c ON c.id = a.client_id
WHERE a.state = 'done' AND a.done_at::date > %(told_from)s AND a.done_at::date <= %(told_until)s
    AND a.done_at::date - %(shift)s >= greatest(c.since_date, %(begin)s) AND hashint8(a.id + %(turn)s) & 31 > 0
ORDER BY a.client_id, a.id
"""


def write_older_years(*, today: date, history: int, say: Callable[[str], Any]) -> Counter[str]:
    """Repeat the two years before ``today`` until ``history`` days are told; returns the rows by table."""
    rows: Counter[str] = Counter()
    told_until = today - timedelta(days=OVERHANG)
    told_from = told_until - timedelta(days=PERIOD)
    for turn in range(1, -(-history // PERIOD)):
        given: dict[str, int | date] = {
            "shift": turn * PERIOD,
            "turn": turn,
            "told_from": told_from,
            "told_until": told_until,
            "begin": today - timedelta(days=history),
        }
        with as_generator() as cursor:
            cursor.execute(_USAGE, given)
            rows["usage.UsageDay"] += cursor.rowcount
            cursor.execute(_activities(), given)
            rows["work.Activity"] += cursor.rowcount
        say(_("The history goes back to %(day)s") % {"day": told_from - timedelta(days=turn * PERIOD)})
    return rows


def _activities() -> str:
    names = [str(field.column) for field in Activity._meta.local_concrete_fields if not field.primary_key]
    values = [_CHANGED.get(name, f"a.{name}") for name in names]
    return _ACTIVITIES.format(columns=", ".join(names), values=", ".join(values))
