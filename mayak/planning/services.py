"""Making the next contact by itself (W7): what closing a contact, a promise or a signal leads to."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import TypedDict

from django.db import transaction
from django.utils.translation import gettext as _

from mayak.accounts.models import Staff
from mayak.audit.services import because
from mayak.clients.domain.zones import zone_of
from mayak.clients.events import ClientsChanged
from mayak.clients.models import Client, ClientStatus
from mayak.core import clock
from mayak.core.calendar import WorkingCalendar, working_calendar
from mayak.core.errors import InvalidInputError
from mayak.core.events import publish
from mayak.core.text import localized
from mayak.planning.domain import call_window
from mayak.planning.domain.next_date import Ahead, Rule, WantedDay, Why, joins, levelled, wanted_day
from mayak.planning.domain.redial import Choice, next_attempt
from mayak.planning.models import PutOff
from mayak.planning.queries.outlook import Definitions, OpenContact, Outlook, open_contacts_of, outlook_of
from mayak.ui import formats
from mayak.work import services as work
from mayak.work.models import Activity, ActivityState, ActivityType, Outcome

DEFAULT_CAPACITY = 16

# Nobody agrees a call further ahead; what is further is mistyped.
FURTHEST_DAYS = 366


class Content(TypedDict):
    """What the next contact is about."""

    goal: str
    stage_id: int | None
    cycle_step: int | None


@dataclass(frozen=True)
class Plan:
    """What follows a contact. ``at`` None: nothing follows (a disconnected client), or a choice is needed first.

    ``choices``: the attempts are used up, one of these must be chosen. ``asks_date``: the outcome asks for a date.
    ``joined``: the planned contact that takes the reasons instead of a new one.
    """

    at: datetime | None
    why: Why
    executor_id: int
    attempt: int = 1
    is_fixed_time: bool = False
    is_call_back: bool = False
    is_overload: bool = False
    joined: Activity | None = None
    reasons: tuple[tuple[str, str], ...] = ()
    goal: str = ""
    stage_id: int | None = None
    cycle_step: int | None = None
    choices: tuple[Choice, ...] = ()
    asks_date: bool = False

    @property
    def day(self) -> date | None:
        """The office day of the next contact."""
        return clock.day_of(self.at) if self.at else None


@dataclass(frozen=True)
class Circumstances:
    """Everything the decision looks at, read beforehand; the decision itself touches no database."""

    activity: Activity
    client: Client
    definitions: Definitions
    outlook: Outlook
    open_contacts: list[OpenContact]
    numbers: int
    rhythm_days: int | None
    now: datetime


def circumstances_of(
    *, activity: Activity, client: Client, definitions: Definitions, numbers: int, rhythm_days: int | None
) -> Circumstances:
    """Read what lies ahead of the client: three statements. ``numbers``: how many the person may be called on."""
    now = clock.now()
    return Circumstances(
        activity=activity,
        client=client,
        definitions=definitions,
        outlook=outlook_of(
            client_id=client.pk,
            executor_id=activity.executor_id,
            today=clock.day_of(now),
            closing_id=activity.pk,
        ),
        open_contacts=open_contacts_of(client.pk, except_id=activity.pk),
        numbers=numbers,
        rhythm_days=rhythm_days,
        now=now,
    )


def with_ahead(seen: Circumstances, things: Iterable[Ahead]) -> Circumstances:
    """The same circumstances with things that are only typed yet."""
    outlook = replace(seen.outlook, ahead=(*seen.outlook.ahead, *things))
    return replace(seen, outlook=outlook)


def decide_next(
    *,
    seen: Circumstances,
    outcome: Outcome,
    planned_executor_id: int,
    next_at: datetime | None = None,
    choice: str = "",
) -> Plan:
    """What follows the contact when it is closed with the outcome (W6, W7). Writes nothing.

    ``next_at``: the moment a person asked for; midnight of the office means "that day". ``choice``: what to do
    when the attempts are used up.
    """
    executor_id = _executor(seen, planned_executor_id)
    if seen.client.status == ClientStatus.DISCONNECTED:
        return Plan(at=None, why=Why.OUTCOME, executor_id=executor_id)
    if next_at is not None:
        return _asked(seen, outcome, executor_id, next_at)
    rule = Rule(outcome.next_rule)
    if rule is Rule.ASKED:
        return Plan(at=None, why=Why.ASKED, executor_id=executor_id, asks_date=True)
    if outcome.max_attempts:
        return _attempt(seen, outcome, rule, executor_id, choice)
    return _dated(seen, outcome, rule, executor_id)


def _executor(seen: Circumstances, planned_executor_id: int) -> int:
    """Whoever the contact was planned for while still responsible, else the client's expert of today."""
    responsibles = seen.outlook.responsibles
    if not responsibles or any(one.staff_id == planned_executor_id for one in responsibles):
        return planned_executor_id
    experts = [one for one in responsibles if one.role == "expert"] or list(responsibles)
    return experts[0].staff_id


def _capacity(seen: Circumstances, executor_id: int) -> int:
    found = [one.capacity for one in seen.outlook.responsibles if one.staff_id == executor_id]
    return found[0] if found else DEFAULT_CAPACITY


def _asked(seen: Circumstances, outcome: Outcome, executor_id: int, next_at: datetime) -> Plan:
    local = next_at.astimezone(clock.office_zone())
    if local.date() < clock.day_of(seen.now):
        raise InvalidInputError(
            _("%(day)s has passed.") % {"day": formats.day(local)},
            hint=_("Choose today or a later day."),
            field="next_at",
        )
    _refuse_distant(local.date(), clock.day_of(seen.now), field="next_at")
    has_time = local.time() != time(0)
    day = seen.definitions.calendar.on_or_after(local.date())
    at = datetime.combine(day, local.time(), tzinfo=clock.office_zone())
    redials = Rule(outcome.next_rule) is Rule.MINUTES and day == clock.day_of(seen.now)
    load = seen.outlook.load.get(executor_id, {})
    return Plan(
        at=at,
        why=Why.REDIAL if redials else Why.ASKED,
        executor_id=executor_id,
        attempt=seen.activity.attempt + 1 if not outcome.is_reached else 1,
        is_fixed_time=has_time and not redials,
        is_call_back=has_time and redials,
        is_overload=not has_time and load.get(day, 0) >= _capacity(seen, executor_id),
        reasons=(("asked", str(seen.activity.pk)),),
        **_same_or_next_step(seen, outcome),
    )


def _refuse_distant(day: date, today: date, *, field: str) -> None:
    """A slip in the year (20226) would make the client silently disappear from every day."""
    if day > today + timedelta(days=FURTHEST_DAYS):
        raise InvalidInputError(
            _("%(day)s is too far ahead.") % {"day": formats.day(day)},
            hint=_("Choose a day within a year."),
            field=field,
        )


def _attempt(seen: Circumstances, outcome: Outcome, rule: Rule, executor_id: int, choice: str) -> Plan:
    following = next_attempt(
        attempt=seen.activity.attempt,
        max_attempts=outcome.max_attempts or 1,
        tries_second_number=outcome.tries_second_number,
        numbers=seen.numbers,
    )
    if following is None and choice not in set(Choice):
        return Plan(at=None, why=Why.REDIAL, executor_id=executor_id, choices=tuple(Choice))
    calendar = seen.definitions.calendar
    zone = zone_of(seen.client.timezone, clock.office_zone(), region=seen.client.region)
    plan = Plan(
        at=None,
        why=Why.REDIAL,
        executor_id=executor_id,
        attempt=following.attempt if following else 1,
        reasons=(("redial", str(seen.activity.pk)),),
        **_same_or_next_step(seen, outcome),
    )
    if following is not None and rule is Rule.MINUTES:
        at = call_window.first_open(seen.now + timedelta(minutes=outcome.delay), zone, calendar)
        return replace(plan, at=at, is_call_back=True)
    wanted = calendar.add(clock.day_of(seen.now), max(outcome.delay if rule is Rule.WORKING_DAYS else 1, 1))
    chosen = levelled(
        wanted=wanted,
        load=seen.outlook.load.get(executor_id, {}),
        capacity=_capacity(seen, executor_id),
        calendar=calendar,
    )
    return replace(plan, at=clock.start_of(chosen.day), is_overload=chosen.is_overload)


def _dated(seen: Circumstances, outcome: Outcome, rule: Rule, executor_id: int) -> Plan:
    today, calendar = clock.day_of(seen.now), seen.definitions.calendar
    carried = frozenset().union(*(contact.reasons for contact in seen.open_contacts))
    ahead = [thing for thing in seen.outlook.ahead if (str(thing.why), thing.ref) not in carried]
    wanted = wanted_day(
        today=today,
        rule=rule,
        delay=outcome.delay,
        ahead=ahead,
        cycle_day=_cycle_day(seen, outcome, today),
        calendar=calendar,
    )
    if wanted is None:
        return Plan(at=None, why=Why.ASKED, executor_id=executor_id, asks_date=True)
    reasons = [(str(thing.why), thing.ref) for thing in ahead if _near(thing.day, wanted.day, calendar)]
    reasons.append(("outcome", str(seen.activity.pk)))
    if seen.definitions.cycle and outcome.is_reached:
        reasons.append(("cycle", seen.definitions.cycle.code))
    reasons = [reason for reason in reasons if reason not in carried]
    content = _content(wanted, seen, outcome)
    for contact in seen.open_contacts:
        if _joins(contact, wanted, executor_id, calendar):
            return Plan(
                at=contact.activity.planned_at,
                why=wanted.why,
                executor_id=contact.activity.executor_id,
                joined=contact.activity,
                reasons=tuple(reasons),
                **content,
            )
    if rule is Rule.AT_ONCE:
        day, is_overload = calendar.on_or_after(today), False
    else:
        chosen = levelled(
            wanted=wanted.day,
            load=seen.outlook.load.get(executor_id, {}),
            capacity=_capacity(seen, executor_id),
            calendar=calendar,
        )
        day, is_overload = chosen.day, chosen.is_overload
    return Plan(
        at=clock.start_of(day),
        why=wanted.why,
        executor_id=executor_id,
        is_overload=is_overload,
        reasons=tuple(reasons),
        **content,
    )


def _near(day: date, chosen: date, calendar: WorkingCalendar) -> bool:
    """Whether a term is dealt with by a contact on the chosen day: it wants a day up to that one."""
    return calendar.add(day, 1) <= chosen or joins(wanted=calendar.add(day, 1), planned=chosen, calendar=calendar)


def _joins(contact: OpenContact, wanted: WantedDay, executor_id: int, calendar: WorkingCalendar) -> bool:
    planned = clock.day_of(contact.activity.planned_at)
    if contact.activity.executor_id != executor_id:
        return False
    if wanted.why is Why.AT_ONCE:
        return planned <= wanted.day
    return joins(wanted=wanted.day, planned=planned, calendar=calendar)


def _cycle_day(seen: Circumstances, outcome: Outcome, today: date) -> date | None:
    """The day the cycle wants after a talk: the person's agreed rhythm, else the cycle's interval."""
    if not outcome.is_reached or Rule(outcome.next_rule) is Rule.ASKED:
        return None
    if seen.rhythm_days:
        return today + timedelta(days=seen.rhythm_days)
    cycle = seen.definitions.cycle
    return today + timedelta(days=cycle.interval_days) if cycle else None


def _same_or_next_step(seen: Circumstances, outcome: Outcome) -> Content:
    """Goal, stage and place in the cycle: the next step after a talk, the same after an attempt."""
    closed, cycle = seen.activity, seen.definitions.cycle
    if not outcome.is_reached or cycle is None or not cycle.steps:
        return {"goal": closed.goal, "stage_id": closed.stage_id, "cycle_step": closed.cycle_step}
    number = (closed.cycle_step or 0) % len(cycle.steps) + 1
    step = cycle.steps[number - 1]
    return {
        "goal": localized(step.get("goal")),
        "stage_id": seen.definitions.stage_ids.get(str(step.get("stage"))),
        "cycle_step": number,
    }


def _content(wanted: WantedDay, seen: Circumstances, outcome: Outcome) -> Content:
    """A payment due or a threat is the goal of its contact, whatever the cycle says."""
    content = _same_or_next_step(seen, outcome)
    if wanted.why is Why.PROMISE:
        content["goal"] = _("Has the promised payment come?")
        content["stage_id"] = seen.definitions.stage_ids.get("payment")
    elif wanted.why is Why.AT_ONCE:
        content["goal"] = _("Threat of leaving: find out the cause, involve the lead")
    return content


def make_next(*, seen: Circumstances, plan: Plan, author: Staff) -> Activity | None:
    """Write what :func:`decide_next` decided; the client is locked. None when nothing follows."""
    if plan.joined is not None:
        work.add_reasons(activity=plan.joined, reasons=plan.reasons)
        return plan.joined
    if plan.at is None:
        return None
    closed = seen.activity
    return work.create_activity(
        client_id=seen.client.pk,
        executor_id=plan.executor_id,
        planned_at=plan.at,
        assignment=closed.assignment,
        reasons=plan.reasons,
        author=author,
        person_id=closed.person_id,
        kind=closed.kind,
        type=ActivityType.EMERGENCY if plan.why is Why.AT_ONCE else ActivityType.PLANNED,
        goal=plan.goal,
        stage_id=plan.stage_id,
        cycle_step=plan.cycle_step,
        attempt=plan.attempt,
        is_fixed_time=plan.is_fixed_time,
        is_call_back=plan.is_call_back,
        is_overload=plan.is_overload,
        previous=None if _has_follower(closed) else closed,
    )


def _has_follower(closed: Activity) -> bool:
    """Whether a contact follows already: an import from the old system may open again what was closed here."""
    return Activity.objects.filter(previous=closed).exists()


def why_text(plan: Plan) -> str:
    """Why the next contact is on that day, in words: "the day after the promise"."""
    return {
        Why.AGREEMENT: _("the working day after the agreed term"),
        Why.PROMISE: _("the working day after the promised payment"),
        Why.TASK: _("by the term of the task"),
        Why.OUTCOME: _("by the outcome"),
        Why.CYCLE: _("by the cycle"),
        Why.AT_ONCE: _("at once, the lead knows"),
        Why.ASKED: _("as asked"),
        Why.REDIAL: _("attempt %(number)s") % {"number": plan.attempt},
    }[plan.why]


@transaction.atomic
def put_off_client(*, user: Staff, client_id: int, until: date, reason: str) -> date:
    """Take a client's line off the day queue until a working day, with the reason; returns that day.

    What was planned up to today moves to the day; without anything planned a contact is planned for it. The same
    again (a form sent twice because its answer was lost) changes nothing.
    """
    client = work.lock_client(user=user, client_id=client_id)
    if not reason.strip():
        raise InvalidInputError(_("Say why it is put off."), field="reason")
    if until <= clock.today():
        raise InvalidInputError(_("Choose a day after today."), field="until")
    _refuse_distant(until, clock.today(), field="until")
    day = working_calendar().on_or_after(until)
    due = list(
        Activity.objects.filter(
            client=client, state=ActivityState.PLANNED, planned_at__lt=clock.end_of(clock.today())
        ).order_by("planned_at", "pk")
    )
    reason = reason.strip()[:300]
    known = PutOff.objects.filter(
        client=client, until_date=day, reason=reason, author=user, made_at__gte=clock.start_of(clock.today())
    ).exists()
    if known and not due:
        return day
    for activity in due:
        work.move_activity(activity=activity, planned_at=clock.start_of(day), is_fixed_time=False, reason=reason)
    if not due:
        with because(reason):
            work.create_activity(
                client_id=client.pk,
                executor_id=user.pk,
                planned_at=clock.start_of(day),
                author=user,
                put_off_reason=reason,
                reasons=[("put_off", day.isoformat())],
            )
    if not known:
        PutOff.objects.create(client=client, until_date=day, reason=reason, author=user, made_at=clock.now())
    publish(ClientsChanged(frozenset({client.pk})))
    return day


@transaction.atomic
def plan_contact(
    *,
    user: Staff,
    client_id: int,
    kind: str,
    day: date,
    goal: str,
    at: time | None = None,
    person_id: int | None = None,
) -> Activity:
    """Plan a contact of one's own for a day, or for a fixed time. A day without a time moves on to a working one.

    The same again (a form sent twice) plans no second one.
    """
    work.lock_client(user=user, client_id=client_id)
    if not goal.strip():
        raise InvalidInputError(_("Say what the contact is for."), field="goal")
    if day < clock.today():
        raise InvalidInputError(_("Choose today or a later day."), field="day")
    _refuse_distant(day, clock.today(), field="day")
    if at is None:
        planned_at = clock.start_of(working_calendar().on_or_after(day))
    else:
        planned_at = datetime.combine(day, at, tzinfo=clock.office_zone())
    same = Activity.objects.filter(
        client_id=client_id,
        executor=user,
        planned_at=planned_at,
        goal=goal.strip()[:500],
        kind=kind,
        state=ActivityState.PLANNED,
    ).first()
    if same is not None:
        return same
    activity = work.create_activity(
        client_id=client_id,
        executor_id=user.pk,
        planned_at=planned_at,
        author=user,
        kind=kind,
        goal=goal.strip()[:500],
        is_fixed_time=at is not None,
        person_id=person_id,
    )
    publish(ClientsChanged(frozenset({client_id})))
    return activity
