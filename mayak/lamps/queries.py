"""Lamps and scores as pages and commands read them (S3-S5)."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet

from mayak.clients.models import Client
from mayak.core.text import localized
from mayak.facts.models import ClientFacts
from mayak.lamps.models import LampDefinition, LampInterval, LampState, Score, ScoreInterval, State
from mayak.lamps.rules import Lamp, current_rules
from mayak.lamps.wording import reason_of, worded


@dataclass(frozen=True)
class LitLamp:
    """A lit lamp of a client, in words of the active language. ``weight`` None: it does not count in the score."""

    code: str
    name: str
    reason: str
    weight: Decimal | None
    is_urgent: bool
    since: date
    advice: str
    puts_out: str


@dataclass(frozen=True)
class Point:
    """What one weighted lamp adds to the score, or would add."""

    code: str
    name: str
    weight: Decimal
    state: State
    is_urgent: bool
    text: str


@dataclass(frozen=True)
class OpenedScore:
    """The score of a client with the points it consists of, in the playbook's order."""

    necessity: Decimal | None
    certainty: Decimal
    computed: Decimal | None
    is_corrected: bool
    points: tuple[Point, ...]


@dataclass(frozen=True)
class ShownState:
    """How a lamp stood on a past day."""

    code: str
    name: str
    state: State
    is_urgent: bool


@dataclass(frozen=True)
class ShownJudgement:
    """The score and lamps of a client as they were shown on a past day; lamps that were out are left out."""

    necessity: Decimal | None
    certainty: Decimal
    lamps: tuple[ShownState, ...]


def lit_lamps_of(client_ids: Collection[int]) -> dict[int, list[LitLamp]]:
    """The lit lamps by client, urgent ones first, then by weight, then in the playbook's order. One SQL query."""
    lit: dict[int, list[LitLamp]] = defaultdict(list)
    states = LampState.objects.filter(client_id__in=list(client_ids), state=State.LIT, lamp__is_active=True)
    # The rule itself is not shown: reading its JSON for every row would cost more than the query.
    unread = ("condition", "urgent_when", "figure", "out_reason", "short_label", "unit")
    states = states.select_related("lamp").defer(*(f"lamp__{name}" for name in unread))
    for state in states.order_by("client_id", "-is_urgent", "-lamp__weight", "lamp__order"):
        lit[state.client_id].append(_lit(state))
    return dict(lit)


def _lit(state: LampState) -> LitLamp:
    lamp = state.lamp
    return LitLamp(
        code=lamp.code,
        name=localized(lamp.name),
        reason=reason_of(lamp.reason, lamp.never_reason, state.evidence),
        weight=lamp.weight if lamp.is_weighted else None,
        is_urgent=state.is_urgent,
        since=state.since_date,
        advice=worded(lamp.advice, state.evidence),
        puts_out=localized(lamp.puts_out),
    )


def score_of(client_id: int) -> OpenedScore | None:
    """The score of a client opened into its points; None for a client not in service. Four SQL queries."""
    score = Score.objects.filter(client_id=client_id).first()
    if score is None:
        return None
    lamps = [lamp for lamp in current_rules().lamps if lamp.weight is not None]
    states = {state.lamp_id: state for state in LampState.objects.filter(client_id=client_id)}
    names = sorted({name for lamp in lamps for name in lamp.figures})
    figures = ClientFacts.objects.filter(pk=client_id).values(*names).first() or {}
    points = tuple(_point(lamp, states.get(lamp.pk), figures) for lamp in lamps)
    return OpenedScore(score.necessity, score.certainty, score.computed, score.is_corrected, points)


def _point(lamp: Lamp, state: LampState | None, figures: dict[str, Any]) -> Point:
    definition = lamp.definition
    name = localized(definition.name)
    if state is None:
        text = worded(definition.out_reason, figures) if definition.out_reason else name
    elif state.state == State.LIT:
        text = reason_of(definition.reason, definition.never_reason, state.evidence)
    else:
        text = name
    return Point(
        code=lamp.code,
        name=name,
        weight=definition.weight,
        state=State(state.state) if state else State.OUT,
        is_urgent=bool(state and state.is_urgent),
        text=text,
    )


def shown_on(client_id: int, day: date) -> ShownJudgement | None:
    """The score and lamps as they were shown on a past day; None when nothing was shown yet. Two SQL queries."""
    held = Q(from_date__lte=day) & (Q(to_date=None) | Q(to_date__gte=day))
    score = ScoreInterval.objects.filter(held, client_id=client_id).order_by("-from_date").first()
    if score is None:
        return None
    intervals = LampInterval.objects.filter(held, client_id=client_id).select_related("lamp").order_by("lamp__order")
    lamps = tuple(
        ShownState(each.lamp.code, localized(each.lamp.name), State(each.state), each.is_urgent) for each in intervals
    )
    return ShownJudgement(score.necessity, score.certainty, lamps)


def counts_per_lamp(clients: QuerySet[Client] | None = None) -> dict[str, int]:
    """How many clients (default: of the whole office) each lamp is lit at, by its code. One SQL query."""
    lit = Q(states__state=State.LIT)
    if clients is not None:
        lit &= Q(states__client__in=clients.values("pk"))
    rows = LampDefinition.objects.filter(is_active=True).annotate(lit=Count("states", filter=lit)).order_by("order")
    return dict(rows.values_list("code", "lit"))
