"""My day, composed: the queue of W9 with lamps, the open first line, what waits, how the day goes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import TextChoices
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mayak.accounts.models import Role, Staff
from mayak.briefing.questions import questions_of
from mayak.card.queries import CardLine, Freshness, GroupName, card_of, status_groups
from mayak.cases.models import CaseKind
from mayak.core import clock
from mayak.core.questions import Question, Row, ask
from mayak.core.questions import day as as_day
from mayak.desk.my_day_rows import done_html, row_html
from mayak.desk.my_day_words import Why, group_title, short_role, stake_note, time_of, why_of
from mayak.desk.panels.team_day import MemberLine, day_lines
from mayak.lamps.queries import LitLamp, lit_lamps_of
from mayak.library.queries import MaterialLine, materials_for
from mayak.money.queries import OpenPromise, open_promises_of
from mayak.planning.call_words import ToldCheck, told_check
from mayak.planning.domain.call_check import Check
from mayak.planning.domain.day_queue import Group, ReasonKind
from mayak.planning.queries.day_queue import DayLine, DayQueue, day_queue_of
from mayak.planning.queries.team_day import team_day_of
from mayak.ui import formats
from mayak.work.queries import OpenAgreement, open_agreements_of

# So many lines are drawn at once; the rest on demand. The queue itself is never cut (W9).
LINES = 16
WHYS = 2
LEADERS = frozenset({Role.TEAM_LEAD, Role.DIRECTOR, Role.METHODOLOGIST})


class Show(TextChoices):
    """The chips above the queue."""

    ALL = "all", gettext_lazy("All")
    TIMED = "timed", gettext_lazy("By time")
    MONEY = "money", gettext_lazy("Money")
    THREAT = "threat", gettext_lazy("Threat of leaving")


@dataclass(frozen=True)
class Chip:
    """A filter with the number of its lines."""

    show: Show
    count: int
    is_on: bool

    @property
    def url(self) -> str:
        """The page with the filter on."""
        return reverse("my_day") + ("" if self.show is Show.ALL else f"?show={self.show.value}")


@dataclass(frozen=True)
class QueueRow:
    """A line as drawn. ``contact_url`` opens the planned contact, "" when one has to be started."""

    line: DayLine
    time: str
    whys: tuple[Why, ...]
    stake_note: str
    role: str
    check: ToldCheck
    client_url: str
    contact_url: str
    start_url: str
    put_off_url: str

    @property
    def number(self) -> str:
        """The number to dial, "" when none may be: a withdrawn consent leaves the contact, not the dialling."""
        if self.line.person is None or self.line.check.verdict is Check.CONSENT_WITHDRAWN:
            return ""
        return self.line.person.number

    @property
    def html(self) -> SafeString:
        """The line as drawn in the queue."""
        return row_html(
            line=self.line,
            time=self.time,
            whys=self.whys,
            stake_note=self.stake_note,
            role=self.role,
            number=self.number,
            check=self.check,
            client_url=self.client_url,
            contact_url=self.contact_url,
            start_url=self.start_url,
            put_off_url=self.put_off_url,
        )


@dataclass(frozen=True)
class QueueGroup:
    """Lines under one heading; ``count``: of the whole group, also lines not drawn."""

    title: str
    count: int
    rows: tuple[QueueRow, ...]


@dataclass(frozen=True)
class SinceThen:
    """Something that happened since the last talk; ``outcome``: in bold, what became of it."""

    text: str
    outcome: str = ""


@dataclass(frozen=True)
class NowCard:
    """The open first line: all its reasons, what happened since, what to offer and to ask."""

    row: QueueRow
    whys: tuple[Why, ...]
    since: tuple[SinceThen, ...]
    offers: tuple[str, ...]
    asks: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class MyDay:
    """The page. ``hidden``: lines left out until everything is asked for; ``team``: for those who lead one."""

    queue: DayQueue
    chips: tuple[Chip, ...]
    now: NowCard | None
    groups: tuple[QueueGroup, ...]
    hidden: int
    team: tuple[MemberLine, ...]
    is_leader: bool

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left to call."""
        return not self.queue.lines

    @property
    def done_html(self) -> SafeString:
        """The contacts closed today as drawn."""
        return done_html(self.queue.done)


def my_day_of(*, user: Staff, now: datetime, show: Show = Show.ALL, is_whole: bool = False) -> MyDay:
    """Everything on the page of one member of staff at a moment."""
    day = clock.day_of(now)
    queue = day_queue_of(staff=user, day=day, now=now)
    threatened = {case.client_id for case in queue.cases if case.kind == CaseKind.THREAT}
    chosen = [line for line in queue.lines if _fits(line, show, threatened)]
    first = queue.now_line if show is Show.ALL else next(iter(chosen), None)
    rest = [line for line in chosen if line is not first]
    drawn = rest if is_whole else rest[:LINES]
    lamps = lit_lamps_of([line.client_id for line in ([first] if first else []) + drawn])
    is_leader = user.role in LEADERS
    return MyDay(
        queue=queue,
        chips=tuple(Chip(one, sum(_fits(line, one, threatened) for line in queue.lines), one is show) for one in Show),
        now=_now_card(first, lamps, day, now) if first else None,
        groups=tuple(_groups(rest, drawn, lamps, day, now)),
        hidden=len(rest) - len(drawn),
        team=tuple(day_lines(team_day_of(user=user, day=day), day)) if is_leader else (),
        is_leader=is_leader,
    )


def _fits(line: DayLine, show: Show, threatened: set[int]) -> bool:
    if show is Show.TIMED:
        return line.at is not None
    if show is Show.MONEY:
        return line.debt > 0 or any(reason.kind is ReasonKind.PROMISE for reason in line.reasons)
    return show is Show.ALL or line.client_id in threatened


def _groups(
    rest: list[DayLine], drawn: list[DayLine], lamps: dict[int, list[LitLamp]], day: date, now: datetime
) -> Iterable[QueueGroup]:
    for group in Group:
        rows = tuple(_row(line, lamps.get(line.client_id, []), day, now) for line in drawn if line.group is group)
        if rows:
            yield QueueGroup(group_title(group), sum(line.group is group for line in rest), rows)


def whys_of(line: DayLine, lamps: list[LitLamp], day: date) -> list[Why]:
    """All reasons of a line: what put it on the list, then its lit lamps, the heaviest first."""
    own = [why for why in (why_of(reason, day) for reason in line.reasons) if why is not None]
    return own + [
        Why("urgent" if lamp.is_urgent else "warn", lamp.reason, formats.fraction(lamp.weight) if lamp.weight else "")
        for lamp in lamps
    ]


def _row(line: DayLine, lamps: list[LitLamp], day: date, now: datetime) -> QueueRow:
    whys = whys_of(line, lamps, day)
    roles = line.person.roles if line.person else ()
    return QueueRow(
        line=line,
        time=time_of(line, now),
        whys=tuple(whys[:WHYS]),
        stake_note=stake_note(line),
        role=next((short for short in map(short_role, roles) if short), ""),
        check=told_check(line.check),
        client_url=_link("client", line.client_id),
        contact_url=_link("contact", line.activity_id) if line.activity_id else "",
        start_url="" if line.activity_id else _link("contact_start", line.client_id),
        put_off_url=reverse("put_off", args=[line.client_id]),
    )


def _link(name: str, pk: int) -> str:
    try:
        return reverse(name, args=[pk])
    except NoReverseMatch:
        return ""


_SINCE = """
SELECT 'paid' AS kind, payment.paid_date AS day, payment.amount::text AS what FROM money_payment payment
WHERE payment.client_id = %(client_id)s AND payment.paid_date > %(since)s AND payment.paid_date <= %(today)s
UNION ALL
SELECT 'mail', (mail.opened_at AT TIME ZONE %(zone)s)::date, mail.mailing FROM usage_mailevent mail
WHERE mail.client_id = %(client_id)s AND mail.opened_at >= %(since)s AND mail.opened_at < %(today)s::date + 1
UNION ALL
SELECT 'asked', (asked.asked_at AT TIME ZONE %(zone)s)::date,
  COALESCE(NULLIF(asked.topic, ''), left(asked.question, 80))
FROM usage_hotlinerequest asked
WHERE asked.client_id = %(client_id)s AND asked.asked_at >= %(since)s AND asked.asked_at < %(today)s::date + 1
ORDER BY day DESC LIMIT 3
"""


def _happened(client_id: int, since: date, today: date) -> Question[list[SinceThen]]:
    params = {"client_id": client_id, "since": since, "today": today, "zone": clock.office_zone().key}
    return Question(_SINCE, params, lambda rows: [_told(row) for row in rows])


def _told(row: Row) -> SinceThen:
    values = {"day": formats.day(as_day(row["day"])), "what": row["what"]}
    if row["kind"] == "paid":
        return SinceThen(_("%(day)s paid") % values, formats.money(Decimal(row["what"]), "0"))
    if row["kind"] == "mail":
        return SinceThen(_("%(day)s opened the newsletter “%(what)s”") % values)
    return SinceThen(_("%(day)s asked the hotline: %(what)s") % values)


def _now_card(line: DayLine, lamps: dict[int, list[LitLamp]], day: date, now: datetime) -> NowCard:
    since = clock.day_of(line.last_talk_at) if line.last_talk_at else date(day.year - 1, day.month, 1)
    topics = line.person.topics if line.person else ()
    agreements, promises = open_agreements_of(line.client_id, day), open_promises_of(line.client_id, day)
    happened, card = _happened(line.client_id, since, day), card_of(line.client_id, day)
    materials, groups = materials_for(topics, day), status_groups()
    ask(agreements, promises, happened, card, materials, groups)
    theirs = lamps.get(line.client_id, [])
    return NowCard(
        row=_row(line, theirs, day, now),
        whys=tuple(whys_of(line, theirs, day)[:6]),
        since=(*_owed(agreements.answer, promises.answer), *happened.answer)[:5],
        offers=tuple(_offers(materials.answer)),
        asks=tuple(_asks(card.answer, groups.answer, line.person.pk if line.person else None, day)),
    )


def _owed(agreements: tuple[OpenAgreement, ...], promises: tuple[OpenPromise, ...]) -> Iterable[SinceThen]:
    for promise in promises[:2]:
        text = _("Payment by %(day)s") % {"day": formats.day(promise.expected_date)}
        yield SinceThen(text, _("has not come") if promise.is_broken else _("expected"))
    for agreement in agreements[:3]:
        late = agreement.days_overdue > 0
        yield SinceThen(
            agreement.text,
            _("not done") if late else _("due %(day)s") % {"day": formats.day_near(agreement.due_date)},
        )


def _offers(materials: tuple[MaterialLine, ...]) -> Iterable[str]:
    return [material.title for material in materials[:2]]


def _asks(
    card: tuple[CardLine, ...], groups: tuple[GroupName, ...], person_id: int | None, day: date
) -> Iterable[tuple[str, str]]:
    words = {
        Freshness.EXPIRED: _("expired"),
        Freshness.MISSING: _("not filled in"),
        Freshness.UNFIT: _("does not fit the type"),
        Freshness.CONFLICT: _("disputed"),
    }
    wanted = questions_of(card, groups, person_id, day)
    return [(line.name, words.get(line.freshness, _("to confirm"))) for line in wanted[:2]]
