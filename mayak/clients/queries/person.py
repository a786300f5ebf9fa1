"""What is known of one person: numbers, regimes, consents, rubrics with what speaks for them (C4)."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from mayak.core import clock
from mayak.core.questions import Question, Row
from mayak.core.questions import day as as_day
from mayak.core.text import localized


@dataclass(frozen=True)
class PointLine:
    """A phone (``table`` "phone") or mailbox ("email") with whether it may and can be used."""

    table: str
    pk: int
    text: str
    extension: str
    kind: str
    label: str
    is_favourite: bool
    is_unwanted: bool
    confirmed: date | None
    invalid: date | None
    invalid_reason: str


_POINTS = """
SELECT * FROM (
  SELECT 0 AS place, 'phone' AS "table", id, number AS text, extension, kind, label, is_favourite, is_unwanted,
    confirmed_date, invalid_date, invalid_reason, "order" FROM clients_personphone WHERE person_id = %(person_id)s
  UNION ALL
  SELECT 1, 'email', id, address, '', kind, label, is_favourite, is_unwanted,
    confirmed_date, invalid_date, invalid_reason, "order" FROM clients_personemail WHERE person_id = %(person_id)s
) points ORDER BY place, (invalid_date IS NOT NULL), is_favourite DESC, is_unwanted, "order", id
"""


def points_of(person_id: int) -> Question[tuple[PointLine, ...]]:
    """Phones, then mailboxes: favourites first, those that do not work last."""

    def read(rows: list[Row]) -> tuple[PointLine, ...]:
        return tuple(
            PointLine(
                table=row["table"],
                pk=row["id"],
                text=row["text"],
                extension=row["extension"],
                kind=row["kind"],
                label=row["label"],
                is_favourite=row["is_favourite"],
                is_unwanted=row["is_unwanted"],
                confirmed=as_day(row["confirmed_date"]),
                invalid=as_day(row["invalid_date"]),
                invalid_reason=row["invalid_reason"],
            )
            for row in rows
        )

    return Question(_POINTS, {"person_id": person_id}, read)


@dataclass(frozen=True)
class RegimeLine:
    """A regime of the person's own; ``name``: as the playbook calls it, the code when it calls it no more."""

    pk: int
    code: str
    name: str
    note: str
    source: str
    noted: date | None


_REGIMES = """
SELECT r.id, r.code, s.name, r.note, r.source, r.noted_date FROM clients_persontaxregime r
LEFT JOIN clients_segmenttype t ON t.code = 'tax_regime'
LEFT JOIN clients_segment s ON s.type_id = t.id AND s.code = r.code
WHERE r.person_id = %(person_id)s ORDER BY s."order", r.id
"""
_EMPLOYER_REGIMES = """
SELECT s.name FROM clients_clientsegment c JOIN clients_segment s ON s.id = c.segment_id
JOIN clients_segmenttype t ON t.id = c.type_id
WHERE c.client_id = %(client_id)s AND t.code = 'tax_regime'
  AND daterange(c.from_date, c.to_date, '[]') @> %(today)s::date ORDER BY s."order"
"""


def regimes_of(person_id: int) -> Question[tuple[RegimeLine, ...]]:
    """The person's own tax regimes."""

    def read(rows: list[Row]) -> tuple[RegimeLine, ...]:
        return tuple(
            RegimeLine(
                pk=row["id"],
                code=row["code"],
                name=localized(row["name"]) or row["code"],
                note=row["note"],
                source=row["source"],
                noted=as_day(row["noted_date"]),
            )
            for row in rows
        )

    return Question(_REGIMES, {"person_id": person_id}, read)


def employer_regimes_of(client_id: int, today: date) -> Question[tuple[str, ...]]:
    """The client's own regime on a day, by name."""
    params = {"client_id": client_id, "today": today}
    return Question(_EMPLOYER_REGIMES, params, lambda rows: tuple(localized(row["name"]) for row in rows))


@dataclass(frozen=True)
class ConsentLine:
    """A purpose with the person's last word on it.

    ``purpose_id`` None: a purpose of an import that the playbook does not know. ``consent_id`` None: never asked.
    ``text``: the words as given; ``current_*``: what would be asked today.
    """

    purpose_id: int | None
    name: str
    channel: str
    consent_id: int | None
    given: date | None
    given_at: datetime | None
    withdrawn: date | None
    version: str | None
    text: str
    source: str
    evidence: str
    withdrawn_source: str
    current_text_id: int | None
    current_version: str | None
    current_text: str

    @property
    def state(self) -> str:
        """``given``, ``withdrawn`` or ``unasked``."""
        if self.consent_id is None:
            return "unasked"
        return "withdrawn" if self.withdrawn else "given"


# The purpose of an imported consent is its name in words: it is recognised in either language or by its code.
_CONSENTS = """
SELECT u.id AS purpose_id, u.name, coalesce(u.channel, c.channel) AS channel, c.id AS consent_id, c.purpose,
  c.given_date, CASE WHEN c.given_at >= '0002-01-01' THEN c.given_at END AS given_at,
  c.withdrawn_date, v.code AS version, c.text, c.source, c.evidence, c.withdrawn_source,
  t.id AS current_text_id, t.code AS current_version, t.text AS current_text
FROM clients_consentpurpose u
FULL JOIN (
  SELECT DISTINCT ON (coalesce(k.id::text, c.purpose || ' ' || c.channel)) c.*, k.id AS known_id
  FROM clients_consent c
  LEFT JOIN clients_consentpurpose k ON clients_folded(c.purpose) IN
    (clients_folded(k.name->>'ru'), clients_folded(k.name->>'en'), k.code)
  WHERE c.person_id = %(person_id)s AND c.given_date <= %(today)s
  ORDER BY coalesce(k.id::text, c.purpose || ' ' || c.channel), c.given_date DESC, c.id DESC
) c ON c.known_id = u.id
LEFT JOIN clients_consenttext v ON v.id = c.text_version_id
LEFT JOIN LATERAL (SELECT id, code, text FROM clients_consenttext x WHERE x.purpose_id = u.id AND x.is_active
  ORDER BY x."order" DESC LIMIT 1) t ON true
WHERE c.id IS NOT NULL OR u.is_active
ORDER BY u."order" NULLS LAST, u.code, c.purpose
"""


def consents_of(person_id: int, today: date) -> Question[tuple[ConsentLine, ...]]:
    """Every purpose of the playbook, and those of imports that it does not know, with the last word on each."""

    def read(rows: list[Row]) -> tuple[ConsentLine, ...]:
        return tuple(_consent_line(row) for row in rows)

    return Question(_CONSENTS, {"person_id": person_id, "today": today}, read)


def _consent_line(row: Row) -> ConsentLine:
    return ConsentLine(
        purpose_id=row["purpose_id"],
        name=localized(row["name"]) or row["purpose"],
        channel=row["channel"],
        consent_id=row["consent_id"],
        given=as_day(row["given_date"]),
        given_at=datetime.fromisoformat(row["given_at"]) if row["given_at"] else None,
        withdrawn=as_day(row["withdrawn_date"]),
        version=row["version"],
        text=row["text"] or "",
        source=row["source"] or "",
        evidence=row["evidence"] or "",
        withdrawn_source=row["withdrawn_source"] or "",
        current_text_id=row["current_text_id"],
        current_version=row["current_version"],
        current_text=localized(row["current_text"]),
    )


class Origin(StrEnum):
    """What speaks for a rubric the person does not have yet."""

    ASKED = "asked"
    READ = "read"


@dataclass(frozen=True)
class RubricLine:
    """A rubric in the order of the tree. ``asked``: questions to the hotline in a year, ``read``: clicks and visits."""

    pk: int
    code: str
    name: str
    depth: int
    parent_id: int | None
    is_retired: bool
    has: bool
    source: str
    noted: date | None
    asked: int
    last_asked: date | None
    read: int

    @property
    def is_proposed(self) -> bool:
        """Whether the person's own questions and reading say that it is theirs."""
        return not self.has and not self.is_retired and (self.asked > 0 or self.read > 1)


# A question means a rubric when its topic is, or contains, one of the rubric's words; so does a newsletter's name.
_RUBRICS = """
WITH RECURSIVE tree AS (
  SELECT id, code, name, parent_id, NOT is_active AS is_retired, 0 AS depth, ARRAY["order"::int, id::int] AS path
    FROM clients_rubric WHERE parent_id IS NULL
  UNION ALL
  SELECT r.id, r.code, r.name, r.parent_id, NOT r.is_active, t.depth + 1, t.path || ARRAY[r."order"::int, r.id::int]
    FROM clients_rubric r JOIN tree t ON r.parent_id = t.id
), doings AS (
  SELECT clients_folded(h.topic || ' ' || h.question) AS words, h.asked_at AS at, true AS is_asked, 1 AS times
    FROM usage_hotlinerequest h WHERE h.person_id = %(person_id)s AND h.asked_at < %(until)s
     AND h.asked_at >= %(until)s::timestamptz - interval '1 year'
  UNION ALL
  SELECT clients_folded(m.mailing), m.sent_at, false, m.clicks
    FROM usage_mailevent m WHERE m.person_id = %(person_id)s AND m.clicks > 0 AND m.sent_at < %(until)s
     AND m.sent_at >= %(until)s::timestamptz - interval '1 year'
  UNION ALL
  SELECT clients_folded(array_to_string(e.topics, ' | ')), %(until)s, false, 1
    FROM usage_attendance n JOIN usage_event e ON e.id = n.event_id
   WHERE n.person_id = %(person_id)s AND n.is_attended AND e.day > %(today)s::date - 365
), told AS (
  SELECT w.rubric_id, count(*) FILTER (WHERE d.is_asked) AS asked, max(d.at) FILTER (WHERE d.is_asked) AS last_asked,
    coalesce(sum(d.times) FILTER (WHERE NOT d.is_asked), 0) AS read
  FROM doings d JOIN (SELECT word, rubric_id FROM clients_rubric_words() WHERE length(word) > 2) w
    ON (' ' || translate(d.words, '.,:;!?()«»|', '           ') || ' ') LIKE
       ('%% ' || translate(w.word, '.,:;!?()«»|%%_', '             ') || ' %%')
  GROUP BY w.rubric_id
)
SELECT t.id, t.code, t.name, t.parent_id, t.is_retired, t.depth, k.id IS NOT NULL AS has, k.source, k.noted_date,
  coalesce(told.asked, 0) AS asked, (told.last_asked AT TIME ZONE %(zone)s)::date AS last_asked,
  coalesce(told.read, 0) AS read
FROM tree t LEFT JOIN clients_personrubric k ON k.rubric_id = t.id AND k.person_id = %(person_id)s
LEFT JOIN told ON told.rubric_id = t.id
WHERE NOT t.is_retired OR k.id IS NOT NULL
ORDER BY t.path
"""


def rubrics_of(person_id: int, today: date, until: datetime) -> Question[tuple[RubricLine, ...]]:
    """The whole tree with what the person has, asked and read. Retired rubrics only where the person has them."""
    params = {"person_id": person_id, "today": today, "until": until, "zone": clock.office_zone().key}

    def read(rows: list[Row]) -> tuple[RubricLine, ...]:
        return tuple(
            RubricLine(
                pk=row["id"],
                code=row["code"],
                name=localized(row["name"]),
                depth=min(row["depth"], 2),
                parent_id=row["parent_id"],
                is_retired=row["is_retired"],
                has=row["has"],
                source=row["source"] or "",
                noted=as_day(row["noted_date"]),
                asked=row["asked"],
                last_asked=as_day(row["last_asked"]),
                read=int(row["read"]),
            )
            for row in rows
        )

    return Question(_RUBRICS, params, read)
