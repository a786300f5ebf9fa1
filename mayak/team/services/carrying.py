"""The job of a large hand-over: part by part, each part one transaction, gone on with after a crash."""

from django.utils import translation
from django.utils.translation import gettext as _

from mayak.audit.services import acting
from mayak.delivery.writing import language_of
from mayak.jobs import single_run
from mayak.team.models import HandOver, HandOverState
from mayak.team.services.moving import move_clients, return_clients


def carry_out_hand_over(*, hand_over_id: int) -> None:
    """Work on a hand-over until nothing is left to move; a second worker leaves it to the first."""
    with single_run(f"mayak.hand_over.{hand_over_id}") as is_ours:
        asked = HandOver.objects.select_related("author", "returned_by").filter(pk=hand_over_id).first()
        if not is_ours or asked is None or not asked.is_under_way:
            return
        is_moving = asked.state == HandOverState.MOVING
        actor = asked.author if is_moving or asked.returned_by is None else asked.returned_by
        with translation.override(language_of(actor)):
            reason = asked.reason if is_moving else _("Hand-over taken back")
        with acting(staff_id=actor.pk, origin="page", reason=reason):
            while asked.is_under_way:
                (move_clients if is_moving else return_clients)(asked)
