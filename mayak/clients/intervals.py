"""Intervals of days: both ends inclusive, an empty end is open. Shared by everything that has a history."""

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Expression, F, Func, Q, Value


def day_range() -> Func:
    """The row's days as a PostgreSQL range."""
    return Func(F("from_date"), F("to_date"), Value("[]"), function="daterange", output_field=DateRangeField())


def once_at_a_time(name: str, *same: str | Expression) -> ExclusionConstraint:
    """No two rows that agree in ``same`` overlap in time."""
    return ExclusionConstraint(
        name=name,
        expressions=[(field, RangeOperators.EQUAL) for field in same] + [(day_range(), RangeOperators.OVERLAPS)],
    )


def ends_after_start(name: str) -> models.CheckConstraint:
    """The last day is not before the first."""
    return models.CheckConstraint(
        condition=Q(from_date=None) | Q(to_date=None) | Q(to_date__gte=F("from_date")), name=name
    )


def in_force_on(day: date, prefix: str = "") -> Q:
    """Rows whose interval contains the day."""
    return (Q(**{f"{prefix}from_date": None}) | Q(**{f"{prefix}from_date__lte": day})) & (
        Q(**{f"{prefix}to_date": None}) | Q(**{f"{prefix}to_date__gte": day})
    )


class Interval(models.Model):
    """Days from … to …, both inclusive; empty means since ever, until further notice."""

    from_date = models.DateField(null=True, blank=True)
    to_date = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True
