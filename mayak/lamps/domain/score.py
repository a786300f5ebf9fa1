"""The necessity of contact from the states of the weighted lamps (S4)."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

PLACES = Decimal("0.01")


class WeightedState(NamedTuple):
    """A weighted lamp of one client: True is lit, False out, None unknown."""

    weight: Decimal
    is_lit: bool | None


@dataclass(frozen=True)
class Necessity:
    """``necessity`` is shown, ``computed`` is the weighted sum alone; None: nothing is known."""

    necessity: Decimal | None
    certainty: Decimal
    computed: Decimal | None
    is_corrected: bool = False


def necessity_of(
    states: Iterable[WeightedState], floors: Iterable[Decimal] = (), correction: Decimal | None = None
) -> Necessity:
    """The score, 0 to 1 in two places, half up.

    Lit weights ÷ known weights, certainty known ÷ all; then at least the highest of the ``floors`` (those of the
    lit overrides); then a ``correction`` in force replaces it. Lamps without any weight count for nothing.
    """
    states = list(states)
    every = sum((state.weight for state in states), Decimal(0))
    known = sum((state.weight for state in states if state.is_lit is not None), Decimal(0))
    lit = sum((state.weight for state in states if state.is_lit), Decimal(0))
    computed = _rounded(lit / known) if known else None
    raised = max([value for value in (computed, *floors) if value is not None], default=None)
    return Necessity(
        necessity=raised if correction is None else correction,
        certainty=_rounded(known / every) if every else Decimal("0.00"),
        computed=computed,
        is_corrected=correction is not None,
    )


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(PLACES, rounding=ROUND_HALF_UP)
