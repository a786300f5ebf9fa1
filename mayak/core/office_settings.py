"""Figures and switches of the office that an administrator edits: timeouts, retention, who needs a second factor.

An app declares its settings in its ``office_settings.py``, imported when Django is ready::

    from django.utils.translation import gettext_lazy as _
    from mayak.core.office_settings import Kind, Setting, register

    KEEP_CHANGES = register(Setting("retention.changes_days", Kind.INTEGER, 1095, group=_("Retention"),
                                    label=_("Changes are kept"), unit=_("days"), minimum=30))
    ...
    KEEP_CHANGES.value          # the office's figure, or the default

They are data: edited at ``/settings/``, audited like every record. Rules of the method are not settings, they belong
to the playbook.
"""

import time
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from mayak.core.errors import MayakError
from mayak.core.sealing import seal, unseal

FRESH_SECONDS = 5.0


class Kind(StrEnum):
    """What a setting's value is."""

    INTEGER = "integer"
    FLAG = "flag"
    TEXT = "text"
    CHOICE = "choice"
    CHOICES = "choices"  # several, as a list
    TIME = "time"  # "HH:MM", office time


@dataclass(frozen=True)
class Setting:
    """One setting. ``minimum`` and ``maximum`` bound an integer; ``choices`` are (value, label) pairs.

    ``label``, ``help``, ``unit``, ``group`` are lazy translations. ``is_secret`` values are sealed, never shown again.
    """

    name: str
    kind: Kind
    default: Any
    label: Any
    group: Any
    help: Any = ""
    unit: Any = ""
    minimum: int | None = None
    maximum: int | None = None
    choices: tuple[tuple[str, Any], ...] = field(default=())
    is_secret: bool = False

    @property
    def value(self) -> Any:
        """The office's value, at most five seconds old; the default when nobody has changed it."""
        value = _stored().get(self.name, self.default)
        if self.is_secret and isinstance(value, str):
            opened = unseal(value)
            return self.default if opened is None else opened
        return value


_settings: dict[str, Setting] = {}
_cache: tuple[float, dict[str, Any]] = (0.0, {})


def register(setting: Setting) -> Setting:
    """Declare a setting; returns it. Two of one name are a mistake of the programmer (ValueError)."""
    if setting.name in _settings and _settings[setting.name] != setting:
        raise ValueError(f"two settings named {setting.name}")
    _settings[setting.name] = setting
    return setting


def all_settings() -> list[Setting]:
    """Every declared setting, in the order of declaration."""
    return list(_settings.values())


def change_settings(values: dict[str, Any]) -> None:
    """Store new values by name; an equal one stays untouched. Raises MayakError for a value out of its bounds.

    Secrets are stored sealed, so that neither the table nor its history tells them.
    """
    from mayak.core.models import OfficeSetting

    for name, given in values.items():
        _check(_settings[name], given)
        value = seal(given) if _settings[name].is_secret else given
        stored, is_new = OfficeSetting.objects.get_or_create(name=name, defaults={"value": value})
        if not is_new and stored.value != value:
            stored.value = value
            stored.save(update_fields=["value"])
    forget_settings()


def forget_settings() -> None:
    """Read the settings anew at the next use (after a change; between tests)."""
    global _cache
    _cache = (0.0, {})


def _check(setting: Setting, value: Any) -> None:
    if setting.kind is Kind.INTEGER:
        low, high = setting.minimum, setting.maximum
        if (low is not None and value < low) or (high is not None and value > high):
            raise MayakError(
                _("“%(label)s” takes %(low)s to %(high)s.")
                % {"label": setting.label, "low": low if low is not None else "…", "high": high if high else "…"},
                field=setting.name,
            )
    known = {choice for choice, _label in setting.choices}
    chosen = value if setting.kind is Kind.CHOICES else [value] if setting.kind is Kind.CHOICE else []
    if any(item not in known for item in chosen):
        raise MayakError(_("“%(label)s” has no such choice.") % {"label": setting.label}, field=setting.name)


def _stored() -> dict[str, Any]:
    global _cache
    read_at, values = _cache
    if time.monotonic() - read_at > FRESH_SECONDS or not read_at:
        from mayak.core.models import OfficeSetting

        values = dict(OfficeSetting.objects.values_list("name", "value"))
        _cache = (time.monotonic(), values)
    return values
