"""A hand-over is asked for: checked, written down, and carried out at once, by a job, or on its day."""

from collections.abc import Collection
from datetime import date

from django.db import connection, transaction
from django.http import Http404
from django.utils.translation import gettext as _

from mayak.accounts.models import Staff
from mayak.audit.services import because
from mayak.clients.models import Client
from mayak.clients.policies import visible_to
from mayak.core import clock
from mayak.core.errors import ConflictError, InvalidInputError, NotAllowedError
from mayak.team.models import ClientState, HandOver, HandOverClient, HandOverState
from mayak.team.policies import can_hand_over, may_give, receivers_for, refusal_of
from mayak.team.queries.pools import pool_of
from mayak.team.services.moving import PART, move_clients, return_clients
from mayak.team.tasks import carry_out


@transaction.atomic
def hand_over(
    *,
    user: Staff,
    giver_id: int,
    receiver_id: int,
    role: str,
    client_ids: Collection[int],
    from_date: date,
    reason: str,
) -> HandOver:
    """Clients of one member of staff go to another from a day on (today or later).

    A few are handed over at once, a large pool by the worker, one of a later day on its morning. Raises
    InvalidInputError naming the field, ConflictError when some of them are on their way already, NotAllowedError and
    Http404 outside of the user's rights.
    """
    if not can_hand_over(user):
        raise NotAllowedError(_("Clients are handed over by leads, directors and administrators."))
    giver, receiver = Staff.objects.filter(pk=giver_id).first(), receivers_for(user).filter(pk=receiver_id).first()
    if giver is None or receiver is None or not may_give(user, giver.pk):
        raise Http404
    _check(giver, receiver, role, client_ids, from_date, reason)
    chosen = _lock_chosen(user, giver, role, client_ids)
    is_today = from_date <= clock.today()
    asked = HandOver.objects.create(
        giver=giver,
        receiver=receiver,
        role=role,
        from_date=from_date,
        reason=reason.strip(),
        author=user,
        created_at=clock.real_now(),
        state=HandOverState.MOVING if is_today else HandOverState.WAITING,
    )
    HandOverClient.objects.bulk_create(HandOverClient(hand_over=asked, client_id=pk) for pk in chosen)
    if is_today:
        _begin(asked, len(chosen))
    return asked


def _check(giver: Staff, receiver: Staff, role: str, client_ids: Collection[int], from_date: date, reason: str) -> None:
    if giver.pk == receiver.pk:
        raise InvalidInputError(_("Choose somebody else: these clients are theirs already."), field="receiver")
    if refusal := refusal_of(receiver, role):
        raise InvalidInputError(refusal, field="receiver")
    if not client_ids:
        raise InvalidInputError(_("Choose at least one client."), field="clients")
    if from_date < clock.today():
        raise InvalidInputError(_("Choose today or a later day."), field="from_date")
    if not reason.strip():
        raise InvalidInputError(_("Say why they are handed over."), field="reason")


def _lock_chosen(user: Staff, giver: Staff, role: str, client_ids: Collection[int]) -> list[int]:
    """Those of the named clients that the giver has today and the user sees, locked."""
    pool = pool_of(giver.pk, role, clock.today())
    seen = visible_to(user, Client).filter(pk__in=set(client_ids) & pool)
    chosen = list(seen.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    if not chosen:
        raise ConflictError(
            _("None of these clients is %(name)s’s any more.") % {"name": giver.full_name},
            hint=_("Look at the list of hand-overs: somebody may have done it already."),
        )
    on_their_way = HandOverClient.objects.filter(
        client__in=chosen,
        state=ClientState.CHOSEN,
        hand_over__role=role,
        hand_over__state__in=[HandOverState.WAITING, HandOverState.MOVING],
    ).select_related("client")
    if other := on_their_way.first():
        raise ConflictError(
            _("“%(name)s” is part of another hand-over that is not done yet.") % {"name": other.client.name},
            hint=_("Wait for it, or cancel it in the list of hand-overs."),
        )
    return chosen


def _begin(asked: HandOver, count: int) -> None:
    """A few move within the request, more by the worker."""
    if count > PART:
        carry_out.defer(hand_over_id=asked.pk)
        return
    with because(asked.reason):
        move_clients(asked)


def _asked_for(user: Staff, hand_over_id: int) -> HandOver:
    """The hand-over, locked, if the user may undo or cancel it: its author, or who has all its people in scope."""
    found = HandOver.objects.select_for_update(of=("self",)).filter(pk=hand_over_id).first()
    if found is None or not can_hand_over(user):
        raise Http404
    if found.author_id != user.pk and not receivers_for(user).filter(pk=found.receiver_id).exists():
        raise Http404
    return found


@transaction.atomic
def take_back(*, user: Staff, hand_over_id: int) -> HandOver:
    """Every client returns to the giver, with everything that went along and what was opened since.

    Raises ConflictError when it is not done, Http404 outside of the user's rights.
    """
    asked = _asked_for(user, hand_over_id)
    if asked.state != HandOverState.DONE:
        raise ConflictError(
            _("This hand-over cannot be taken back: it is %(state)s.") % {"state": asked.get_state_display()},
            hint=_("Look at the page again: it shows where it stands."),
        )
    asked.state, asked.returned_by = HandOverState.RETURNING, user
    asked.save(update_fields=["state", "returned_by"])
    if asked.clients.filter(state=ClientState.MOVED).count() > PART:
        carry_out.defer(hand_over_id=asked.pk)
    else:
        with because(_("Hand-over taken back")):
            return_clients(asked)
    return asked


@transaction.atomic
def cancel(*, user: Staff, hand_over_id: int) -> HandOver:
    """A hand-over that still waits for its day does not take place."""
    asked = _asked_for(user, hand_over_id)
    if asked.state != HandOverState.WAITING:
        raise ConflictError(_("Only a hand-over that waits for its day can be cancelled."))
    asked.state = HandOverState.CANCELLED
    asked.save(update_fields=["state"])
    return asked


def revive_given_up() -> int:
    """Ask the worker again for hand-overs under way that no job works on any more: the queue gives a job up after
    several failures, and what was begun must end. Returns how many.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        under_way = HandOver.objects.select_for_update(skip_locked=True).filter(
            state__in=[HandOverState.MOVING, HandOverState.RETURNING]
        )
        cursor.execute(
            "SELECT (args->>'hand_over_id')::bigint FROM procrastinate_jobs "
            "WHERE task_name = %s AND status IN ('todo', 'doing')",
            [carry_out.name],
        )
        worked_on = {pk for (pk,) in cursor.fetchall()}
        left = [asked.pk for asked in under_way if asked.pk not in worked_on]
        for pk in left:
            carry_out.defer(hand_over_id=pk)
    return len(left)


def begin_due() -> int:
    """Let the hand-overs whose day has come begin; returns how many."""
    with transaction.atomic():
        due = HandOver.objects.select_for_update(skip_locked=True).filter(
            state=HandOverState.WAITING, from_date__lte=clock.today()
        )
        pks = list(due.values_list("pk", flat=True))
        HandOver.objects.filter(pk__in=pks).update(state=HandOverState.MOVING)
        for pk in pks:
            carry_out.defer(hand_over_id=pk)
    return len(pks)
