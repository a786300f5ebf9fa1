"""The settings page's read model: each setting with its control, default and history."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.forms import BoundField

from mayak.accounts.models import Staff
from mayak.accounts.settings_form import SettingsForm, field_name, told
from mayak.audit.models import Change, Operation
from mayak.core.models import OfficeSetting
from mayak.core.office_settings import Kind, Setting

TABLE = OfficeSetting._meta.db_table
LATEST = 10


@dataclass(frozen=True)
class SettingChange:
    """Who changed it when, from what to what, in words."""

    at: datetime
    who: str
    before: str
    after: str


@dataclass(frozen=True)
class Row:
    """One setting of the page. ``kind`` chooses its control; ``default`` is told in words."""

    name: str
    kind: str
    unit: str
    field: BoundField
    default: str
    is_changed: bool
    state: str
    changes: tuple[SettingChange, ...]


def rows_of(form: SettingsForm) -> list[Row]:
    """The rows of a group, in the order of declaration. 3 SQL."""
    kept = {row.name: row for row in OfficeSetting.objects.filter(name__in=[item.name for item in form.settings])}
    changes = _changes({row.pk: row for row in kept.values()}, {item.name: item for item in form.settings})
    return [
        Row(
            name=setting.name,
            kind="multiple" if setting.kind is Kind.CHOICES else "flag" if setting.kind is Kind.FLAG else setting.kind,
            unit=str(setting.unit),
            field=form[field_name(setting)],
            default=told(setting, setting.default),
            is_changed=setting.name in kept and setting.value != setting.default,
            state=told(setting, setting.value) if setting.is_secret else "",
            changes=tuple(changes.get(setting.name, ())),
        )
        for setting in form.settings
    ]


def _changes(kept: dict[int, OfficeSetting], settings: dict[str, Setting]) -> dict[str, list[SettingChange]]:
    rows = list(Change.objects.filter(table=TABLE, object_id__in=list(kept)).order_by("-pk")[: LATEST * len(settings)])
    people = {person.pk: person.full_name for person in Staff.objects.filter(pk__in={row.actor_id for row in rows})}
    found: dict[str, list[SettingChange]] = {}
    later: dict[int, Any] = {pk: row.value for pk, row in kept.items()}
    for row in rows:
        setting = settings[kept[row.object_id].name]
        # An insert stores no values: before it the default counted.
        before = setting.default if row.operation == Operation.INSERT else (row.before or {}).get("value")
        after, later[row.object_id] = later[row.object_id], before
        who = people.get(row.actor_id or 0, "")
        change = SettingChange(row.at, who, told(setting, before), told(setting, after))
        found.setdefault(setting.name, []).append(change)
    return found
