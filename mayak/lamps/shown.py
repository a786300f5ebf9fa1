"""What was shown on a past day: replayed from the intervals, the words of that time and the facts as known then.

Nothing is measured and no rule of today is asked: later data and a later playbook change nothing of it. The other
answer, *recomputed*, is :mod:`mayak.lamps.recomputed`.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Min, Q
from django.utils.translation import gettext_lazy as _

from mayak.core import clock
from mayak.core.errors import MayakError
from mayak.facts.history import facts_on
from mayak.lamps.models import LampDefinition, LampInterval, ScoreInterval, State
from mayak.lamps.recording import plain
from mayak.lamps.versions import Version, VersionLamp, version_lamp, version_on
from mayak.ui import formats


@dataclass(frozen=True)
class DayLamp:
    """A lamp of a client on a day. ``evidence``: its figures; ``since`` when it stood so, where that is known."""

    lamp: VersionLamp
    state: State
    is_urgent: bool = False
    evidence: dict[str, Any] | None = None
    since: date | None = None


@dataclass(frozen=True)
class ShownClient:
    """What was shown of a client on a day: score and lamps, those in the norm included, in the playbook's order.

    ``facts``: the figures of the lamps' texts as known then; empty when facts were not kept yet.
    """

    client_id: int
    necessity: Decimal | None
    certainty: Decimal
    computed: Decimal | None
    is_corrected: bool
    lamps: tuple[DayLamp, ...]
    facts: dict[str, Any]


def held_on(day: date) -> Q:
    """The intervals that hold on a day."""
    return Q(from_date__lte=day) & (Q(to_date=None) | Q(to_date__gte=day))


def shown_since() -> date | None:
    """The first day whose scores are kept. One SQL query."""
    first: date | None = ScoreInterval.objects.aggregate(first=Min("from_date"))["first"]
    return first


def refuse_future(day: date) -> None:
    """Raise MayakError for a day that has not come: nothing was shown of it."""
    if day > clock.today():
        raise MayakError(
            _("%(day)s has not come yet: nothing was shown of it.") % {"day": formats.day(day)},
            hint=str(_("Name today or a day before it; --as-of recomputes for any day.")),
        )


def shown_on(
    day: date, client_ids: Collection[int], *, version: Version | None = None, with_since: bool = False
) -> dict[int, ShownClient]:
    """What was shown of the clients on a day; one not served then, or not yet kept, is missing. Four SQL queries."""
    version = version or version_on(day)
    ids = list(client_ids)
    scores = list(ScoreInterval.objects.filter(held_on(day), client__in=ids))
    if not scores:
        return {}
    lamps = _lamps_on(day, [score.client_id for score in scores], with_since)
    known = _known_lamps(version, {each.lamp_id for rows in lamps.values() for each in rows})
    names = sorted({name for lamp in known.values() for name in lamp.figures})
    facts = {pk: {name: plain(value) for name, value in row.items()} for pk, row in facts_on(day, ids, names).items()}
    return {
        score.client_id: ShownClient(
            client_id=score.client_id,
            necessity=score.necessity,
            certainty=score.certainty,
            computed=score.computed,
            is_corrected=score.is_corrected,
            lamps=tuple(_day_lamps(known, lamps[score.client_id], facts.get(score.client_id, {}))),
            facts=facts.get(score.client_id, {}),
        )
        for score in scores
    }


@dataclass(frozen=True)
class _Held:
    lamp_id: int
    state: str
    is_urgent: bool
    evidence: dict[str, Any]
    since: date


def _lamps_on(day: date, client_ids: list[int], with_since: bool) -> dict[int, list[_Held]]:
    rows = LampInterval.objects.filter(client__in=client_ids, from_date__lte=day)
    if not with_since:
        rows = rows.filter(held_on(day))
    began: dict[tuple[int, int], tuple[str, date, date | None]] = {}
    held: dict[int, list[_Held]] = defaultdict(list)
    for row in rows.order_by("client", "lamp_id", "from_date"):
        key = (row.client_id, row.lamp_id)
        state, since, ended = began.get(key, ("", row.from_date, None))
        follows = state == row.state and ended is not None and ended + timedelta(days=1) == row.from_date
        began[key] = (row.state, since if follows else row.from_date, row.to_date)
        if row.to_date is None or row.to_date >= day:
            held[row.client_id].append(_Held(row.lamp_id, row.state, row.is_urgent, row.evidence, began[key][1]))
    return held


def _known_lamps(version: Version, wanted: Iterable[int]) -> dict[int, VersionLamp]:
    """The lamps of the version; a lamp that it does not have in its words of now, or by its number alone."""
    known = version.by_pk
    missing = set(wanted) - set(known)
    if missing:
        known |= {lamp.pk: version_lamp(lamp) for lamp in LampDefinition.objects.filter(pk__in=missing)}
        known |= {pk: version_lamp(_nameless(pk)) for pk in missing - set(known)}
    return known


def _nameless(pk: int) -> LampDefinition:
    name = str(_("a lamp that is no longer there (No. %(number)d)") % {"number": pk})
    return LampDefinition(pk=pk, code=f"lamp-{pk}", name=name, short_label=f"№ {pk}", reason=name, condition={})


def _day_lamps(known: dict[int, VersionLamp], held: list[_Held], facts: dict[str, Any]) -> Iterable[DayLamp]:
    by_lamp = {each.lamp_id: each for each in held}
    for lamp in known.values():
        each = by_lamp.get(lamp.pk)
        if each is None:
            yield DayLamp(lamp, State.OUT)
        elif each.state == State.UNKNOWN:
            yield DayLamp(lamp, State.UNKNOWN, since=each.since)
        else:
            evidence = {name: facts[name] for name in lamp.figures if name in facts} or each.evidence
            yield DayLamp(lamp, State.LIT, each.is_urgent, evidence, each.since)
