"""Adding, changing and retiring indicators by clicking (C3)."""

from dataclasses import asdict, dataclass, field

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from mayak.accounts.access import can_edit_playbook
from mayak.accounts.models import Staff
from mayak.card.bindings import bindings_of
from mayak.card.models import IndicatorDefinition, IndicatorValue, StatusGroup, ValueType
from mayak.card.restating import Former, count_unfit, restate_values
from mayak.card.services.telling import tell_everybody
from mayak.core.errors import InvalidInputError, NotAllowedError
from mayak.core.text import free_code


@dataclass(frozen=True)
class IndicatorDraft:
    """What the methodologist decides of an indicator; texts in Russian and English: ``{"ru": …, "en": …}``."""

    name: dict[str, str]
    subject: str = "client"
    value_type: str = "text"
    question: dict[str, str] = field(default_factory=dict)
    unit: dict[str, str] = field(default_factory=dict)
    choices: list[dict[str, str]] = field(default_factory=list)
    validity_days: int | None = None
    groups: list[str] = field(default_factory=list)
    bound_to: str = ""
    changed_by: list[str] = field(default_factory=list)


@transaction.atomic
def add_indicator(*, user: Staff, draft: IndicatorDraft) -> IndicatorDefinition:
    """A new indicator: it stands on every card at once, missing. Its code is made of its name and stays."""
    _refuse_others(user)
    _check(draft)
    last = IndicatorDefinition.objects.aggregate(last=Max("order", default=0))["last"]
    indicator = IndicatorDefinition.objects.create(code=_new_code(draft), order=min(last + 1, 32767), **asdict(draft))
    tell_everybody(user, "indicators")
    return indicator


@transaction.atomic
def change_indicator(*, user: Staff, indicator_id: int, draft: IndicatorDraft) -> int:
    """Change a definition. Values that are none of a new type or choice stay as texts; returns how many (current).

    A new term counts from the next confirmation: what was promised valid until a day stays so. Whose it is stays.
    """
    _refuse_others(user)
    indicator = IndicatorDefinition.objects.select_for_update().get(pk=indicator_id)
    _check(draft, indicator)
    former = Former(indicator.value_type, indicator.choices)
    for name, value in asdict(draft).items():
        setattr(indicator, name, value)
    indicator.save()
    unfit = restate_values(indicator, former)
    tell_everybody(user, "indicators")
    return unfit


def unfit_after(*, indicator_id: int, draft: IndicatorDraft) -> int:
    """How many current values that fit today would not fit the draft."""
    indicator = IndicatorDefinition.objects.get(pk=indicator_id)
    former = Former(indicator.value_type, indicator.choices)
    indicator.value_type, indicator.choices = draft.value_type, draft.choices
    return count_unfit(indicator, former)


@transaction.atomic
def retire_indicator(*, user: Staff, indicator_id: int, is_active: bool = False) -> IndicatorDefinition:
    """Take an indicator out of use, or back into it; its values stay."""
    _refuse_others(user)
    indicator = IndicatorDefinition.objects.select_for_update().get(pk=indicator_id)
    indicator.is_active = is_active
    indicator.save(update_fields=["is_active"])
    tell_everybody(user, "indicators")
    return indicator


def _refuse_others(user: Staff) -> None:
    if not can_edit_playbook(user):
        raise NotAllowedError(_("Indicators are edited by the methodologist."))


def _check(draft: IndicatorDraft, former: IndicatorDefinition | None = None) -> None:
    if not any(draft.name.values()):
        raise InvalidInputError(_("Give it a name."), field="name_ru")
    if former is not None and former.subject != draft.subject:
        raise InvalidInputError(_("Whose indicator it is does not change: add another one."), field="subject")
    has_choices = draft.value_type in {ValueType.CHOICE, ValueType.MULTIPLE}
    # A pack may leave the choices open: any text is taken until somebody names them.
    was_open = former is not None and former.value_type == draft.value_type and not former.choices
    if has_choices and not draft.choices and not draft.bound_to and not was_open:
        raise InvalidInputError(_("Name the choices, one a line."), field="choices")
    if draft.choices and not has_choices:
        raise InvalidInputError(_("Only a choice has choices: change the type or clear them."), field="choices")
    known = {binding.name for binding in bindings_of(draft.subject)}
    if draft.bound_to and draft.bound_to not in known:
        raise InvalidInputError(_("There is no such field of this subject."), field="bound_to")
    if former is not None and draft.bound_to and not former.bound_to and _has_values(former):
        raise InvalidInputError(_("It holds values of its own and cannot mirror a field."), field="bound_to")
    if unknown := set(draft.groups) - set(StatusGroup.objects.values_list("code", flat=True)):
        raise InvalidInputError(_("There is no group “%(code)s”.") % {"code": ", ".join(unknown)}, field="groups")


def _has_values(indicator: IndicatorDefinition) -> bool:
    return IndicatorValue.objects.filter(indicator=indicator).exists()


def _new_code(draft: IndicatorDraft) -> str:
    taken = set(IndicatorDefinition.objects.values_list("code", flat=True))
    return free_code(draft.name.get("en") or draft.name.get("ru") or "", taken, otherwise="indicator")
