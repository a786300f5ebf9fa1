"""The playbook's lamps as they were on a past day: their words, conditions and weights (S3, S4)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q

from mayak.lamps.models import LampDefinition, LampsVersion, ScoreOverride
from mayak.lamps.rules import Rules
from mayak.lamps.wording import figures_in

_LAMP_FIELDS = (
    "code",
    "name",
    "short_label",
    "unit",
    "condition",
    "urgent_when",
    "is_weighted",
    "weight",
    "figure",
    "reason",
    "never_reason",
    "out_reason",
    "advice",
    "puts_out",
)
_OVERRIDE_FIELDS = ("code", "name", "condition", "floor")


@dataclass(frozen=True)
class VersionLamp:
    """A lamp with its words as they were; texts in all languages. ``order``: its place in the playbook."""

    pk: int
    order: int
    code: str
    name: Any
    short_label: Any
    unit: Any
    condition: Any
    urgent_when: Any
    is_weighted: bool
    weight: Decimal
    figure: Any
    reason: Any
    never_reason: Any
    out_reason: Any
    advice: Any
    puts_out: Any

    @property
    def figures(self) -> list[str]:
        """The facts that its texts name."""
        return figures_in(self.reason, self.never_reason, self.figure, self.out_reason, self.advice)


@dataclass(frozen=True)
class Version:
    """The lamps in use on a day, in the playbook's order, and the overrides by code."""

    from_date: date | None
    lamps: tuple[VersionLamp, ...]
    overrides: dict[str, dict[str, Any]]

    @property
    def by_pk(self) -> dict[int, VersionLamp]:
        """The lamps by the key of their definition."""
        return {lamp.pk: lamp for lamp in self.lamps}

    @property
    def by_code(self) -> dict[str, VersionLamp]:
        """The lamps by code."""
        return {lamp.code: lamp for lamp in self.lamps}


def note_version(rules: Rules, day: date) -> None:
    """Keep the definitions of a pass when they differ from the last kept ones; the day's last word counts."""
    lamps = [_plain(lamp.definition, _LAMP_FIELDS) for lamp in rules.lamps]
    overrides = [_plain(each, _OVERRIDE_FIELDS) for each in ScoreOverride.objects.filter(is_active=True)]
    last = LampsVersion.objects.order_by("-from_date").first()
    if last is None or (last.lamps, last.overrides) != (lamps, overrides):
        LampsVersion.objects.update_or_create(from_date=day, defaults={"lamps": lamps, "overrides": overrides})


def version_on(day: date) -> Version:
    """The lamps as they were in use at the end of a day; before the first kept version that one. One SQL query."""
    rows = LampsVersion.objects.order_by("from_date")
    kept = rows.filter(Q(from_date__lte=day)).last() or rows.first()
    return current_version() if kept is None else _version(kept.from_date, kept.lamps, kept.overrides)


def current_version() -> Version:
    """The lamps as the playbook has them now. Two SQL queries."""
    lamps = [_plain(lamp, _LAMP_FIELDS) for lamp in LampDefinition.objects.filter(is_active=True)]
    overrides = [_plain(each, _OVERRIDE_FIELDS) for each in ScoreOverride.objects.filter(is_active=True)]
    return _version(None, lamps, overrides)


def version_lamp(lamp: LampDefinition, order: int = 0) -> VersionLamp:
    """A lamp in its words of now."""
    return VersionLamp(order=order, **{**_plain(lamp, _LAMP_FIELDS), "weight": Decimal(lamp.weight)})


def _plain(definition: LampDefinition | ScoreOverride, fields: tuple[str, ...]) -> dict[str, Any]:
    values = {name: getattr(definition, name) for name in fields}
    plain = {name: str(value) if isinstance(value, Decimal) else value for name, value in values.items()}
    return {"pk": definition.pk, **plain}


def _version(from_date: date | None, lamps: list[dict[str, Any]], overrides: list[dict[str, Any]]) -> Version:
    return Version(
        from_date=from_date,
        lamps=tuple(
            VersionLamp(**{**lamp, "order": order, "weight": Decimal(lamp["weight"])})
            for order, lamp in enumerate(lamps)
        ),
        overrides={override["code"]: override for override in overrides},
    )
