"""What is newer than the last talk with a client, by tabs (C5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from mayak.core import clock
from mayak.core.questions import Question, Row
from mayak.core.questions import moment as as_moment

# tab → how many of its rows are newer than the moment ``l.at`` of the last talk (its day is ``l.day``). A row that has
# a day only counts from the day after: nobody knows what came first on the day itself.
_OF_CLIENT = "client_id = %(client_id)s"
_TABS = {
    "card": f"""SELECT count(*) FROM card_indicatorvalue WHERE {_OF_CLIENT} AND confirmed_date > l.day""",
    "persons": f"""SELECT count(DISTINCT object_id) FROM audit_change WHERE {_OF_CLIENT} AND at > l.at
        AND "table" = 'clients_person' AND operation <> 'D'""",
    "money": f"""SELECT (SELECT count(*) FROM money_invoice WHERE {_OF_CLIENT} AND issued_date > l.day)
        + (SELECT count(*) FROM money_payment WHERE {_OF_CLIENT} AND paid_date > l.day)
        + (SELECT count(*) FROM money_act WHERE {_OF_CLIENT} AND greatest(issued_date, returned_date) > l.day)""",
    "product": f"""SELECT (SELECT count(*) FROM clients_contract WHERE {_OF_CLIENT} AND signed_date > l.day)
        + (SELECT count(*) FROM clients_kit WHERE {_OF_CLIENT} AND active_from_date > l.day)
        + (SELECT count(DISTINCT day) FROM usage_usageday WHERE {_OF_CLIENT} AND day > l.day AND day <= %(today)s)""",
    "training": f"""SELECT (SELECT count(*) FROM usage_training WHERE {_OF_CLIENT} AND day > l.day)
        + (SELECT count(*) FROM usage_attendance n JOIN usage_event e ON e.id = n.event_id
            WHERE n.{_OF_CLIENT} AND n.is_attended AND coalesce(n.day, e.day) > l.day
              AND coalesce(n.day, e.day) <= %(today)s)""",
    "hotline": f"""SELECT count(*) FROM usage_hotlinerequest
        WHERE {_OF_CLIENT} AND asked_at > l.at AND asked_at < %(until)s""",
    "activities": f"""SELECT count(*) FROM work_activity
        WHERE {_OF_CLIENT} AND state = 'done' AND done_at > l.at AND done_at < %(until)s""",
    "cases": f"""SELECT count(*) FROM cases_case WHERE {_OF_CLIENT} AND greatest(opened_at, closed_at) > l.at""",
    "mailings": f"""SELECT count(*) FROM usage_mailevent
        WHERE {_OF_CLIENT} AND greatest(sent_at, opened_at) > l.at AND sent_at < %(until)s""",
}
_NEWS = f"""
SELECT l.at, {", ".join(f"({sql}) AS {code}" for code, sql in _TABS.items())}
FROM (SELECT max(a.done_at) AS at, (max(a.done_at) AT TIME ZONE %(zone)s)::date AS day
      FROM work_activity a LEFT JOIN work_outcome o ON o.id = a.outcome_id
      WHERE a.{_OF_CLIENT} AND a.state = 'done' AND a.done_at < %(until)s AND coalesce(o.is_reached, true)) l
"""


@dataclass(frozen=True)
class News:
    """When the last talk was (None: never) and how many rows behind each tab are newer. Without a talk nothing is."""

    since: datetime | None
    by_tab: Mapping[str, int]

    def has(self, moment: datetime | date | None) -> bool:
        """Whether something of this moment or day is newer than the last talk."""
        if self.since is None or moment is None:
            return False
        if isinstance(moment, datetime):
            return self.since < moment <= clock.end_of(clock.today())
        return clock.day_of(self.since) < moment <= clock.today()


def news_of(client_id: int, today: date, until: datetime) -> Question[News]:
    """The question behind the marks "since the last contact"."""

    def read(rows: list[Row]) -> News:
        return News(as_moment(rows[0]["at"]), {code: rows[0][code] for code in _TABS})

    params = {"client_id": client_id, "today": today, "until": until, "zone": clock.office_zone().key}
    return Question(_NEWS, params, read)
