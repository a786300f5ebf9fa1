"""Closing a contact: everything that follows from one talk, in one transaction (W6-W8, P4, M4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from mayak.accounts.models import Staff
from mayak.calling.models import ContactDraft
from mayak.card.queries import read_key
from mayak.card.services import Told, record_answer
from mayak.cases.models import CaseKind
from mayak.cases.services import raise_for_lead
from mayak.clients.events import ClientsChanged
from mayak.clients.models import Person, PersonPhone
from mayak.clients.policies import visible_to
from mayak.clients.queries.merged import merged_into
from mayak.core import clock
from mayak.core.errors import InvalidInputError
from mayak.core.events import publish
from mayak.core.prepared import prepared_statements
from mayak.money.models import Invoice
from mayak.money.services import record_promise
from mayak.planning import services as planning
from mayak.planning.domain.next_date import Ahead, Why
from mayak.planning.domain.redial import Choice
from mayak.planning.queries.outlook import Definitions, definitions_for
from mayak.ui import formats
from mayak.work import services as work
from mayak.work.models import Activity, ActivityState, NextRule, Outcome
from mayak.work.services import NewAgreement

__all__ = [
    "FinishedActivity",
    "NewAgreement",
    "NewPromise",
    "NextPreview",
    "clear_draft",
    "draft_of",
    "finish_activity",
    "is_invoice_known",
    "preview_next",
    "save_draft",
]

SOURCE_OF_ANSWERS = "call"


@dataclass(frozen=True)
class NewPromise:
    """A promise to pay: by which day, how much, which invoice (by key, or by the number people say)."""

    expected_date: date
    amount: Decimal | None = None
    invoice_id: int | None = None
    invoice_number: str = ""
    person_id: int | None = None


@dataclass(frozen=True)
class FinishedActivity:
    """The closed contact and what follows. ``message``: the toast; ``why``: why the next one is on that day."""

    activity: Activity
    next: Activity | None
    why: str
    message: str
    is_repeat: bool = False

    @property
    def next_day(self) -> date | None:
        """The office day of the next contact."""
        return clock.day_of(self.next.planned_at) if self.next else None


@dataclass(frozen=True)
class NextPreview:
    """What would follow an outcome. ``text``: «через 14 дней, 23 ноября»; ``choices``, ``asks_date``: see Plan."""

    day: date | None
    at: datetime | None
    text: str
    why: str
    is_overload: bool = False
    choices: tuple[str, ...] = ()
    asks_date: bool = False


@transaction.atomic
@prepared_statements()
def finish_activity(
    *,
    user: Staff,
    activity_id: int,
    outcome_code: str,
    comment: str = "",
    agreements: Sequence[NewAgreement] = (),
    promise: NewPromise | None = None,
    instruments: Sequence[str] = (),
    ticks: Sequence[Any] = (),
    answers: Mapping[str, str] | None = None,
    kept_agreements: Sequence[int] = (),
    entered: bool | None = None,
    not_entered_reason: str = "",
    minutes: int | None = None,
    next_at: datetime | None = None,
    person_id: int | None = None,
    idempotency_key: str = "",
    choice: str = "",
) -> FinishedActivity:
    """Close a planned contact with an outcome and make what follows: agreements, promise, next contact, threat case.

    ``instruments``: codes; ``ticks``: lines of the scenario as JSON; ``answers``: what was learnt, by code of the
    indicator; ``kept_agreements``: our own that were kept in this talk; ``next_at``: a moment that was asked for
    (midnight = that day); ``choice``: ``other_channel``, ``other_person`` or ``lead`` once attempts are used up.
    The same ``idempotency_key`` again returns the first result. Raises ConflictError for a contact that somebody
    closed, InvalidInputError with ``field`` = ``outcome``, ``agreements``, ``promise``, ``next_at`` or ``choice``.
    """
    activity = work.lock_activity(user=user, activity_id=activity_id)
    if activity.state == ActivityState.DONE and idempotency_key and activity.closing_key == idempotency_key:
        return _finished_before(activity)
    work.refuse_unless_planned(activity)
    definitions = definitions_for(outcome_code, since=clock.today())
    outcome = _outcome(definitions)
    planned_executor_id = activity.executor_id
    used_entry = work.record_instruments(activity=activity, codes=instruments)
    closing = work.Closing(
        outcome=outcome,
        executor=user,
        done_at=clock.now(),
        comment=comment,
        minutes=minutes,
        is_product_entered=True if used_entry and entered is None else entered,
        not_entered_reason=not_entered_reason,
        scenario=ticks,
        person_id=_person_of_client(activity, person_id),
        key=idempotency_key,
    )
    work.close_activity(activity=activity, closing=closing)
    work.make_agreements(activity=activity, agreements=agreements)
    work.keep_own_agreements(activity=activity, agreement_ids=kept_agreements)
    _record_answers(activity, user, answers or {})
    if promise is not None:
        _record_promise(activity, promise)
    seen = _circumstances(activity, definitions)
    plan = planning.decide_next(
        seen=seen, outcome=outcome, planned_executor_id=planned_executor_id, next_at=next_at, choice=choice
    )
    _refuse_undecided(plan)
    following = planning.make_next(seen=seen, plan=plan, author=user)
    if choice == Choice.LEAD or outcome.next_rule == NextRule.AT_ONCE:
        _hand_to_lead(activity, planned_executor_id, outcome)
    ContactDraft.objects.filter(activity=activity).delete()
    publish(ClientsChanged(frozenset({activity.client_id})))
    why = planning.why_text(plan) if following else ""
    return FinishedActivity(activity, following, why, _message(following, why))


def _outcome(definitions: Definitions) -> Outcome:
    if definitions.outcome is None:
        raise InvalidInputError(_("Choose how the contact ended."), field="outcome")
    return definitions.outcome


def _person_of_client(activity: Activity, person_id: int | None) -> int | None:
    """Whom the talk was with; nobody when the key is not of this client."""
    if person_id is None or person_id == activity.person_id:
        return person_id
    people = Person.objects.filter(client=activity.client_id)
    if people.filter(pk=person_id).exists():
        return person_id
    return people.filter(pk=merged_into(person_id)).values_list("pk", flat=True).first()


def _circumstances(activity: Activity, definitions: Definitions) -> planning.Circumstances:
    person = activity.person
    working = PersonPhone.objects.filter(person=person, is_unwanted=False, invalid_date=None)
    numbers = working.count() if _may_redial(definitions) else 1
    return planning.circumstances_of(
        activity=activity,
        client=activity.client,
        definitions=definitions,
        numbers=numbers,
        rhythm_days=person.call_rhythm_days if person else None,
    )


def _may_redial(definitions: Definitions) -> bool:
    return definitions.outcome is not None and definitions.outcome.tries_second_number


def _refuse_undecided(plan: planning.Plan) -> None:
    if plan.choices:
        raise InvalidInputError(
            _("All attempts are used up."),
            hint=_("Choose another channel, another person, the lead, or a day to call."),
            field="choice",
        )
    if plan.asks_date:
        raise InvalidInputError(_("Say when to call next."), field="next_at")


def _record_answers(activity: Activity, user: Staff, answers: Mapping[str, str]) -> None:
    """What the client answered goes to the card with the call as its source (C3, P2)."""
    for key, value in answers.items():
        code, person_id = read_key(key)
        record_answer(
            user=user,
            client_id=activity.client_id,
            code=code,
            person_id=person_id,
            value=value,
            told=Told(SOURCE_OF_ANSWERS, activity.person_id),
        )


def _record_promise(activity: Activity, promise: NewPromise) -> None:
    """Store the promise with the contact's person and the invoice that was named (W8)."""
    record_promise(
        client_id=activity.client_id,
        expected_date=promise.expected_date,
        amount=promise.amount,
        invoice_id=_invoice(activity, promise),
        person_id=promise.person_id or activity.person_id,
        field="promise",
    )


def is_invoice_known(activity: Activity, number: str) -> bool:
    """Whether a spoken number of an invoice is one of the client's; no number is fine."""
    return (
        not number or Invoice.objects.filter(client_id=activity.client_id, cancelled_date=None, number=number).exists()
    )


def _invoice(activity: Activity, promise: NewPromise) -> int | None:
    """The client's invoice that the promise names: by key, else the latest with the number."""
    if promise.invoice_id is None and not promise.invoice_number:
        return None
    invoices = Invoice.objects.filter(client_id=activity.client_id, cancelled_date=None)
    if promise.invoice_id is not None:
        invoices = invoices.filter(pk=promise.invoice_id)
    else:
        invoices = invoices.filter(number=promise.invoice_number)
    found = invoices.order_by("-issued_date").values_list("pk", flat=True).first()
    if found is None:
        raise InvalidInputError(
            _("The client has no invoice No. %(number)s.") % {"number": promise.invoice_number or promise.invoice_id},
            hint=_("Leave the number out or correct it."),
            field="promise",
        )
    return found


def _hand_to_lead(activity: Activity, expert_id: int, outcome: Outcome) -> None:
    """A threat becomes a case of the lead; attempts used up become a task of the lead when the person chose so."""
    is_threat = outcome.next_rule == NextRule.AT_ONCE
    raise_for_lead(
        client=activity.client,
        kind=CaseKind.THREAT if is_threat else CaseKind.TASK,
        title=_("Threat of disconnection") if is_threat else _("The client cannot be reached"),
        expert_id=expert_id,
        person_id=activity.person_id,
        words=activity.comment.splitlines()[0] if activity.comment else "",
    )


def _message(following: Activity | None, why: str) -> str:
    if following is None:
        return _("Contact closed.")
    day = formats.weekday_short(following.planned_at)
    if following.is_fixed_time or following.is_call_back:
        day = f"{day}, {formats.clock_time(following.planned_at)}"
    return _("Contact closed. Next: %(day)s, %(why)s.") % {"day": day, "why": why}


def _finished_before(activity: Activity) -> FinishedActivity:
    following = Activity.objects.filter(previous=activity).first()
    return FinishedActivity(activity, following, "", _message(following, _("already planned")), is_repeat=True)


def preview_next(
    *,
    user: Staff,
    activity_id: int,
    outcome_code: str,
    agreements: Sequence[NewAgreement] = (),
    promise: NewPromise | None = None,
    next_at: datetime | None = None,
    person_id: int | None = None,
) -> NextPreview:
    """What closing with the outcome would lead to, written nowhere: the right column of the contact page.

    ``person_id``: whom the talk is with, whose rhythm dates the next one.
    """
    activity = get_object_or_404(visible_to(user, Activity).select_related("client", "person"), pk=activity_id)
    activity.person_id = _person_of_client(activity, person_id) or activity.person_id
    definitions = definitions_for(outcome_code, since=clock.today())
    outcome = _outcome(definitions)
    seen = _circumstances(activity, definitions)
    typed = [Ahead(Why.AGREEMENT, f"new-{number}", new.due_date) for number, new in enumerate(agreements)]
    if promise is not None:
        typed.append(Ahead(Why.PROMISE, "new", promise.expected_date))
    plan = planning.decide_next(
        seen=planning.with_ahead(seen, typed),
        outcome=outcome,
        planned_executor_id=activity.executor_id,
        next_at=next_at,
    )
    return NextPreview(
        day=plan.day,
        at=plan.at,
        text=_in_words(plan),
        why="" if plan.at is None else planning.why_text(plan),
        is_overload=plan.is_overload,
        choices=tuple(plan.choices),
        asks_date=plan.asks_date,
    )


def _in_words(plan: planning.Plan) -> str:
    if plan.choices:
        return _("choose another way")
    if plan.asks_date:
        return _("a date is needed")
    if plan.at is None or plan.day is None:
        return _("no next contact")
    distance = (plan.day - clock.today()).days
    if plan.is_call_back or plan.is_fixed_time:
        near = formats.day_near(plan.day)
        return _("%(day)s at %(time)s") % {"day": near, "time": formats.clock_time(plan.at)}
    if distance <= 1:
        return formats.day_near(plan.day)
    return _("in %(days)s, %(day)s") % {"days": formats.days(distance), "day": formats.day(plan.day)}


@transaction.atomic
def save_draft(*, user: Staff, activity_id: int, payload: Mapping[str, Any]) -> ContactDraft:
    """Keep what is typed for a contact; the latest save wins. Refused for a contact that is closed."""
    # Locked, so that a closing in the same moment either takes this draft with it or is seen here.
    contacts = visible_to(user, Activity).select_for_update(of=("self",), no_key=True).select_related("executor")
    activity = get_object_or_404(contacts, pk=activity_id)
    work.refuse_unless_planned(activity)
    draft, _made = ContactDraft.objects.update_or_create(
        activity=activity, staff=user, defaults={"payload": dict(payload), "saved_at": clock.now()}
    )
    return draft


def draft_of(*, user: Staff, activity_id: int) -> ContactDraft | None:
    """What this member of staff had typed for the contact, if it is not closed yet."""
    return ContactDraft.objects.filter(activity=activity_id, staff=user).first()


def clear_draft(*, user: Staff, activity_id: int) -> None:
    """Forget what was typed for the contact."""
    ContactDraft.objects.filter(activity=activity_id, staff=user).delete()
