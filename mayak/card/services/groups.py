"""Adding, renaming, ordering and retiring the status groups of the card by clicking (C3)."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from mayak.accounts.access import can_edit_playbook
from mayak.accounts.models import Staff
from mayak.card.models import StatusGroup
from mayak.card.services.telling import tell_everybody
from mayak.core.errors import InvalidInputError, NotAllowedError
from mayak.core.text import free_code

SECTION = "status_groups"
CODE_LENGTH = 20
LAST_ORDER = 32767


@transaction.atomic
def save_status_group(*, user: Staff, name: dict[str, str], group_id: int | None = None) -> StatusGroup:
    """Add a group at the end, or rename one. Its code is made of its name and stays: facts and conditions name it."""
    _refuse_others(user)
    name = {language: text.strip() for language, text in name.items() if text.strip()}
    if not name:
        raise InvalidInputError(_("Give it a name."), field="name_ru")
    _refuse_twins(name, group_id)
    if group_id is None:
        last = StatusGroup.objects.aggregate(last=Max("order", default=0))["last"]
        group = StatusGroup(code=_new_code(name), order=min(last + 1, LAST_ORDER))
    else:
        group = StatusGroup.objects.select_for_update().get(pk=group_id)
    group.name = name
    group.save()
    tell_everybody(user, SECTION)
    return group


@transaction.atomic
def retire_status_group(*, user: Staff, group_id: int, is_active: bool = False) -> StatusGroup:
    """Take a group out of use, or back into it: its indicators stay on the cards and keep it.

    Meanwhile its completeness is unknown: a condition or lamp that names it stays readable and hits nobody by it.
    """
    _refuse_others(user)
    group = StatusGroup.objects.select_for_update().get(pk=group_id)
    group.is_active = is_active
    group.save(update_fields=["is_active"])
    tell_everybody(user, SECTION)
    return group


@transaction.atomic
def move_status_group(*, user: Staff, group_id: int, is_down: bool = False) -> None:
    """One place up or down among the groups in use: cards, tables and lists follow."""
    _refuse_others(user)
    groups = list(StatusGroup.objects.select_for_update().order_by("-is_active", "order", "code"))
    place = next(number for number, one in enumerate(groups) if one.pk == group_id)
    other = place + (1 if is_down else -1)
    if not 0 <= other < len(groups) or not (groups[place].is_active and groups[other].is_active):
        return
    groups[place], groups[other] = groups[other], groups[place]
    for number, group in enumerate(groups, start=1):
        if group.order != number:
            group.order = number
            group.save(update_fields=["order"])
    tell_everybody(user, SECTION)


def _refuse_others(user: Staff) -> None:
    if not can_edit_playbook(user):
        raise NotAllowedError(_("Status groups are edited by the methodologist."))


def _refuse_twins(name: dict[str, str], group_id: int | None) -> None:
    """Two groups of one name could not be told apart where they are chosen."""
    for other in StatusGroup.objects.exclude(pk=group_id or 0):
        for language, text in name.items():
            if other.name.get(language, "").strip().casefold() == text.casefold():
                raise InvalidInputError(_("There is such a group already."), field=f"name_{language}")


def _new_code(name: dict[str, str]) -> str:
    taken = set(StatusGroup.objects.values_list("code", flat=True))
    return free_code(name.get("en") or name["ru"], taken, otherwise="g", longest=CODE_LENGTH, between="_")
