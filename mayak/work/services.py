"""Writes of work: contacts and agreements (W1, W8).

Every service locks the client's row first, so two of them never work on one client at once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from mayak.accounts.models import Staff
from mayak.audit.services import because
from mayak.clients.events import ClientsChanged
from mayak.clients.models import Client
from mayak.clients.policies import visible_to
from mayak.clients.queries.merged import merged_into
from mayak.clients.services.editing import refuse_erased
from mayak.clients.services.locking import lock_client as lock_client
from mayak.core import clock
from mayak.core.errors import ConflictError, InvalidInputError
from mayak.core.events import publish
from mayak.ui import formats
from mayak.work.domain import directions
from mayak.work.models import (
    Activity,
    ActivityInstrument,
    ActivityKind,
    ActivityReason,
    ActivityState,
    ActivityType,
    Agreement,
    AgreementOwner,
    AgreementState,
    Assignment,
    AssignmentInstrument,
    Instrument,
    Note,
    Outcome,
)

Reason = tuple[str, str]


@dataclass(frozen=True)
class NewAgreement:
    """What was agreed in a talk: who (``us`` or ``client``) does what by which day."""

    text: str
    due_date: date
    owner: str = AgreementOwner.US
    person_id: int | None = None


@dataclass(frozen=True)
class Closing:
    """How a contact was closed. ``scenario``: the lines with their ticks and answers, as JSON."""

    outcome: Outcome
    executor: Staff
    done_at: datetime
    comment: str = ""
    minutes: int | None = None
    is_product_entered: bool | None = None
    not_entered_reason: str = ""
    scenario: Sequence[Any] = field(default_factory=tuple)
    person_id: int | None = None
    key: str = ""


def lock_activity(*, user: Staff, activity_id: int) -> Activity:
    """The contact, read after locking its client's row. Http404 outside of the user's rights."""
    contacts = visible_to(user, Activity).filter(pk=activity_id)
    client = Client.objects.select_for_update(of=("self",)).filter(pk__in=contacts.values("client")).first()
    if client is None:
        raise Http404
    related = ("assignment", "person")
    activity = Activity.objects.select_related(*related).get(pk=activity_id)
    activity.client = client
    return activity


def refuse_unless_planned(activity: Activity) -> None:
    """A closed or cancelled contact cannot be changed: ConflictError says who closed it and when."""
    if activity.state == ActivityState.DONE:
        moment = activity.done_at or activity.planned_at
        raise ConflictError(
            _("%(who)s closed this contact on %(day)s at %(time)s.")
            % {"who": activity.executor.full_name, "day": formats.day(moment), "time": formats.clock_time(moment)},
            hint=_("What you typed is kept. Open the client to see the next contact."),
        )
    if activity.state == ActivityState.CANCELLED:
        raise ConflictError(_("This contact was cancelled."), hint=_("Start a new one from the client's page."))


def standing_assignment(*, client_id: int, executor_id: int, author: Staff | None = None) -> Assignment:
    """The one standing service assignment of a client and an executor, made when it is missing (W1)."""
    assignment, _made = Assignment.objects.get_or_create(
        client_id=client_id,
        executor_id=executor_id,
        is_standing=True,
        closed_date=None,
        defaults={"direction": directions.SERVICE, "opened_date": clock.today(), "author": author},
    )
    return assignment


@transaction.atomic
def open_assignment(
    *,
    user: Staff,
    client_id: int,
    executor_id: int,
    direction: str,
    goal: str,
    type_name: str = "",
    instruments: Sequence[int] = (),
) -> Assignment:
    """Give somebody a goal for a client, with the instruments planned for it. Http404 outside of the user's rights."""
    lock_client(user=user, client_id=client_id)
    if not goal.strip():
        raise InvalidInputError(_("An assignment has a goal."), field="goal")
    assignment = Assignment.objects.create(
        client_id=client_id,
        executor_id=executor_id,
        direction=direction.strip(),
        type=type_name.strip(),
        goal=goal.strip(),
        opened_date=clock.today(),
        author=user,
    )
    AssignmentInstrument.objects.bulk_create(
        AssignmentInstrument(assignment=assignment, instrument_id=pk) for pk in instruments
    )
    publish(ClientsChanged(frozenset({client_id})))
    return assignment


@transaction.atomic
def withdraw_assignment(*, user: Staff, assignment_id: int) -> None:
    """Take an assignment back under which nothing was done; its planned contacts are cancelled.

    Raises ConflictError when it was closed, given to somebody else or worked on meanwhile.
    """
    found = visible_to(user, Assignment).filter(pk=assignment_id).first()
    if found is None:
        raise Http404
    lock_client(user=user, client_id=found.client_id)
    contacts = Activity.objects.filter(assignment=found)
    if found.closed_date or contacts.filter(state=ActivityState.DONE).exists():
        raise ConflictError(_("The assignment was closed or worked on meanwhile."))
    planned = contacts.filter(state=ActivityState.PLANNED)
    ActivityReason.objects.filter(activity__in=planned, is_open=True).update(is_open=False)
    planned.update(state=ActivityState.CANCELLED)
    found.delete()
    publish(ClientsChanged(frozenset({found.client_id})))


def create_activity(
    *,
    client_id: int,
    executor_id: int,
    planned_at: datetime,
    assignment: Assignment | None = None,
    reasons: Iterable[Reason] = (),
    author: Staff | None = None,
    **fields: Any,
) -> Activity:
    """Plan a contact with its reasons. The caller holds the client's lock and has chosen the moment (W7).

    ``fields``: any further field of Activity (person_id, kind, goal, is_fixed_time…).
    """
    if assignment is None or assignment.closed_date or assignment.executor_id != executor_id:
        assignment = standing_assignment(client_id=client_id, executor_id=executor_id, author=author)
    activity = Activity.objects.create(
        client_id=client_id,
        executor_id=executor_id,
        planned_at=planned_at,
        assignment=assignment,
        author=author,
        **fields,
    )
    add_reasons(activity=activity, reasons=reasons)
    return activity


def add_reasons(*, activity: Activity, reasons: Iterable[Reason]) -> None:
    """Let a planned contact carry more reasons; one that another open contact carries is left there."""
    rows = [
        ActivityReason(activity=activity, client_id=activity.client_id, kind=kind, ref=ref) for kind, ref in reasons
    ]
    if rows:
        ActivityReason.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def start_activity(
    *,
    user: Staff,
    client_id: int,
    person_id: int | None = None,
    kind: ActivityKind | None = None,
    goal: str = "",
) -> Activity:
    """The contact to open for a client now: the earliest planned up to today, else a new unplanned one.

    ``person_id``: for this person of the client, or in whom they go on after a merge (Http404 for anybody else's),
    who is called on their own: what is planned with somebody else stays planned; what is planned with nobody in
    particular is taken. ``kind``: a letter does not open a planned call. ``goal``: of a new one. Raises ConflictError
    for a person whose data were erased.
    """
    client = lock_client(user=user, client_id=client_id)
    planned = Activity.objects.filter(
        client_id=client_id, state=ActivityState.PLANNED, planned_at__lt=clock.end_of(clock.today())
    ).order_by("planned_at", "pk")
    if person_id is not None:
        if not client.persons.filter(pk=person_id).exists():
            person_id = get_object_or_404(client.persons, pk=merged_into(person_id)).pk
        refuse_erased([person_id])
        planned = planned.filter(Q(person_id=person_id) | Q(person_id=None)).order_by(
            F("person_id").asc(nulls_last=True), "planned_at", "pk"
        )
    if kind is not None:
        planned = planned.filter(kind=kind)
    activity = planned.first()
    if activity is not None:
        return activity
    activity = create_activity(
        client_id=client_id,
        executor_id=user.pk,
        planned_at=clock.now(),
        author=user,
        person_id=person_id,
        is_unplanned=True,
        kind=kind or ActivityKind.CALL,
        type=ActivityType.PLANNED,
        goal=goal,
    )
    publish(ClientsChanged(frozenset({client_id})))
    return activity


def close_activity(*, activity: Activity, closing: Closing) -> None:
    """Close a locked contact and let go of its reasons. The caller publishes the news."""
    refuse_unless_planned(activity)
    activity.state = ActivityState.DONE
    activity.outcome = closing.outcome
    activity.executor = closing.executor
    activity.done_at = closing.done_at
    activity.comment = closing.comment
    activity.minutes = closing.minutes
    activity.is_product_entered = closing.is_product_entered
    activity.not_entered_reason = closing.not_entered_reason
    activity.scenario = list(closing.scenario)
    activity.closing_key = closing.key
    if closing.outcome.stage_id:
        activity.stage_id = closing.outcome.stage_id
    if closing.person_id:
        activity.person_id = closing.person_id
    activity.save()
    ActivityReason.objects.filter(activity=activity, is_open=True).update(is_open=False)


def record_instruments(*, activity: Activity, codes: Sequence[str]) -> bool:
    """Note the instruments used in a contact by code; True when one of them is entering the product."""
    if not codes:
        return False
    used = list(Instrument.objects.filter(code__in=codes, is_active=True))
    ActivityInstrument.objects.bulk_create(
        [ActivityInstrument(activity=activity, instrument=instrument) for instrument in used], ignore_conflicts=True
    )
    return any(instrument.is_product_entry for instrument in used)


def make_agreements(*, activity: Activity, agreements: Sequence[NewAgreement]) -> list[Agreement]:
    """Record what was agreed in a contact, one statement. A term in the past is refused."""
    rows = []
    for new in agreements:
        text = new.text.strip()
        if not text:
            raise InvalidInputError(_("Say what was agreed."), field="agreements")
        if new.due_date < clock.today():
            raise InvalidInputError(
                _("“%(text)s”: %(day)s has passed.") % {"text": text, "day": formats.day(new.due_date)},
                hint=_("Choose today or a later day."),
                field="agreements",
            )
        rows.append(
            Agreement(
                client_id=activity.client_id,
                person_id=new.person_id or activity.person_id,
                activity=activity,
                text=text[:500],
                made_date=clock.today(),
                due_date=new.due_date,
                owner=new.owner,
            )
        )
    return Agreement.objects.bulk_create(rows) if rows else []


def keep_own_agreements(*, activity: Activity, agreement_ids: Sequence[int]) -> None:
    """Our own open agreements that a talk kept. The caller holds the client's lock and publishes the news."""
    if agreement_ids:
        Agreement.objects.filter(
            client_id=activity.client_id, pk__in=agreement_ids, owner=AgreementOwner.US, state=AgreementState.OPEN
        ).update(state=AgreementState.KEPT, closed_date=clock.today())


@transaction.atomic
def settle_agreement(*, user: Staff, agreement_id: int, state: str, feedback: str = "") -> Agreement:
    """Mark an agreement kept, broken or open again (W8)."""
    known = visible_to(user, Agreement).filter(pk=agreement_id).values_list("client", flat=True).first()
    if known is None:
        raise Http404
    lock_client(user=user, client_id=known)
    agreement = Agreement.objects.select_related("client").get(pk=agreement_id)
    agreement.state = AgreementState(state)
    agreement.closed_date = None if agreement.state == AgreementState.OPEN else clock.today()
    if feedback:
        agreement.feedback = feedback
    agreement.save(update_fields=["state", "closed_date", "feedback"])
    publish(ClientsChanged(frozenset({agreement.client_id})))
    return agreement


def keep_agreement(*, user: Staff, agreement_id: int, feedback: str = "") -> Agreement:
    """The agreement was kept."""
    return settle_agreement(user=user, agreement_id=agreement_id, state=AgreementState.KEPT, feedback=feedback)


def move_activity(*, activity: Activity, planned_at: datetime, is_fixed_time: bool, reason: str) -> None:
    """Put a locked, planned contact off to another moment. The caller publishes the news."""
    refuse_unless_planned(activity)
    activity.planned_at = planned_at
    activity.is_fixed_time = is_fixed_time
    activity.is_call_back = False
    activity.is_overload = False
    activity.put_off_reason = reason.strip()[:300]
    with because(reason):
        activity.save(update_fields=["planned_at", "is_fixed_time", "is_call_back", "is_overload", "put_off_reason"])


@transaction.atomic
def add_agreement(
    *, user: Staff, client_id: int, text: str, due_date: date, owner: str, person_id: int | None = None
) -> Agreement:
    """Record an agreement made outside of a contact; the same again (a form sent twice) adds none."""
    lock_client(user=user, client_id=client_id)
    if not text.strip():
        raise InvalidInputError(_("Say what was agreed."), field="text")
    if due_date < clock.today():
        raise InvalidInputError(
            _("%(day)s has passed.") % {"day": formats.day(due_date)},
            hint=_("Choose today or a later day."),
            field="due_date",
        )
    agreement, _made = Agreement.objects.get_or_create(
        client_id=client_id,
        text=text.strip()[:500],
        due_date=due_date,
        owner=AgreementOwner(owner),
        made_date=clock.today(),
        state=AgreementState.OPEN,
        defaults={"person_id": person_id},
    )
    publish(ClientsChanged(frozenset({client_id})))
    return agreement


@transaction.atomic
def add_note(*, user: Staff, client_id: int, text: str, person_id: int | None = None) -> Note:
    """Write a note about a client. The same words of the same person on one day are one note."""
    lock_client(user=user, client_id=client_id)
    words = text.strip()
    if not words:
        raise InvalidInputError(_("A note says something."), field="text")
    today = Note.objects.filter(made_at__gte=clock.start_of(clock.today()))
    same = today.filter(client_id=client_id, author=user, text=words).first()
    return same or Note.objects.create(
        client_id=client_id, author=user, text=words, person_id=person_id, made_at=clock.now()
    )


def change_note(*, note: Note, changes: Mapping[str, Any]) -> None:
    """Write what somebody changed of a note that the caller has locked and whose client they see."""
    if not changes:
        return
    for name, value in changes.items():
        setattr(note, name, value)
    note.save(update_fields=list(changes))


@transaction.atomic
def delete_note(*, user: Staff, note_id: int) -> int:
    """Delete a note; the history keeps it. Returns its client. Http404 outside of the user's rights."""
    note = visible_to(user, Note).select_for_update(of=("self",)).filter(pk=note_id).first()
    if note is None:
        raise Http404
    note.delete()
    return note.client_id
