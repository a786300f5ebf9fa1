"""May one person be called now: what the check needs to know of them (P4)."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from mayak.clients.queries.dialling import calls_refused, number_works
from mayak.core.calendar import WorkingCalendar
from mayak.core.questions import Question, Row
from mayak.core.questions import moment as as_moment
from mayak.planning.domain.call_check import CallCheck, check_call

_PERSON = f"""
SELECT
  (SELECT count(*) FROM clients_personphone phone
    WHERE person_id = %(person_id)s AND {number_works()}) AS numbers,
  (SELECT count(*) FROM clients_personphone phone
    WHERE person_id = %(person_id)s AND NOT {number_works()}) AS unwanted_numbers,
  (SELECT max(done_at) FROM work_activity WHERE client_id = %(client_id)s AND state = 'done') AS last_tried_at,
  {calls_refused()} AS is_consent_withdrawn
FROM (SELECT %(person_id)s::bigint AS id) person
"""


def check_of_person(
    *, client_id: int, person_id: int | None, today: date, now: datetime, zone: ZoneInfo, calendar: WorkingCalendar
) -> Question[CallCheck]:
    """The call check of a person of the client; without a person there is no number."""

    def read(rows: list[Row]) -> CallCheck:
        row = rows[0]
        return check_call(
            now=now,
            zone=zone,
            calendar=calendar,
            numbers=row["numbers"],
            unwanted_numbers=row["unwanted_numbers"],
            is_consent_withdrawn=row["is_consent_withdrawn"],
            last_tried_at=as_moment(row["last_tried_at"]),
        )

    params = {"client_id": client_id, "person_id": person_id, "day": today}
    return Question(_PERSON, params, read)
