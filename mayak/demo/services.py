"""Build the demo office: generated, the same for the same seed and day, everything in it is fictional."""

from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from dataclasses import replace
from datetime import date, timedelta
from time import monotonic
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from mayak.accounts.models import Absence, Staff, Team
from mayak.audit.services import acting
from mayak.card.models import IndicatorDefinition
from mayak.clients.models import Client, Rubric, Segment
from mayak.clients.services.rubrics import link_rubrics, words_of
from mayak.core import clock, playbook
from mayak.core.calendar import WorkingCalendar, working_calendar
from mayak.core.errors import MayakError
from mayak.core.models import CalendarDay, Office
from mayak.demo import copying, portions
from mayak.demo.around_clients import write_around_clients
from mayak.demo.automatic_segments import make_segments_automatic
from mayak.demo.domain import cast, library
from mayak.demo.domain.days import HISTORY, Days
from mayak.demo.domain.pools import LARGEST_POOL, SMALL_OFFICE, Expert, Pools
from mayak.demo.domain.sheets import Sheets
from mayak.demo.domain.world import Happening, Indicator, World
from mayak.demo.indexes import indexes_aside
from mayak.demo.news import tell_news
from mayak.demo.notes import write_notes
from mayak.demo.older_years import write_older_years
from mayak.demo.selections import keep_selections
from mayak.lamps.services import refresh_office
from mayak.library.models import Material
from mayak.usage.models import Event
from mayak.work.models import Instrument, Outcome, Stage

# Past days on which the lamps are lit as of then: rarer long ago, a week ago and yesterday among them; then today.
JUDGED_DAYS_BACK = (63, 49, 35, 28, 21, 14, 7, 5, 3, 1, 0)
# … of a large office, where each takes its time.
LATELY_JUDGED_DAYS_BACK = (7, 1, 0)


def build_demo(
    *,
    clients: int = 2400,
    seed: int = 1,
    today: date | None = None,
    history: int = HISTORY,
    say: Callable[[str], Any] = print,
    judge: bool = True,
    in_processes: bool = True,
) -> Counter[str]:
    """Fill an empty office with so many clients and ``history`` days of records before ``today``.

    The same seed, day and sizes give the same rows, whoever writes them: an office of more than :data:`SLICE` clients
    is written by several processes (``in_processes``), without the indexes, which are made afterwards. Written in
    portions of clients, so memory does not grow with their number. Of more than two years the older ones repeat the
    two that are told (see :mod:`mayak.demo.older_years`). ``judge``: then measure the facts and light the lamps, with
    their past. Returns the rows by table. Raises MayakError for an office that has clients.
    """
    if Client.objects.exists():
        raise MayakError(
            _("This office already has clients; the demo office needs an empty one."),
            hint=_("Start the demo in another home folder."),
        )
    started = monotonic()
    playbook.ensure_playbook()
    day = today or clock.today()
    with transaction.atomic():
        world, pools = _found_office(day, seed, clients, history)
    is_large = clients > portions.SLICE
    with indexes_aside(copying.tables()) if is_large else nullcontext():
        rows = _write_clients(world, pools, clients, say, in_processes=is_large and in_processes)
        copying.move_sequences()
        rows.update(write_older_years(today=day, history=history, say=say))
    if is_large:
        say(_("Written and indexed in %(seconds).0f s") % {"seconds": monotonic() - started})
    link_rubrics()  # generated rows fire no triggers
    write_notes(day)
    write_around_clients(day)
    copying.analyze()
    if judge:
        _judge(day, say, LATELY_JUDGED_DAYS_BACK if is_large else JUDGED_DAYS_BACK)
        tell_news(day)
        # Measuring a whole large office once more takes its time; its next night does it.
        keep_selections(day, remembers=not is_large)
    say(_("%(rows)s rows in %(seconds).0f s") % {"rows": rows.total(), "seconds": monotonic() - started})
    return rows


def _write_clients(
    world: World, pools: Pools, clients: int, say: Callable[[str], Any], *, in_processes: bool
) -> Counter[str]:
    rows: Counter[str] = Counter()
    done = 0
    parts = portions.slices(world, pools, clients)
    written: Iterable[tuple[int, Counter[str]]]
    if in_processes:
        written = portions.write_in_processes(world, parts)
    else:
        written = (each for part in parts for each in portions.write_slice(world, part))
    for number, more in written:
        done += number
        rows.update(more)
        say(_("%(done)s of %(all)s clients") % {"done": done, "all": clients})
    return rows


def _judge(today: date, say: Callable[[str], Any], days_back: tuple[int, ...]) -> None:
    """Facts and lamps as of past days in their order, then today's: "lit since" and the history look lived in."""
    started = monotonic()
    # The trail of changes begins with people, not with segments that conditions gave.
    with acting(origin="off"):
        for back in days_back:
            refresh_office(as_of=today - timedelta(days=back))
    say(_("Facts and lamps in %(seconds).0f s") % {"seconds": monotonic() - started})


def _found_office(day: date, seed: int, clients: int, history: int) -> tuple[World, Pools]:
    days = _open_office(day, history)
    staff = _hire(days, clients)
    return _world(seed, days, clients, staff), _pools(staff, clients)


def _open_office(today: date, history: int) -> Days:
    """Name the office; a demo started on a day off works on that day, or its first page would be empty."""
    Office.objects.filter(pk=1).update(name="Офис «Маячный»")
    calendar = working_calendar()
    if not calendar.is_working(today):
        CalendarDay.objects.update_or_create(
            day=today, defaults={"is_working": True, "note": "Рабочий день демонстрации"}
        )
        calendar = WorkingCalendar({**calendar.corrections, today: True})
    return Days(today, calendar, history)


def _hire(days: Days, clients: int) -> dict[str, Staff]:
    """Teams and staff of the cast; a larger office hires more experts of the same kinds."""
    teams: dict[str, Team] = {}
    for key, name, parent, mode in cast.TEAMS:
        teams[key] = Team.objects.create(name=name, parent=teams.get(parent or ""), service_mode=mode)
    staff: dict[str, Staff] = {}
    for order, member in enumerate([*cast.STAFF, *cast.reinforcements(clients, LARGEST_POOL)]):
        person = Staff(
            login=member.login, last_name=member.last_name, first_name=member.first_name,
            middle_name=member.middle_name, role=member.role, is_admin=member.is_admin, team=teams[member.team],
            email=f"{member.login}@mayak-servis.example", phone=f"+7999009{order:04d}",
            hired_date=days.date(-900 - order * 53),
        )  # fmt: skip
        person.set_unusable_password()
        person.save()
        staff[member.login] = person
    for who, substitute, first, last, reason in (*cast.PAST_ABSENCES, cast.ABSENCE):
        Absence.objects.create(
            staff=staff[who], substitute=staff[substitute], from_date=days.date(first), to_date=days.date(last),
            reason=reason,
        )  # fmt: skip
    return staff


def _pools(staff: dict[str, Staff], clients: int) -> Pools:
    members = [*cast.experts(), *(m for m in cast.reinforcements(clients, LARGEST_POOL) if m.role == "expert")]
    weights = [member.weight for member in members]
    if clients < SMALL_OFFICE:
        weights[0] = sum(weights[1:])
    total = sum(weights)
    experts = [
        Expert(
            staff_id=staff[member.login].pk,
            mode=member.mode,
            cycle=max(10, round(clients * weight / total * 0.92 / 17)),
            is_late=member.is_late,
            is_absent=member.login == cast.ABSENCE[0],
        )
        for member, weight in zip(members, weights, strict=True)
    ]
    managers = [person.pk for person in staff.values() if person.role == "account_manager"]
    return Pools(experts, weights, managers)


def _world(seed: int, days: Days, clients: int, staff: dict[str, Staff]) -> World:
    """The playbook's numbers and everything that exists once: events, materials, newsletters."""
    segments: dict[str, tuple[int, dict[str, int]]] = {}
    # What conditions decide nobody enters by hand.
    automatic = make_segments_automatic()
    for segment in Segment.objects.exclude(type__code__in=automatic).select_related("type"):
        segments.setdefault(segment.type.code, (segment.type_id, {}))[1][segment.code] = segment.pk
    indicators = list(IndicatorDefinition.objects.filter(is_active=True))
    _stock_library(days)
    return World(
        seed=seed,
        days=days,
        sheets=Sheets(copying.first_free_ids()),
        clients=clients,
        outcomes=dict(Outcome.objects.values_list("code", "pk")),
        stages=dict(Stage.objects.values_list("code", "pk")),
        instruments=dict(Instrument.objects.values_list("code", "pk")),
        segments=segments,
        indicators={one.code: _indicator(one) for one in indicators if not one.bound_to},
        bound_indicators=[
            _indicator(one)
            for one in indicators
            if one.bound_to and one.subject == "client" and "facts." not in one.bound_to
        ],
        person_lists={
            one.bound_to: replace(_indicator(one), type="text", is_list=True)
            for one in indicators
            if one.bound_to in ("person.rubrics", "person.tax_regimes")
        },
        rubrics={word: rubric.code for rubric in Rubric.objects.all() for word in words_of(rubric)},
        events=_hold_events(days),
        mailings=_mailings(days),
        staff_names={person.pk: person.full_name for person in staff.values()},
        leads={"remote": staff["morskaya"].pk, "on_site": staff["bereznyak"].pk},
        hotline_names=["Зоя Ключева", "Артём Речкин", "Полина Осинина"],
        absent_id=staff[cast.ABSENCE[0]].pk,
        substitute_id=staff[cast.ABSENCE[1]].pk,
    )


def _indicator(one: IndicatorDefinition) -> Indicator:
    choices = tuple((choice.code, choice.labels) for choice in one.allowed)
    return Indicator(one.pk, one.validity_days, one.value_type, choices)


def _stock_library(days: Days) -> None:
    Material.objects.bulk_create(
        Material(
            kind=kind, title=title, text=text, topics=list(topics), valid_from_date=days.date(first),
            valid_until_date=None if last is None else days.date(last),
        )
        for kind, title, text, topics, first, last in library.materials()
    )  # fmt: skip


def _hold_events(days: Days) -> list[Happening]:
    """Three or four events a month for two years and the coming six weeks."""
    events: list[Event] = []
    for place, offset in enumerate(range(-728, 46, 9)):
        name, topics = library.EVENTS[place * 5 % len(library.EVENTS)]
        kind = ("seminar", "webinar", "video", "webinar")[place % 4]
        is_paid = kind == "seminar" and place % 8 == 0
        day = days.date(days.on_or_after(offset))
        events.append(Event(name=name, day=day, kind=kind, is_paid=is_paid, topics=list(topics)))
    return [
        Happening(event.pk, event.name, (event.day - days.today).days, tuple(event.topics), event.is_paid)
        for event in Event.objects.bulk_create(events)
    ]


def _mailings(days: Days) -> list[tuple[str, int]]:
    """One newsletter a month, lately every other week: name and day."""
    found: list[tuple[str, int]] = []
    for first in days.months(-728, -100):
        date_ = days.date(first)
        name = f"Новости месяца: {library.MONTHS[date_.month - 1]} {date_.year}"
        found.append((name, days.on_or_after(first + 9)))
    for offset in range(-98, 0, 14):
        day = days.on_or_after(offset)
        if day <= 0:
            found.append((f"Новости и разборы, выпуск {days.date(day):%d.%m.%Y}", day))
    return found
