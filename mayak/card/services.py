"""Writes to the functional card: a source's newer word ends its older one (C3, C6)."""

from datetime import date, timedelta

from django.db import transaction

from mayak.accounts.models import Staff
from mayak.card.models import IndicatorDefinition, IndicatorValue
from mayak.clients.events import ClientsChanged
from mayak.core import events

ONE_DAY = timedelta(days=1)


@transaction.atomic
def record_indicator(
    *,
    client_id: int,
    code: str,
    value: str,
    day: date,
    source: str,
    by: Staff | None = None,
    person_id: int | None = None,
) -> IndicatorValue:
    """Write down what a source says of an indicator on a day; the term comes from the indicator's definition.

    An empty ``value`` is *confirmed none*. The source's former word ends the day before; two words of one day: the
    later one stays. Raises IndicatorDefinition.DoesNotExist for an unknown code.
    """
    indicator = IndicatorDefinition.objects.get(code=code)
    of_source = IndicatorValue.objects.select_for_update().filter(
        client_id=client_id, indicator=indicator, source=source
    )
    of_source = of_source.filter(person_id=person_id) if person_id else of_source.filter(person=None)
    of_source.filter(from_date__gte=day).delete()
    of_source.filter(to_date=None).update(to_date=day - ONE_DAY)
    term = indicator.validity_days
    recorded = IndicatorValue.objects.create(
        client_id=client_id,
        person_id=person_id,
        indicator=indicator,
        value=value.strip(),
        confirmed_date=day,
        valid_until_date=day + timedelta(days=term) if term else None,
        confirmed_by=by,
        confirmed_by_name=by.full_name if by else "",
        source=source,
        from_date=day,
    )
    events.publish(ClientsChanged(frozenset({client_id})))
    return recorded
