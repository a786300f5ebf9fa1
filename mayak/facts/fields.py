"""Fields of the fact sheet: each carries what it measures (label), in what unit, and how it is worded.

NULL always means *unknown*; "days since" something that never happened is :data:`NEVER_DAYS`.
"""

from enum import Enum
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

# A known value, larger than any threshold: "never" is not "unknown".
NEVER_DAYS = 99_999

Text = Any  # a text, or one translated when it is shown
DAYS = _("days")
NEVER = _("never")


class Passing(Enum):
    """What a day that passes without any event does to the number: nothing, one more, one less.

    The history of facts keeps the day from or to which such a number counts, so that time alone writes nothing.
    """

    STILL = "still"
    GROWS = "grows"
    SHRINKS = "shrinks"


if TYPE_CHECKING:
    Mixin = models.Field[Any, Any]
    IntegerField = models.IntegerField[Any, Any]
    BigIntegerField = models.BigIntegerField[Any, Any]
    DecimalField = models.DecimalField[Any, Any]
    BooleanField = models.BooleanField[Any, Any]
    DateField = models.DateField[Any, Any]
    CharField = models.CharField[Any, Any]
    JSONField = models.JSONField[Any, Any]
else:
    Mixin = object
    IntegerField, BigIntegerField, DecimalField = models.IntegerField, models.BigIntegerField, models.DecimalField
    BooleanField, DateField, CharField = models.BooleanField, models.DateField, models.CharField
    JSONField = models.JSONField


class FactField(Mixin):
    """What all facts share. In migrations a fact is the plain field it stores in: wording is no part of the schema."""

    fact_type = "number"
    plain_field = "django.db.models.IntegerField"

    def __init__(
        self,
        label: Text = "",
        *,
        help: Text = "",
        unit: Text = "",
        never: Text = "",
        passing: Passing = Passing.STILL,
        **options: Any,
    ) -> None:
        options.setdefault("null", True)
        options.setdefault("blank", True)
        super().__init__(label, help_text=options.pop("help_text", help), **options)
        self.unit = unit
        self.never = never
        self.passing = passing

    def deconstruct(self) -> Any:
        """As the plain field, without the words."""
        name, _path, args, options = super().deconstruct()
        for wording in ("verbose_name", "help_text", "choices"):
            options.pop(wording, None)
        return name, self.plain_field, args, options


class CountFact(FactField, IntegerField):
    """How many."""


class DaysFact(FactField, IntegerField):
    """A number of days; NEVER_DAYS is shown as ``never``."""

    fact_type = "days"

    def __init__(self, label: Text = "", *, unit: Text = DAYS, never: Text = NEVER, **options: Any) -> None:
        super().__init__(label, unit=unit, never=never, **{"passing": Passing.GROWS, **options})


class MoneyFact(FactField, DecimalField):
    """Roubles with kopecks."""

    fact_type = "money"
    plain_field = "django.db.models.DecimalField"

    def __init__(self, label: Text = "", *, unit: Text = "₽", **options: Any) -> None:
        super().__init__(label, unit=unit, **{"max_digits": 16, "decimal_places": 2, **options})


class NumberFact(FactField, DecimalField):
    """A measured number with a fraction: an average, a ratio."""

    plain_field = "django.db.models.DecimalField"

    def __init__(self, label: Text = "", **options: Any) -> None:
        super().__init__(label, **{"max_digits": 12, "decimal_places": 2, **options})


class ShareFact(FactField, IntegerField):
    """Whole per cent of a whole, 0 to 100, rounded half up."""

    fact_type = "share"

    def __init__(self, label: Text = "", *, unit: Text = "%", **options: Any) -> None:
        super().__init__(label, unit=unit, **options)


class SharesFact(FactField, JSONField):
    """Shares by the code of what the playbook defines: many facts in one column (:mod:`mayak.facts.group_facts`)."""

    fact_type = "shares"
    plain_field = "django.db.models.JSONField"


class FlagFact(FactField, BooleanField):
    """Yes, no or unknown."""

    fact_type = "flag"
    plain_field = "django.db.models.BooleanField"


class DateFact(FactField, DateField):
    """A day."""

    fact_type = "date"
    plain_field = "django.db.models.DateField"


class ChoiceFact(FactField, CharField):
    """One of a few codes."""

    fact_type = "choice"
    plain_field = "django.db.models.CharField"

    def __init__(self, label: Text = "", **options: Any) -> None:
        super().__init__(label, **{"max_length": 20, **options})


class StaffFact(FactField, BigIntegerField):
    """The key of a member of staff."""

    fact_type = "staff"
    plain_field = "django.db.models.BigIntegerField"
