"""The judgement of a client on a past day, twice: as shown on it, and recomputed for it (S4)."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from mayak.core.text import localized
from mayak.desk.queries.judgement import Lamp, Point, lamp_of, point_of, point_order
from mayak.facts.history import facts_on
from mayak.lamps.comparison import Difference, differences
from mayak.lamps.domain.score import Necessity
from mayak.lamps.models import State
from mayak.lamps.recomputed import RecomputedClient, recomputed_for
from mayak.lamps.shown import DayLamp, ShownClient, shown_on, shown_since
from mayak.lamps.versions import current_version, version_on


@dataclass(frozen=True)
class DayScore:
    """One of the two answers: score, its points, the lit lamps with their reasons."""

    necessity: Decimal | None
    certainty: Decimal
    computed: Decimal | None
    is_corrected: bool
    points: tuple[Point, ...]
    lit: tuple[Lamp, ...]
    unknown: str


@dataclass(frozen=True)
class DayJudgement:
    """A past day. ``shown`` None: nothing was shown; ``recomputed`` None: the client was not served then.

    ``since``: the first day that is kept of any client.
    """

    day: date
    shown: DayScore | None
    recomputed: DayScore | None
    differences: tuple[Difference, ...]
    since: date | None

    @property
    def is_too_early(self) -> bool:
        """Whether the day lies before everything that is kept."""
        return self.since is None or self.day < self.since

    @property
    def is_same(self) -> bool:
        """Whether both answers are there and nothing tells them apart, not even a figure."""
        return self.shown is not None and self.shown == self._recomputed_as_shown and not self.differences

    @property
    def has_other_figures(self) -> bool:
        """Whether the same lamps stood in the same way, but with other figures."""
        return self.shown is not None and self.recomputed is not None and not self.differences and not self.is_same

    @property
    def _recomputed_as_shown(self) -> DayScore | None:
        """The recomputed answer with the days since when lamps are lit, which only the shown one knows."""
        if self.shown is None or self.recomputed is None:
            return None
        since = {lamp.code: lamp.since for lamp in self.shown.lit}
        lit = tuple(replace(lamp, since=since.get(lamp.code)) for lamp in self.recomputed.lit)
        return replace(self.recomputed, lit=lit)


def day_judgement(client_id: int, day: date) -> DayJudgement:
    """Both answers for a day, and why they differ."""
    then = version_on(day)
    shown = shown_on(day, [client_id], version=then, with_since=True).get(client_id)
    again = recomputed_for(day, client_id)
    found: list[Difference] = []
    if shown is not None and again is not None:
        known = facts_on(day, [client_id]).get(client_id, {})
        found = differences(shown, again, then, current_version(), known)
    return DayJudgement(
        day=day,
        shown=None if shown is None else _score(shown, shown),
        recomputed=None if again is None else _score(again.score, again),
        differences=tuple(found),
        since=shown_since(),
    )


def _score(score: ShownClient | Necessity, client: ShownClient | RecomputedClient) -> DayScore:
    rows = [_row(each) for each in client.lamps]
    weighted = [row for row in rows if row["is_weighted"]]
    lit = sorted(
        (row for row in rows if row["state"] == State.LIT), key=lambda row: (not row["is_urgent"], -row["weight"])
    )
    return DayScore(
        necessity=score.necessity,
        certainty=score.certainty,
        computed=score.computed,
        is_corrected=score.is_corrected,
        points=tuple(sorted((point_of(row, dict(client.facts)) for row in weighted), key=point_order)),
        lit=tuple(lamp_of(row) for row in lit),
        unknown=", ".join(localized(row["name"]) for row in rows if row["state"] == State.UNKNOWN),
    )


def _row(each: DayLamp) -> dict[str, Any]:
    """A lamp as the judgement of now reads it from the database."""
    return {
        **vars(each.lamp),
        "state": each.state,
        "is_urgent": each.is_urgent,
        "evidence": each.evidence,
        "since_date": each.since.isoformat() if each.since else None,
    }


def remark_of(score: DayScore) -> str:
    """The small words beside the figure."""
    if score.is_corrected:
        return _("set by hand")
    if score.necessity is None:
        return _("nothing was known")
    if score.certainty < 1:
        return _("known: %(share)d%% of the facts") % {"share": int(score.certainty * 100)}
    if score.computed is not None and score.necessity > score.computed:
        return _("raised by a rule")
    return ""
