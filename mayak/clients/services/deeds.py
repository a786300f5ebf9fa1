"""Taking back what was done to a person as a whole, for 30 days (C4)."""

from datetime import timedelta
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from mayak.accounts.models import Staff
from mayak.clients.models import DeedKind, Person, PersonDeed
from mayak.clients.policies import get_visible_or_404
from mayak.clients.services.editing import tell_changed
from mayak.clients.services.steps import Step, changed_since, references_to, take_back
from mayak.core import clock
from mayak.core.errors import ConflictError

UNDO_DAYS = 30


@transaction.atomic
def undo_deed(*, user: Staff, deed_id: int) -> tuple[PersonDeed, int]:
    """Take a deed back; the number of values that were changed since and stay as they are.

    Raises ConflictError when it is too late, was done already, or a later deed about the same persons stands on it.
    """
    get_visible_or_404(user, PersonDeed, deed_id)
    deed = PersonDeed.objects.select_for_update().get(pk=deed_id)
    refuse_undo(deed)
    left = take_back(deed.steps)
    deed.undone_at, deed.undone_by = clock.real_now(), user
    deed.save(update_fields=["undone_at", "undone_by"])
    tell_changed(deed.client_id, *[key for key in [deed.told.get("client_id")] if key])
    return deed, left


def refuse_undo(deed: PersonDeed) -> None:
    """Say why a deed cannot be taken back, if it cannot."""
    if deed.undone_at is not None:
        raise ConflictError(_("This has been taken back already."))
    if deed.made_at < clock.real_now() - timedelta(days=UNDO_DAYS):
        raise ConflictError(_("This can be taken back for 30 days only."))
    later = PersonDeed.objects.filter(about_any(deed.person_id, deed.other_id), undone_at=None, pk__gt=deed.pk).first()
    if later is not None:
        raise ConflictError(
            _("A later step stands on this one: %(title)s.") % {"title": later.title}, hint=_("Take that back first.")
        )
    if deed.kind == DeedKind.LEAVING and (typed := changed_since(deed.steps)):
        raise ConflictError(
            _("Since then this was changed at the new client: %(fields)s.") % {"fields": _names(typed)},
            hint=_("Write it down where the person came from first: taking back would lose it."),
        )
    if deed.kind == DeedKind.LEAVING and deed.other_id and _has_history(deed.other_id, deed.steps):
        raise ConflictError(
            _("At the new client something is recorded about the person already."),
            hint=_("Merge or move it by hand: nothing may be lost."),
        )


def _names(columns: list[tuple[str, str]]) -> str:
    """Columns in people's words, each once."""
    models = {model._meta.db_table: model for model in apps.get_models()}
    fields = {
        (table, field.column): str(field.verbose_name)
        for table in {table for table, _column in columns}
        for field in models[table]._meta.concrete_fields
    }
    return ", ".join(dict.fromkeys(fields[each] for each in columns))


def about_any(*person_ids: int | None) -> Q:
    """Deeds in which one of these persons takes part."""
    keys = [key for key in person_ids if key is not None]
    return Q(person_id__in=keys) | Q(other_id__in=keys)


def _has_history(person_id: int, steps: list[Step]) -> bool:
    """Whether anything beside what the deed itself made names the person."""
    made: dict[str, set[Any]] = {}
    for step in steps:
        if step["do"] == "add":
            made.setdefault(step["table"], set()).add(step["id"])
    for model, field in references_to(Person):
        if model._meta.app_label in {"facts", "lamps"} or model._meta.db_table == "clients_personrubric":
            continue
        rows = model._base_manager.filter(**{field.attname: person_id}).exclude(
            pk__in=made.get(model._meta.db_table, ())
        )
        if rows.exists():
            return True
    return False
