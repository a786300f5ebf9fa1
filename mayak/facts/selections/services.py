"""Keeping, renaming, copying and deleting selections; remembering each night whom they hit."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction
from django.http import Http404
from django.utils.translation import gettext as _

from mayak.accounts.models import Staff
from mayak.core import clock
from mayak.core.errors import ConflictError, InvalidInputError, NotAllowedError
from mayak.facts.conditions import office_vocabulary, parse_or_explain
from mayak.facts.conditions.compiler import Parameters, compile_condition
from mayak.facts.models import Selection, SelectionDay, Sharing
from mayak.facts.selections.policies import can_change_selection, selections_for
from mayak.facts.selections.queries import readable
from mayak.facts.services import facts_as_of

# Days whose hits are kept: yesterday's are compared with, those before bridge an office that was switched off.
KEPT_DAYS = 3
MOST_OF_ONE = 200


@transaction.atomic
def keep_selection(
    *,
    user: Staff,
    name: str,
    condition: Any,
    sharing: str = Sharing.PRIVATE,
    columns: Sequence[str] = (),
    sort: str = "",
) -> Selection:
    """Keep a condition under a name."""
    parse_or_explain(condition, office_vocabulary())
    if Selection.objects.filter(owner=user).count() >= MOST_OF_ONE:
        raise InvalidInputError(_("You keep too many selections."), hint=_("Delete some that you no longer use."))
    now = clock.real_now()
    shared = Sharing(sharing)
    return Selection.objects.create(
        name=_named(name),
        owner=user,
        sharing=shared,
        team_id=user.team_id if shared == Sharing.TEAM else None,
        condition=condition,
        columns=list(columns),
        sort=sort,
        created_at=now,
        changed_at=now,
    )


@transaction.atomic
def change_condition(*, user: Staff, selection_id: int, condition: Any, seen: str) -> Selection:
    """Write another condition into a selection. ``seen``: :func:`version_of` what the person had before them."""
    selection = _locked(user, selection_id)
    parse_or_explain(condition, office_vocabulary())
    if seen != version_of(selection) and selection.condition != condition:
        raise ConflictError(
            _("“%(name)s” was changed meanwhile.") % {"name": selection.name},
            hint=_("Keep yours under another name, or open the selection again."),
        )
    selection.condition, selection.changed_at = condition, clock.real_now()
    selection.save(update_fields=["condition", "changed_at"])
    # What it hit yesterday was another question.
    SelectionDay.objects.filter(selection=selection).delete()
    return selection


@transaction.atomic
def change_selection(*, user: Staff, selection_id: int, changes: dict[str, Any]) -> Selection:
    """Rename, share, choose columns and order."""
    selection = _locked(user, selection_id)
    if "name" in changes:
        changes = {**changes, "name": _named(changes["name"])}
    for field, value in changes.items():
        setattr(selection, field, value)
    if "sharing" in changes:
        selection.team_id = selection.owner.team_id if selection.sharing == Sharing.TEAM else None
    selection.changed_at = clock.real_now()
    selection.save()
    return selection


def copy_selection(*, user: Staff, selection_id: int) -> Selection:
    """One's own private copy of a selection one sees."""
    selection = selections_for(user).filter(pk=selection_id).first()
    if selection is None:
        raise Http404
    return keep_selection(
        user=user,
        name=(_("%(name)s, copy") % {"name": selection.name})[:120],
        condition=selection.condition,
        columns=selection.columns,
        sort=selection.sort,
    )


@transaction.atomic
def delete_selection(*, user: Staff, selection_id: int) -> str:
    """Delete a selection; returns its name. No client is touched by that."""
    selection = _locked(user, selection_id)
    selection.delete()
    return selection.name


def version_of(selection: Selection) -> str:
    """What tells one state of a selection from the next."""
    return selection.changed_at.isoformat()


def remember_hits(day: date | None = None) -> int:
    """Keep whom every selection hit at the end of a day (default: yesterday); returns how many selections."""
    day = day or clock.today() - timedelta(days=1)
    with transaction.atomic(), facts_as_of(day) as relation:
        conditions = readable(Selection.objects.all(), office_vocabulary())
        for pk, condition in conditions.items():
            parameters = Parameters(day)
            test = compile_condition(condition, parameters=parameters)
            with connection.cursor() as cursor:
                cursor.execute(
                    f"SELECT coalesce(array_agg(f.client_id), '{{}}') FROM {relation} f WHERE {test}", parameters.values
                )
                ids = cursor.fetchone()[0]
            SelectionDay.objects.update_or_create(selection_id=pk, day=day, defaults={"client_ids": ids})
        SelectionDay.objects.filter(day__lt=day - timedelta(days=KEPT_DAYS)).delete()
    return len(conditions)


def _locked(user: Staff, selection_id: int) -> Selection:
    if not selections_for(user).filter(pk=selection_id).exists():
        raise Http404
    selection = Selection.objects.select_for_update(of=("self",)).select_related("owner").get(pk=selection_id)
    if not can_change_selection(user, selection):
        raise NotAllowedError(
            _("“%(name)s” belongs to %(owner)s.") % {"name": selection.name, "owner": selection.owner.full_name},
            hint=_("Copy it: the copy is yours."),
        )
    return selection


def _named(name: str) -> str:
    if not (bare := " ".join(name.split())[:120]):
        raise InvalidInputError(_("Give the selection a name."), field="name")
    return bare
