"""Everything that happened at a client, newest first (C5): one statement over the records of all apps."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from mayak.core import clock
from mayak.core.questions import Question, Row
from mayak.core.text import folded
from mayak.desk.queries.timeline_words import Told, tell

PAGE = 15

# kind → the SELECT of its moments: at, id, data. Parameters: client_id, today, until, zone.
_DAY = "(({day})::timestamp AT TIME ZONE %(zone)s)"
_PERSON = "trim(concat_ws(' ', p.first_name, p.last_name))"
_BRANCHES: dict[str, tuple[str, str]] = {
    "contact": (
        "contacts",
        f"""SELECT a.done_at AS at, a.id, json_build_object('kind', a.kind, 'direction', a.direction,
          'minutes', a.minutes, 'outcome', o.name, 'reached', o.is_reached, 'attempt', a.attempt,
          'comment', left(a.comment, 400), 'goal', left(a.goal, 200), 'person', {_PERSON},
          'person_id', a.person_id) AS data
        FROM work_activity a LEFT JOIN work_outcome o ON o.id = a.outcome_id
        LEFT JOIN clients_person p ON p.id = a.person_id
        WHERE a.client_id = %(client_id)s AND a.state = 'done'""",
    ),
    "agreement": (
        "contacts",
        f"""SELECT {_DAY.format(day="coalesce(g.closed_date, g.due_date)")} AS at, g.id,
          json_build_object('state', g.state, 'text', g.text, 'owner', g.owner,
          'person_id', g.person_id) AS data
        FROM work_agreement g WHERE g.client_id = %(client_id)s AND g.state <> 'open'""",
    ),
    "note": (
        "contacts",
        f"""SELECT t.made_at AS at, t.id, json_build_object('text', left(t.text, 600), 'person', {_PERSON},
          'person_id', t.person_id, 'author', trim(concat_ws(' ', s.first_name, s.last_name))) AS data
        FROM work_note t LEFT JOIN clients_person p ON p.id = t.person_id
        LEFT JOIN accounts_staff s ON s.id = t.author_id WHERE t.client_id = %(client_id)s""",
    ),
    "case": (
        "contacts",
        """SELECT c.opened_at AS at, c.id, json_build_object('kind', c.kind, 'title', c.title,
          'competitor', c.competitor, 'person_id', c.person_id) AS data
        FROM cases_case c WHERE c.client_id = %(client_id)s""",
    ),
    "case_closed": (
        "contacts",
        """SELECT c.closed_at AS at, c.id, json_build_object('kind', c.kind, 'title', c.title,
          'result', left(c.result, 300), 'person_id', c.person_id) AS data
        FROM cases_case c WHERE c.client_id = %(client_id)s AND c.closed_at IS NOT NULL""",
    ),
    "hotline": (
        "product",
        f"""SELECT h.asked_at AS at, h.id, json_build_object('topic', coalesce(nullif(h.topic, ''),
          left(h.question, 160)), 'rating', h.rating, 'answered', h.answered_at IS NOT NULL,
          'person', {_PERSON}, 'person_id', h.person_id) AS data
        FROM usage_hotlinerequest h LEFT JOIN clients_person p ON p.id = h.person_id
        WHERE h.client_id = %(client_id)s""",
    ),
    # Of the log-ins only those tell something that end or begin a silence of two weeks.
    "login": (
        "product",
        f"""SELECT {_DAY.format(day="u.day")} AS at, extract(epoch FROM u.day)::bigint AS id,
          json_build_object('silent', u.day - u.before, 'last', u.after IS NULL) AS data
        FROM (SELECT day, lag(day) OVER (ORDER BY day) AS before, lead(day) OVER (ORDER BY day) AS after
              FROM (SELECT DISTINCT day FROM usage_usageday
                     WHERE client_id = %(client_id)s AND logins > 0 AND day <= %(today)s) days) u
        WHERE u.after IS NULL OR u.day - u.before > 14""",
    ),
    "training": (
        "product",
        f"""SELECT {_DAY.format(day="t.day")} AS at, t.id, json_build_object('program', t.program, 'person', {_PERSON},
          'valid_until', t.valid_until_date, 'person_id', t.person_id) AS data
        FROM usage_training t JOIN clients_person p ON p.id = t.person_id WHERE t.client_id = %(client_id)s""",
    ),
    "event": (
        "product",
        f"""SELECT {_DAY.format(day="coalesce(n.day, e.day)")} AS at, n.id, json_build_object('name', e.name,
          'kind', e.kind, 'person', {_PERSON}, 'person_id', n.person_id) AS data
        FROM usage_attendance n JOIN usage_event e ON e.id = n.event_id
        LEFT JOIN clients_person p ON p.id = n.person_id
        WHERE n.client_id = %(client_id)s AND n.is_attended""",
    ),
    "mail": (
        "product",
        f"""SELECT coalesce(m.opened_at, m.sent_at) AS at, m.id, json_build_object('mailing', m.mailing,
          'clicks', m.clicks, 'to_product', m.clicks_to_product, 'left', m.is_unsubscribed, 'person', {_PERSON},
          'person_id', m.person_id) AS data
        FROM usage_mailevent m JOIN clients_person p ON p.id = m.person_id
        WHERE m.client_id = %(client_id)s AND (m.opened_at IS NOT NULL OR m.is_unsubscribed)""",
    ),
    "payment": (
        "money",
        f"""SELECT {_DAY.format(day="y.paid_date")} AS at, y.id, json_build_object('amount', y.amount,
          'invoice', i.number) AS data
        FROM money_payment y LEFT JOIN money_invoice i ON i.id = y.invoice_id WHERE y.client_id = %(client_id)s""",
    ),
    "promise": (
        "money",
        f"""SELECT {_DAY.format(day="r.expected_date + 1")} AS at, r.id,
          json_build_object('amount', coalesce(r.amount, i.amount), 'invoice', i.number,
          'kept', CASE WHEN r.invoice_id IS NULL
            THEN (SELECT coalesce(sum(y.amount), 0) FROM money_payment y WHERE y.client_id = r.client_id
                   AND y.paid_date BETWEEN r.promised_date AND r.expected_date) >= coalesce(r.amount, 0.01)
            ELSE (SELECT coalesce(sum(y.amount), 0) FROM money_payment y WHERE y.invoice_id = r.invoice_id
                   AND y.paid_date <= r.expected_date) >= i.amount END, 'person_id', r.person_id) AS data
        FROM money_promise r LEFT JOIN money_invoice i ON i.id = r.invoice_id WHERE r.client_id = %(client_id)s
          AND (i.cancelled_date IS NULL OR i.cancelled_date > r.expected_date)""",
    ),
}
_BRANCHES |= {
    # Lamps that changed: lit since the first day of an interval, out since the day after its last. A lamp whose
    # figures or shape changed goes on in the next interval: it did not go out, and is told again only if now urgent.
    "lamp_lit": (
        "",
        f"""SELECT {_DAY.format(day="l.from_date")} AS at, l.id, json_build_object('name', d.name,
          'urgent', l.is_urgent) AS data
        FROM lamps_lampinterval l JOIN lamps_lampdefinition d ON d.id = l.lamp_id
        WHERE l.client_id = %(client_id)s AND l.state = 'lit' AND NOT EXISTS (SELECT FROM lamps_lampinterval b
          WHERE b.client_id = l.client_id AND b.lamp_id = l.lamp_id AND b.state = 'lit' AND b.to_date = l.from_date - 1
            AND b.is_urgent >= l.is_urgent)""",
    ),
    "lamp_out": (
        "",
        f"""SELECT {_DAY.format(day="l.to_date + 1")} AS at, l.id, json_build_object('name', d.name) AS data
        FROM lamps_lampinterval l JOIN lamps_lampdefinition d ON d.id = l.lamp_id
        WHERE l.client_id = %(client_id)s AND l.state = 'lit' AND l.to_date IS NOT NULL
          AND NOT EXISTS (SELECT FROM lamps_lampinterval n WHERE n.client_id = l.client_id AND n.lamp_id = l.lamp_id
            AND n.state = 'lit' AND n.from_date = l.to_date + 1)""",
    ),
}
GROUPS = ("contacts", "product", "money")
KINDS = tuple(_BRANCHES)
# Codes beside the words of a moment: nobody looks for them.
_CODES = [
    "kind",
    "direction",
    "reached",
    "attempt",
    "minutes",
    "state",
    "owner",
    "person_id",
    "answered",
    "kept",
]
# Words are compared as core.text.folded has them.
_ABOUT = {
    "person_id": "(b.data->>'person_id')::bigint = %(of_person)s",
    "text": "EXISTS (SELECT FROM json_each_text(b.data) e WHERE e.key <> ALL(%(codes)s::text[])"
    " AND position(%(words)s IN translate(lower(e.value), chr(1105) || '«»\"', chr(1077))) > 0)",
    "from_date": "b.at >= %(since)s",
    "to_date": "b.at < %(through)s",
}


@dataclass(frozen=True)
class Wanted:
    """Which moments: of one of GROUPS or of chosen kinds, about a person, with words, within days (inclusive)."""

    group: str = ""
    kinds: tuple[str, ...] = ()
    person_id: int | None = None
    text: str = ""
    from_date: date | None = None
    to_date: date | None = None

    @property
    def is_narrow(self) -> bool:
        """Whether more is left out than other groups."""
        return any(getattr(self, name) for name in _ABOUT) or bool(self.kinds)

    def takes(self, kind: str) -> bool:
        """Whether moments of this kind are wanted."""
        return kind in self.kinds if self.kinds else self.group in {"", _BRANCHES[kind][0]}

    @property
    def condition(self) -> str:
        """What the other wishes say in SQL, "" for none of them."""
        return "".join(f" AND {sql}" for name, sql in _ABOUT.items() if getattr(self, name))

    @property
    def params(self) -> dict[str, Any]:
        """The values of the condition."""
        given: dict[str, Any] = {
            "of_person": self.person_id,
            "words": folded(self.text),
            "codes": _CODES,
            "since": clock.start_of(self.from_date) if self.from_date else None,
            "through": clock.end_of(self.to_date) if self.to_date else None,
        }
        return {name: value for name, value in given.items() if f"%({name})s" in self.condition}


EVERYTHING = Wanted()


@dataclass(frozen=True)
class Moment:
    """One line of the timeline: the record ``pk`` of its ``kind``."""

    at: datetime
    kind: str
    pk: int
    told: Told


@dataclass(frozen=True)
class Timeline:
    """A page of moments; ``earlier`` is the cursor of the next page, "" when there is nothing more."""

    moments: tuple[Moment, ...]
    earlier: str


def timeline_of(
    client_id: int, today: date, until: datetime, *, wanted: Wanted = EVERYTHING, before: str = "", size: int = PAGE
) -> Question[Timeline]:
    """A page of what happened before a moment; ``before`` goes on from a cursor."""
    params: dict[str, Any] = {
        "client_id": client_id,
        "today": today,
        "until": until,
        "zone": clock.office_zone().key,
        "page": size + 1,
    } | wanted.params
    seek = ""
    cursor = _read_cursor(before)
    if cursor is not None:
        params |= {"at": cursor[0], "at_kind": cursor[1], "at_id": cursor[2]}
        seek = "AND (b.at, '{kind}'::text, b.id) < (%(at)s::timestamptz, %(at_kind)s::text, %(at_id)s::bigint)"
    narrow = wanted.condition
    branches = [
        f"(SELECT b.at, '{kind}'::text AS kind, b.id, b.data FROM ({select}) b"
        f" WHERE b.at < %(until)s{narrow} {seek.format(kind=kind)} ORDER BY b.at DESC, b.id DESC LIMIT %(page)s)"
        for kind, (_group, select) in _BRANCHES.items()
        if wanted.takes(kind)
    ]
    if not branches:
        return Question("SELECT 1 WHERE false", {}, lambda rows: Timeline((), ""))
    sql = f"SELECT * FROM ({' UNION ALL '.join(branches)}) t ORDER BY at DESC, kind DESC, id DESC LIMIT %(page)s"
    return Question(sql, params, lambda rows: _read(rows, size))


def _read(rows: list[Row], size: int) -> Timeline:
    moments = tuple(
        Moment(datetime.fromisoformat(row["at"]), row["kind"], row["id"], tell(row["kind"], row["data"]))
        for row in rows[:size]
    )
    last = rows[size - 1] if len(rows) > size else None
    return Timeline(moments, f"{last['at']}_{last['kind']}_{last['id']}" if last else "")


def moment_of(cursor: str) -> datetime | None:
    """The moment at which a cursor stands."""
    place = _read_cursor(cursor)
    return place[0] if place else None


def _read_cursor(text: str) -> tuple[datetime, str, int] | None:
    """The place a cursor names; None for an empty or a broken one (the first page is shown then)."""
    at, _, rest = text.partition("_")
    kind, _, key = rest.rpartition("_")
    if kind not in _BRANCHES or not key.lstrip("-").isdecimal():
        return None
    try:
        moment = datetime.fromisoformat(at.replace(" ", "+"))
    except ValueError:
        return None
    return (moment, kind, int(key)) if moment.tzinfo else None
