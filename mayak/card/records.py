"""Lists of a person's records that the card writes as well as shows: rubrics of interest, own tax regimes (C4).

Of what a bound indicator mirrors only these can be answered: the answer becomes the records, so that the person's page,
conditions, imports and the card speak of one thing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from mayak.card.domain.values import Choice
from mayak.card.models import IndicatorDefinition, allowed_choices
from mayak.clients.models import Rubric, Segment
from mayak.clients.services import rubrics

Choices = tuple[Mapping[str, str], ...]


@dataclass(frozen=True)
class Records:
    """One such list.

    ``details``: what the records of a person say by code, as ``write`` (user, person, codes, details of those that
    come back, source) takes it. ``known``: what there may be, ``also`` the other words of each by code.
    ``note_checked``: writes the day of the last confirmation to the person, where one is kept there.
    """

    details: Callable[[int], rubrics.Details]
    write: Callable[..., None]
    known: Callable[[], Choices]
    also: Callable[[], Mapping[str, tuple[str, ...]]] = dict
    note_checked: Callable[..., None] | None = None


def _known_rubrics() -> Choices:
    return tuple({"code": one.code, **one.name} for one in Rubric.objects.filter(is_active=True))


def _other_words() -> dict[str, tuple[str, ...]]:
    return {one.code: tuple(one.also) for one in Rubric.objects.filter(is_active=True)}


def _known_regimes() -> Choices:
    regimes = Segment.objects.filter(type__code=rubrics.REGIME_TYPE)
    return tuple({"code": one.code, **one.name} for one in regimes)


_LISTS = {
    "person.rubrics": Records(
        rubrics.rubric_details, rubrics.set_rubrics, _known_rubrics, _other_words, rubrics.note_rubrics_checked
    ),
    "person.tax_regimes": Records(rubrics.regime_details, rubrics.set_tax_regimes, _known_regimes),
}


def records_of(indicator: IndicatorDefinition) -> Records | None:
    """The list that feeds the indicator, None when it is fed by something else or holds values of its own."""
    return _LISTS.get(indicator.bound_to)


def allowed_of(indicator: IndicatorDefinition, person_id: int | None) -> tuple[Choices, tuple[Choice, ...]]:
    """The choices of an indicator and how each may be named; what the person has may stay though it is out of use."""
    records = records_of(indicator)
    if records is None:
        return tuple(indicator.choices), indicator.allowed
    known, also = records.known(), records.also()
    codes = {one["code"] for one in known}
    kept = tuple(Choice(code) for code in records.details(person_id or 0) if code not in codes)
    named = (Choice(one.code, one.labels + also.get(one.code, ())) for one in allowed_choices(known))
    return known, (*named, *kept)


def note_checked(indicator: IndicatorDefinition, person_id: int | None, day: date | None) -> None:
    """Tell the person's record on which day the list was confirmed last."""
    records: Any = records_of(indicator)
    if records is not None and records.note_checked is not None and person_id:
        records.note_checked(person_id=person_id, day=day)
