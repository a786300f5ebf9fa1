"""Necessity and lamps of one client over time, as they were shown; a fact over time (S1, S3, S4)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q

from mayak.core.text import localized
from mayak.facts.conditions.words import OfficeFacts, fact_words, label_of_fact
from mayak.facts.history import Changed, history_of_fact
from mayak.facts.models import facts_now
from mayak.lamps.comparison import told_fact
from mayak.lamps.models import LampDefinition, LampInterval, ScoreInterval, State

CHANGES_SHOWN = 100


@dataclass(frozen=True)
class Step:
    """Days (both inclusive) on which the same score was shown; ``began``: its first day, may lie before the period."""

    from_date: date
    to_date: date
    began: date
    necessity: Decimal | None
    certainty: Decimal
    is_corrected: bool


@dataclass(frozen=True)
class Span:
    """Days (both inclusive) on which a lamp was lit."""

    from_date: date
    to_date: date
    is_urgent: bool


@dataclass(frozen=True)
class Lane:
    """A lamp with the days on which it was lit."""

    code: str
    name: str
    weight: Decimal | None
    spans: tuple[Span, ...]

    @property
    def days(self) -> int:
        """How many days it was lit."""
        return sum((span.to_date - span.from_date).days + 1 for span in self.spans)


@dataclass(frozen=True)
class Track:
    """A period: the score's steps in their order, and the lamps lit in it, the heaviest first."""

    from_date: date
    to_date: date
    steps: tuple[Step, ...]
    lanes: tuple[Lane, ...]

    @property
    def days(self) -> int:
        """How many days."""
        return (self.to_date - self.from_date).days + 1


@dataclass(frozen=True)
class FactLine:
    """A fact in words: what it is now."""

    name: str
    label: str
    value: str


@dataclass(frozen=True)
class FactChange:
    """A change of a fact: its value in words from the end of the day on."""

    day: date
    value: str
    before: str


def track_of(client_id: int, today: date, days: int) -> Track:
    """What was shown over the last ``days`` days up to today. Three statements."""
    start = today - timedelta(days=days - 1)
    within = Q(client=client_id, from_date__lte=today) & (Q(to_date=None) | Q(to_date__gte=start))
    steps = tuple(
        Step(
            max(row.from_date, start),
            min(row.to_date or today, today),
            row.from_date,
            row.necessity,
            row.certainty,
            row.is_corrected,
        )
        for row in ScoreInterval.objects.filter(within).order_by("from_date")
    )
    spans: dict[int, list[Span]] = defaultdict(list)
    for lamp in LampInterval.objects.filter(within, state=State.LIT).order_by("from_date"):
        spans[lamp.lamp_id].append(Span(max(lamp.from_date, start), min(lamp.to_date or today, today), lamp.is_urgent))
    return Track(start, today, steps, _lanes(spans))


def _lanes(spans: dict[int, list[Span]]) -> tuple[Lane, ...]:
    known = {lamp.pk: lamp for lamp in LampDefinition.objects.filter(pk__in=list(spans))}
    lanes = []
    for pk, days in spans.items():
        lamp = known.get(pk)
        weight = lamp.weight if lamp and lamp.is_weighted else None
        lanes.append(
            Lane(lamp.code if lamp else str(pk), localized(lamp.name) if lamp else f"№ {pk}", weight, tuple(days))
        )
    return tuple(sorted(lanes, key=lambda lane: (-(lane.weight or Decimal(0)), -lane.days, lane.name)))


def fact_lines(client_id: int) -> list[FactLine]:
    """The known facts of a client as they are now, in the sheet's order. Two statements."""
    words = OfficeFacts(fact_words())
    facts = facts_now([client_id], words).get(client_id, {})
    return [
        FactLine(name, _in_sentence(word.label), told_fact(name, facts[name]))
        for name, word in words.items()
        if facts.get(name) is not None and word.type != "staff"
    ]


def label_of(name: str) -> str:
    """The fact's label, in a sentence's case."""
    return _in_sentence(label_of_fact(name))


def _in_sentence(label: str) -> str:
    return label[:1].upper() + label[1:]


def fact_changes(client_id: int, name: str) -> list[FactChange]:
    """The changes of a fact, newest first. One statement."""
    changes: list[Changed] = history_of_fact(client_id, name)
    earlier: list[Any] = [None, *(each.value for each in changes)]
    told = [
        FactChange(each.day, told_fact(name, each.value), told_fact(name, before) if number else "")
        for number, (each, before) in enumerate(zip(changes, earlier, strict=False))
    ]
    return told[::-1][:CHANGES_SHOWN]
