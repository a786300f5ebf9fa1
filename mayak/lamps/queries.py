"""Lit lamps as pages read them (S3-S5)."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from mayak.core.text import localized
from mayak.lamps.models import LampState, State
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
