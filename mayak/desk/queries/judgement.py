"""What is judged of a client: the score opened into its points, the lamps with reason and advice (S3, S4)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from mayak.core import clock
from mayak.core.questions import Question, Row
from mayak.core.questions import amount as as_amount
from mayak.core.text import localized
from mayak.lamps.models import LampDefinition, LampState, State
from mayak.lamps.wording import figures_in, reason_of, worded
from mayak.ui.formats import day, fraction

# Segments of the score narrower than this weight show a word instead of a sentence.
ROOM_FOR_WORDS = Decimal("0.15")


@dataclass(frozen=True)
class Lamp:
    """A lit lamp: why, since when, what to do, what puts it out."""

    code: str
    name: str
    reason: str
    is_urgent: bool
    since: date | None
    advice: str = ""
    puts_out: str = ""

    @property
    def rest(self) -> str:
        """The reason beside the name: a reason that begins with the name does not say it twice."""
        is_told = self.reason.lower().startswith(self.name.lower())
        return self.reason[len(self.name) :].lstrip(" :,") if is_told else self.reason

    @property
    def shape(self) -> str:
        """The shape drawn for it."""
        return "urgent" if self.is_urgent else "warn"

    @property
    def words(self) -> str:
        """The reason where there is one, else the name."""
        return self.reason or self.name


@dataclass(frozen=True)
class Point:
    """A segment of the score: a weighted lamp that is lit, out or unknown, with its words."""

    code: str
    name: str
    label: str
    weight: Decimal
    state: str
    is_urgent: bool
    words: str

    @property
    def short(self) -> str:
        """What stands below its bar: a narrow one has room for the lamp's short name only."""
        return self.words if self.weight >= ROOM_FOR_WORDS or self.state == State.UNKNOWN else self.label

    @property
    def share(self) -> str:
        """The width of the segment, in per cent of the sum of weights 1."""
        return f"{self.weight * 100:.0f}"

    @property
    def css(self) -> str:
        """The look of the bar."""
        if self.state == State.UNKNOWN:
            return "is-unknown"
        if self.state == State.LIT:
            return "is-urgent" if self.is_urgent else "is-lit"
        return ""


@dataclass(frozen=True)
class Correction:
    """The necessity set by hand: by whom, why, until when (inclusive)."""

    author: str
    reason: str
    until_date: date


@dataclass(frozen=True)
class Judgement:
    """Score and lamps of one client now; ``week_ago``: the score as it was shown a week ago."""

    necessity: Decimal | None
    certainty: Decimal | None
    week_ago: Decimal | None
    correction: Correction | None
    points: tuple[Point, ...]
    lit: tuple[Lamp, ...]
    unknown: str
    unknown_count: int
    total: int
    completeness: int | None

    @property
    def remark(self) -> str:
        """The small words beside the figure."""
        if self.correction is not None:
            return _("by hand until %(day)s") % {"day": day(self.correction.until_date)}
        if self.necessity is None:
            return _("nothing is known yet")
        if self.week_ago is not None:
            return _("a week ago %(score)s") % {"score": fraction(self.week_ago)}
        if self.certainty is not None and self.certainty < 1:
            return _("known: %(share)d%% of the facts") % {"share": int(self.certainty * 100)}
        return _("of contact")

    @property
    def rest_words(self) -> str:
        """How many lamps are in the norm, how many unknown."""
        calm = self.total - len(self.lit) - self.unknown_count
        words = _("%(count)d in the norm") % {"count": calm}
        if self.unknown_count:
            words += ", " + _("unknown: %(count)d") % {"count": self.unknown_count}
        return words


_LAMPS = """
SELECT d.code, d.name, d.short_label, d.weight, d.is_weighted, d.reason, d.never_reason, d.out_reason, d.advice,
  d.puts_out, s.state, s.is_urgent, s.since_date, s.evidence
FROM lamps_lampdefinition d
LEFT JOIN lamps_lampstate s ON s.lamp_id = d.id AND s.client_id = %(client_id)s
WHERE d.is_active ORDER BY coalesce(s.is_urgent, false) DESC, d.weight DESC, d."order", d.code
"""
_SCORE = """
SELECT sc.necessity, sc.certainty, sc.is_corrected, row_to_json(f) AS facts,
  (SELECT row_to_json(k) FROM (
     SELECT k.reason, k.until_date, k.value, trim(concat_ws(' ', s.first_name, s.last_name)) AS author
     FROM lamps_scorecorrection k JOIN accounts_staff s ON s.id = k.author_id
     WHERE k.client_id = %(client_id)s AND k.from_date <= %(score_day)s AND k.until_date >= %(score_day)s
     ORDER BY k.from_date DESC, k.id DESC LIMIT 1) k) AS correction,
  (SELECT i.necessity FROM lamps_scoreinterval i WHERE i.client_id = %(client_id)s AND i.from_date <= %(week_ago)s
     AND (i.to_date IS NULL OR i.to_date >= %(week_ago)s) ORDER BY i.from_date DESC LIMIT 1) AS week_ago
FROM (SELECT %(client_id)s::bigint AS client_id) c
LEFT JOIN lamps_score sc ON sc.client_id = c.client_id
LEFT JOIN facts_clientfacts f ON f.client_id = c.client_id
"""


class JudgementQuestions:
    """The two questions behind a judgement, to be asked with others."""

    def __init__(self, client_id: int) -> None:
        self.lamps = Question(_LAMPS, {"client_id": client_id}, _same)
        week_ago = clock.today() - timedelta(days=7)
        params = {"client_id": client_id, "week_ago": week_ago, "score_day": clock.today()}
        self.score = Question(_SCORE, params, _same)

    def all(self) -> tuple[Question[Any], ...]:
        """Both questions."""
        return (self.lamps, self.score)

    def judgement(self) -> Judgement:
        """The answer, once asked."""
        return _judgement(self.lamps.answer, self.score.answer[0])


def _same(rows: list[Row]) -> list[Row]:
    return rows


def _judgement(lamps: list[Row], score: Row) -> Judgement:
    facts = score["facts"] or {}
    is_served = score["certainty"] is not None
    unknown = [row for row in lamps if row["state"] == State.UNKNOWN]
    weighted = [row for row in lamps if row["is_weighted"]]
    return Judgement(
        necessity=as_amount(score["necessity"]),
        certainty=as_amount(score["certainty"]),
        week_ago=as_amount(score["week_ago"]),
        correction=_correction(score["correction"]) if score["is_corrected"] else None,
        points=tuple(sorted((point_of(row, facts) for row in weighted), key=point_order)) if is_served else (),
        lit=tuple(lamp_of(row) for row in lamps if row["state"] == State.LIT),
        unknown=", ".join(localized(row["name"]) for row in unknown),
        unknown_count=len(unknown),
        total=len(lamps),
        completeness=facts.get("completeness_work"),
    )


def _correction(row: Row | None) -> Correction | None:
    if row is None:
        return None
    return Correction(row["author"], row["reason"], date.fromisoformat(row["until_date"]))


def point_order(point: Point) -> tuple[int, bool, Decimal]:
    """Lit points first, urgent ones before, then by weight."""
    return ([State.LIT, State.UNKNOWN, State.OUT].index(State(point.state)), not point.is_urgent, -point.weight)


def point_of(row: Row, facts: dict[str, Any]) -> Point:
    """A weighted lamp as a segment of the score; ``facts``: the figures for the words of one that is out."""
    state = row["state"] or State.OUT
    label = localized(row["short_label"])
    words = _("unknown") if state == State.UNKNOWN else label
    if state == State.LIT:
        words = reason_of(row["reason"], row["never_reason"], row["evidence"] or {})
    elif state == State.OUT and row["out_reason"]:
        known = {name: facts.get(name) for name in figures_in(row["out_reason"])}
        words = worded(row["out_reason"], known) if None not in known.values() else label
    weight = Decimal(row["weight"])
    return Point(row["code"], localized(row["name"]), label, weight, state, bool(row["is_urgent"]), words)


def lamp_of(row: Row) -> Lamp:
    """A lit lamp in words."""
    evidence = row["evidence"] or {}
    return Lamp(
        code=row["code"],
        name=localized(row["name"]),
        reason=reason_of(row["reason"], row["never_reason"], evidence),
        is_urgent=row["is_urgent"],
        since=date.fromisoformat(row["since_date"]) if row["since_date"] else None,
        advice=worded(row["advice"], evidence),
        puts_out=worded(row["puts_out"], evidence),
    )


def lit_of(client_ids: Iterable[int]) -> dict[int, list[Lamp]]:
    """The lit lamps of several clients, urgent and heavy ones first. Two statements.

    The definitions are read once: their texts beside every lit lamp would be most of the page's time.
    """
    lit: dict[int, list[Lamp]] = defaultdict(list)
    words = ("code", "name", "reason", "never_reason", "weight", "order")
    lamps = {lamp.pk: lamp for lamp in LampDefinition.objects.filter(is_active=True).only(*words)}
    rows = LampState.objects.filter(client__in=list(client_ids), state=State.LIT)
    states = rows.values_list("client_id", "lamp_id", "is_urgent", "since_date", "evidence")
    known = [(lamps[row[1]], *row) for row in states if row[1] in lamps]
    known.sort(key=lambda row: (not row[3], -row[0].weight, row[0].order))
    for lamp, client_id, _lamp_id, is_urgent, since, evidence in known:
        reason = reason_of(lamp.reason, lamp.never_reason, evidence)
        lit[client_id].append(Lamp(lamp.code, localized(lamp.name), reason, is_urgent, since))
    return lit


def lamp_choices() -> list[tuple[str, str]]:
    """Every lamp in use by its code and name. One statement."""
    rows = LampDefinition.objects.filter(is_active=True).values_list("code", "name")
    return [(code, localized(name)) for code, name in rows]
