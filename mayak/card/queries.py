"""What the functional card says of a client today: values with their age, gaps, conflicts of sources (C3, C6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from mayak.card.bindings import binding_of, bound_value_sql, choices_sql, list_names_sql, type_of
from mayak.card.domain.freshness import TO_LEARN, Freshness, Word, expires_soon, freshness_of, is_expired
from mayak.card.domain.values import FITS_SQL
from mayak.card.words import BY_EDIT, BY_IMPORT, none_words, source_words, value_words
from mayak.core.questions import Question, Row
from mayak.core.questions import day as as_day
from mayak.core.text import localized
from mayak.ui.formats import NOTHING

__all__ = ["CardLine", "Freshness", "SourceWord", "card_of", "freshness_of", "most_telling"]

# What wants a person's hand comes first.
_URGENCY = [
    Freshness.CONFLICT,
    Freshness.UNFIT,
    Freshness.EXPIRED,
    Freshness.MISSING,
    Freshness.CURRENT,
    Freshness.NONE,
]
PERSON_MARK = "--"
# Digits of the largest key that the database takes, less one.
LONGEST_NUMBER = 18


@dataclass(frozen=True)
class SourceWord:
    """What one source says: an empty value is *confirmed none*. ``shown``: the value as people write it.

    ``pk`` is None for a field that nobody confirmed yet. ``can_be_taken_back``: it was written on the card.
    """

    pk: int | None
    value: str
    shown: str
    source: str
    told_by: str
    confirmed_date: date | None
    valid_until: date | None
    confirmed_by: str
    told_by_id: int | None = None
    is_fitting: bool = True
    can_be_taken_back: bool = False

    @property
    def source_words(self) -> str:
        """Source and who told."""
        return source_words(self.source, self.told_by)

    def is_expired(self, today: date) -> bool:
        """Whether the term has passed; the last day of the term still counts."""
        return is_expired(self.valid_until, today)


@dataclass(frozen=True)
class CardLine:
    """An indicator with the words of its sources, the freshest first. ``person``: whose it is, "" = the client's."""

    indicator_id: int
    code: str
    name: str
    question: str
    unit: str
    groups: tuple[str, ...]
    value_type: str
    choices: tuple[Mapping[str, str], ...]
    term_days: int | None
    bound_to: str
    changed_by: tuple[str, ...]
    person: str
    person_id: int | None
    is_wanted: bool
    words: tuple[SourceWord, ...]
    freshness: Freshness
    is_soon: bool

    @property
    def key(self) -> str:
        """The line's name in addresses and forms: the code, and whose it is."""
        return f"{self.code}{PERSON_MARK}{self.person_id}" if self.person_id else self.code

    @property
    def word(self) -> SourceWord | None:
        """The freshest word, None when there is none."""
        return self.words[0] if self.words else None

    @property
    def shown(self) -> str:
        """The freshest value as people write it, *confirmed none* in words, nothing as a dash."""
        if self.word is None:
            return NOTHING
        return self.word.shown if self.word.value else none_words()

    @property
    def values(self) -> tuple[str, ...]:
        """The different values the sources name, the freshest first."""
        return tuple(dict.fromkeys(word.shown if word.value else none_words() for word in self.words))

    @property
    def is_written_here(self) -> bool:
        """Whether the card takes a value: one of its own, or one for the records that feed the indicator."""
        binding = binding_of(self.bound_to)
        return not self.bound_to or (binding is not None and binding.is_list)

    @property
    def is_to_learn(self) -> bool:
        """Whether a talk has to bring it."""
        return self.freshness in TO_LEARN


def read_key(key: str) -> tuple[str, int | None]:
    """The code and the person of a line's key."""
    code, _mark, person = key.partition(PERSON_MARK)
    if len(person) > LONGEST_NUMBER:
        return key, None
    return code, int(person) if person.isdecimal() else None


def card_sql(where: str = "TRUE") -> str:
    """The rows of the card: one per indicator (and person) and word; ``where`` narrows them down."""
    return f"""
SELECT d.id AS indicator_id, d.code, d.name, d.question, d.unit, d.groups, d.value_type, d.validity_days,
  {choices_sql()} AS choices,
  d.bound_to, d.changed_by, p.id AS person_id, trim(concat_ws(' ', p.first_name, p.last_name)) AS person,
  v.id, CASE WHEN d.bound_to = '' THEN v.value ELSE coalesce(v.value, b.value) END AS value, v.said, v.source,
  v.confirmed_date, v.valid_until_date, coalesce(jsonb_array_length(v.steps), 0) > 0 AS has_steps,
  coalesce(nullif(v.confirmed_by_name, ''), trim(concat_ws(' ', s.first_name, s.last_name))) AS confirmed_by,
  coalesce(nullif(t.last_name, ''), t.first_name) AS told_by, t.id AS told_by_id,
  d.bound_to <> '' OR {FITS_SQL} AS is_fitting,
  EXISTS (SELECT 1 FROM card_questiontoask q WHERE q.client_id = c.id AND q.indicator_id = d.id
    AND q.person_id IS NOT DISTINCT FROM p.id) AS is_wanted
FROM clients_client c
CROSS JOIN card_indicatordefinition d
LEFT JOIN clients_person p ON d.subject = 'person' AND p.client_id = c.id
  AND (p.started_date IS NULL OR p.started_date <= %(today)s) AND (p.left_date IS NULL OR p.left_date > %(today)s)
LEFT JOIN LATERAL (
  SELECT w.id, w.value, w.value AS said, w.source, w.confirmed_date, w.valid_until_date, w.confirmed_by_id,
    w.confirmed_by_name, w.told_by_id, w.steps
  FROM card_indicatorvalue w
  WHERE d.bound_to = '' AND w.client_id = c.id AND w.indicator_id = d.id AND w.person_id IS NOT DISTINCT FROM p.id
    AND daterange(w.from_date, w.to_date, '[]') @> %(today)s::date AND w.confirmed_date <= %(today)s
  UNION ALL
  (SELECT f.id, CASE WHEN f.place > 1 THEN f.value END, f.value, f.source, f.confirmed_date,
    f.valid_until_date, f.confirmed_by_id, f.confirmed_by_name, f.told_by_id,
    CASE WHEN f.source IN ('{BY_IMPORT}', '{BY_EDIT}') THEN '[]' ELSE '[1]' END::jsonb
  FROM (
    SELECT g.*, row_number() OVER latest AS place, first_value(g.source) OVER latest AS last_source
    FROM card_confirmation g
    WHERE d.bound_to <> '' AND g.client_id = c.id AND g.indicator_id = d.id AND g.person_id IS NOT DISTINCT FROM p.id
      AND g.confirmed_date <= %(today)s AND (g.to_date IS NULL OR g.to_date >= %(today)s)
    WINDOW latest AS (ORDER BY g.confirmed_date DESC, g.id DESC)
  ) f
  WHERE f.place = 1 OR ((f.value <> '' OR d.bound_to IN ({list_names_sql()})) AND f.source <> f.last_source)
  ORDER BY f.place LIMIT 2)
) v ON TRUE
LEFT JOIN LATERAL (SELECT {bound_value_sql()} AS value) b ON d.bound_to <> ''
LEFT JOIN accounts_staff s ON s.id = v.confirmed_by_id
LEFT JOIN clients_person t ON t.id = v.told_by_id
WHERE c.id = %(client_id)s AND d.is_active AND (d.subject = 'client' OR p.id IS NOT NULL) AND {where}
ORDER BY p.id NULLS FIRST, d."order", d.code, v.confirmed_date DESC, v.id DESC
"""


def card_of(client_id: int, today: date) -> Question[tuple[CardLine, ...]]:
    """All indicators in the order of the playbook as they stand on a day: the client's, then those of its people.

    Indicators that mirror a field elsewhere show that field; their word is who confirmed it last, beside it what
    another source had said before an import overwrote the field.
    """

    def read(rows: list[Row]) -> tuple[CardLine, ...]:
        return _read_lines(rows, today)

    return Question(card_sql(), {"client_id": client_id, "today": today}, read)


def line_of(client_id: int, code: str, person_id: int | None, today: date) -> Question[CardLine | None]:
    """One line of the card, None when the client has no such indicator."""

    def read(rows: list[Row]) -> CardLine | None:
        return next(iter(_read_lines(rows, today)), None)

    where = "d.code = %(code)s AND p.id IS NOT DISTINCT FROM %(person_id)s"
    params = {"client_id": client_id, "today": today, "code": code, "person_id": person_id}
    return Question(card_sql(where), params, read)


@dataclass(frozen=True)
class GroupName:
    """A status group as it is called."""

    code: str
    name: str


def status_groups() -> Question[tuple[GroupName, ...]]:
    """The status groups in use, in their order."""

    def read(rows: list[Row]) -> tuple[GroupName, ...]:
        return tuple(GroupName(row["code"], localized(row["name"])) for row in rows)

    return Question('SELECT code, name FROM card_statusgroup WHERE is_active ORDER BY "order", code', {}, read)


def most_telling(lines: tuple[CardLine, ...], count: int) -> tuple[CardLine, ...]:
    """The lines to show where there is room for a few: conflicts, expired, missing; at least two known ones."""
    own = [line for line in lines if not line.person_id and not line.bound_to]
    ranked = sorted(own, key=lambda line: _URGENCY.index(line.freshness))
    known = [line for line in ranked if line.freshness is Freshness.CURRENT][:2]
    open_lines = [line for line in ranked if line.freshness in _URGENCY[:4]]
    chosen = open_lines[: count - len(known)] + known
    rest = [line for line in ranked if line not in chosen]
    return tuple((chosen + rest)[:count])


def _read_lines(rows: list[Row], today: date) -> tuple[CardLine, ...]:
    lines = groupby(rows, key=lambda row: (row["person_id"], row["code"]))
    return tuple(_read_line(list(group), today) for _key, group in lines)


def _read_line(rows: list[Row], today: date) -> CardLine:
    first = rows[0]
    unit = localized(first["unit"])
    words = tuple(_read_word(row, unit) for row in rows if row["id"] is not None or row["value"])
    if first["bound_to"] and not first["value"] and not _is_confirmed_none(first):
        words = ()
    trusted = [Word(word.value, word.valid_until, word.is_fitting) for word in words]
    freshness = freshness_of(trusted, today)
    return CardLine(
        indicator_id=first["indicator_id"],
        code=first["code"],
        name=localized(first["name"]),
        question=localized(first["question"]),
        unit=unit,
        groups=tuple(first["groups"] or []),
        value_type=type_of(first["bound_to"], first["value_type"]),
        choices=tuple(first["choices"] or []),
        term_days=first["validity_days"],
        bound_to=first["bound_to"],
        changed_by=tuple(first["changed_by"] or []),
        person=first["person"] or "",
        person_id=first["person_id"],
        is_wanted=first["is_wanted"],
        words=words,
        freshness=freshness,
        is_soon=freshness in {Freshness.CURRENT, Freshness.NONE}
        and all(expires_soon(word.until, today) or is_expired(word.until, today) for word in trusted),
    )


def _is_confirmed_none(row: Row) -> bool:
    """Of a mirrored list without records: whether its last word says that there are none."""
    binding = binding_of(row["bound_to"])
    return binding is not None and binding.is_list and row["said"] == ""


def _read_word(row: Row, unit: str) -> SourceWord:
    value = row["value"] or ""
    type = type_of(row["bound_to"], row["value_type"])
    return SourceWord(
        pk=row["id"],
        value=value,
        shown=value_words(value, type, unit, row["choices"] or ()),
        source=row["source"] or "",
        told_by=row["told_by"] or "",
        confirmed_date=as_day(row["confirmed_date"]),
        valid_until=as_day(row["valid_until_date"]),
        confirmed_by=row["confirmed_by"] or "",
        told_by_id=row["told_by_id"],
        is_fitting=row["is_fitting"] is not False,
        can_be_taken_back=row["has_steps"],
    )
