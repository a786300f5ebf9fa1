"""What the functional card says of a client today: values with their age, gaps, conflicts of sources (C3, C6)."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby

from mayak.core.questions import Question, Row
from mayak.core.questions import day as as_day
from mayak.core.text import localized
from mayak.ui.formats import NOTHING, phone

_PHONE = re.compile(r"\+?\d{11}")


class Freshness(StrEnum):
    """How much an indicator can be trusted today."""

    CONFLICT = "conflict"
    EXPIRED = "expired"
    MISSING = "missing"
    NONE = "none"
    CURRENT = "current"


# What wants a person's hand comes first.
_URGENCY = [Freshness.CONFLICT, Freshness.EXPIRED, Freshness.MISSING, Freshness.CURRENT, Freshness.NONE]


@dataclass(frozen=True)
class SourceWord:
    """What one source says: an empty value is *confirmed none*."""

    value: str
    source: str
    confirmed_date: date | None
    valid_until: date | None
    confirmed_by: str

    def is_expired(self, today: date) -> bool:
        """Whether the term has passed; the last day of the term still counts."""
        return self.valid_until is not None and self.valid_until < today


@dataclass(frozen=True)
class CardLine:
    """An indicator with the words of its sources, the freshest first. ``person``: whose it is, "" = the client's."""

    code: str
    name: str
    question: str
    unit: str
    groups: tuple[str, ...]
    person: str
    words: tuple[SourceWord, ...]
    freshness: Freshness

    @property
    def word(self) -> SourceWord | None:
        """The freshest word, None when there is none."""
        return self.words[0] if self.words else None

    @property
    def shown(self) -> str:
        """The freshest value as people write it: a phone number grouped, nothing as a dash."""
        value = self.word.value if self.word else ""
        return phone(value) if _PHONE.fullmatch(value) else value or NOTHING

    @property
    def values(self) -> tuple[str, ...]:
        """The different values the sources name, the freshest first."""
        return tuple(dict.fromkeys(word.value for word in self.words))


_CARD = """
SELECT d.code, d.name, d.question, d.unit, d.groups,
  trim(concat_ws(' ', p.first_name, p.last_name)) AS person, v.person_id,
  v.id, v.value, v.source, v.confirmed_date, v.valid_until_date,
  coalesce(nullif(v.confirmed_by_name, ''), trim(concat_ws(' ', s.first_name, s.last_name))) AS confirmed_by
FROM card_indicatordefinition d
LEFT JOIN card_indicatorvalue v ON v.indicator_id = d.id AND v.client_id = %(client_id)s
  AND daterange(v.from_date, v.to_date, '[]') @> %(today)s::date AND v.confirmed_date <= %(today)s
LEFT JOIN clients_person p ON p.id = v.person_id
LEFT JOIN accounts_staff s ON s.id = v.confirmed_by_id
WHERE d.is_active AND d.bound_to = '' AND (d.subject = 'client' OR v.id IS NOT NULL)
ORDER BY d."order", d.code, v.person_id NULLS FIRST, v.confirmed_date DESC, v.id
"""


def card_of(client_id: int, today: date) -> Question[tuple[CardLine, ...]]:
    """All indicators that hold values of their own, in the order of the playbook, as they stand on a day.

    Indicators of people appear when somebody's value is there. Indicators that mirror a field elsewhere are left out.
    """

    def read(rows: list[Row]) -> tuple[CardLine, ...]:
        lines = groupby(rows, key=lambda row: (row["code"], row["person_id"]))
        return tuple(_read_line(list(group), today) for _key, group in lines)

    return Question(_CARD, {"client_id": client_id, "today": today}, read)


def most_telling(lines: tuple[CardLine, ...], count: int) -> tuple[CardLine, ...]:
    """The lines to show where there is room for a few: conflicts, expired, missing; at least two known ones."""
    ranked = sorted(lines, key=lambda line: _URGENCY.index(line.freshness))
    known = [line for line in ranked if line.freshness is Freshness.CURRENT][:2]
    open_lines = [line for line in ranked if line.freshness in _URGENCY[:3]]
    chosen = open_lines[: count - len(known)] + known
    rest = [line for line in ranked if line not in chosen]
    return tuple((chosen + rest)[:count])


def _read_line(rows: list[Row], today: date) -> CardLine:
    first = rows[0]
    words = tuple(
        SourceWord(
            row["value"],
            row["source"],
            as_day(row["confirmed_date"]),
            as_day(row["valid_until_date"]),
            row["confirmed_by"] or "",
        )
        for row in rows
        if row["id"] is not None
    )
    return CardLine(
        code=first["code"],
        name=localized(first["name"]),
        question=localized(first["question"]),
        unit=localized(first["unit"]),
        groups=tuple(first["groups"] or []),
        person=first["person"] or "",
        words=words,
        freshness=freshness_of(words, today),
    )


def freshness_of(words: tuple[SourceWord, ...], today: date) -> Freshness:
    """The state of an indicator: two current words that differ are a conflict (C6), only old ones are expired."""
    if not words:
        return Freshness.MISSING
    current = [word for word in words if not word.is_expired(today)]
    if not current:
        return Freshness.EXPIRED
    if len({word.value.strip().lower() for word in current}) > 1:
        return Freshness.CONFLICT
    return Freshness.CURRENT if current[0].value.strip() else Freshness.NONE
