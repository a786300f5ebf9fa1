"""What a client does with the product and the services: log-ins by month, training, hotline."""

from dataclasses import dataclass
from datetime import date, datetime

from mayak.core.questions import Question, Row
from mayak.core.questions import day as as_day
from mayak.core.questions import moment as as_moment


@dataclass(frozen=True)
class UsageYear:
    """Log-ins by month, the oldest first, the running month last. None: before the first row of this client.

    ``year_ago``: the same month of the year before; ``last_day``: the last day with a log-in.
    """

    months: tuple[tuple[date, int | None], ...]
    year_ago: int | None
    last_day: date | None

    @property
    def is_known(self) -> bool:
        """Whether any usage was ever recorded."""
        return any(logins is not None for _month, logins in self.months)


_YEAR = """
SELECT m.month::date AS month, sum(u.logins) AS logins,
  (SELECT min(day) FROM usage_usageday WHERE client_id = %(client_id)s) AS first_day,
  (SELECT max(day) FROM usage_usageday WHERE client_id = %(client_id)s AND logins > 0 AND day <= %(today)s) AS last_day
FROM generate_series(date_trunc('month', %(today)s::date - interval '12 months'),
                     date_trunc('month', %(today)s::date), interval '1 month') AS m(month)
LEFT JOIN usage_usageday u ON u.client_id = %(client_id)s AND u.day >= m.month
  AND u.day < m.month + interval '1 month' AND u.day <= %(today)s
GROUP BY m.month ORDER BY m.month
"""


def usage_year_of(client_id: int, today: date) -> Question[UsageYear]:
    """Log-ins of the last 12 months with the running one, and of the same month a year ago."""
    return Question(_YEAR, {"client_id": client_id, "today": today}, _read_year)


def _read_year(rows: list[Row]) -> UsageYear:
    first = as_day(rows[0]["first_day"]) if rows else None
    months: list[tuple[date, int | None]] = []
    for row in rows:
        month = date.fromisoformat(row["month"])
        is_before = first is None or (month.year, month.month) < (first.year, first.month)
        months.append((month, None if is_before else int(row["logins"] or 0)))
    return UsageYear(tuple(months[1:]), months[0][1], as_day(rows[0]["last_day"]))


@dataclass(frozen=True)
class TrainedPerson:
    """A working person of the client with the term of the newest training. ``day`` None: never trained."""

    person_id: int
    person: str
    day: date | None
    valid_until: date | None
    program: str
    is_valid: bool


_TRAINED = """
SELECT p.id, trim(concat_ws(' ', p.first_name, p.last_name)) AS person, t.day, t.program,
  coalesce(t.valid_until_date, t.day + 365) AS valid_until
FROM clients_person p
LEFT JOIN LATERAL (
  SELECT * FROM usage_training WHERE person_id = p.id AND day <= %(today)s
   ORDER BY coalesce(valid_until_date, day + 365) DESC, day DESC LIMIT 1
) t ON true
WHERE p.client_id = %(client_id)s AND (p.left_date IS NULL OR p.left_date > %(today)s)
  AND (p.roles && ARRAY['key_user', 'user', 'responsible']::varchar[] OR t.id IS NOT NULL)
ORDER BY t.day IS NULL, coalesce(t.valid_until_date, t.day + 365), p.name_folded
LIMIT 6
"""


def trained_people_of(client_id: int, today: date) -> Question[tuple[TrainedPerson, ...]]:
    """Users of the client with their newest training; those whose term ends first come first."""

    def read(rows: list[Row]) -> tuple[TrainedPerson, ...]:
        return tuple(
            TrainedPerson(
                row["id"],
                row["person"],
                as_day(row["day"]),
                as_day(row["valid_until"]) if row["day"] else None,
                row["program"] or "",
                row["day"] is not None and date.fromisoformat(row["valid_until"]) >= today,
            )
            for row in rows
        )

    return Question(_TRAINED, {"client_id": client_id, "today": today}, read)


@dataclass(frozen=True)
class AskedQuestion:
    """A request to the hotline. ``rating`` 1 to 5, None when nobody asked for it."""

    pk: int
    asked_at: datetime
    title: str
    rating: int | None
    is_answered: bool
    in_half_year: int


_ASKED = """
SELECT id, asked_at, coalesce(nullif(topic, ''), left(question, 90)) AS title, rating,
  answered_at IS NOT NULL AS is_answered,
  count(*) FILTER (WHERE asked_at >= %(today)s::date - interval '6 months') OVER () AS in_half_year
FROM usage_hotlinerequest
WHERE client_id = %(client_id)s AND asked_at < %(until)s
ORDER BY asked_at DESC, id DESC LIMIT 4
"""


def last_questions_of(client_id: int, today: date, until: datetime) -> Question[tuple[AskedQuestion, ...]]:
    """The newest requests to the hotline before a moment, and how many there were in half a year."""

    def read(rows: list[Row]) -> tuple[AskedQuestion, ...]:
        return tuple(
            AskedQuestion(
                row["id"],
                as_moment(row["asked_at"]) or until,
                row["title"],
                row["rating"],
                row["is_answered"],
                row["in_half_year"],
            )
            for row in rows
        )

    return Question(_ASKED, {"client_id": client_id, "today": today, "until": until}, read)
