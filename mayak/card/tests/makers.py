"""Indicators and what was said of them."""

from datetime import date
from typing import Any

from mayak.card.domain.freshness import valid_until
from mayak.card.models import IndicatorDefinition, IndicatorValue
from mayak.clients.models import Client


def make_indicator(code: str, **fields: Any) -> IndicatorDefinition:
    """An indicator of clients in "ready to work", valid for 90 days."""
    usual = {
        "name": {"ru": code, "en": code},
        "question": {"ru": f"{code}?", "en": f"{code}?"},
        "subject": "client",
        "validity_days": 90,
        "groups": ["ready_to_work"],
    }
    return IndicatorDefinition.objects.create(code=code, **(usual | fields))


def make_value(client: Client, indicator: IndicatorDefinition, value: str, day: date, **fields: Any) -> IndicatorValue:
    """What a source says since a day."""
    usual = {"valid_until_date": valid_until(day, indicator.validity_days), "source": "call", "from_date": day}
    return IndicatorValue.objects.create(
        client=client, indicator=indicator, value=value, confirmed_date=day, **(usual | fields)
    )


def only_these(*indicators: IndicatorDefinition) -> None:
    """Retire the other indicators of the playbook."""
    IndicatorDefinition.objects.exclude(pk__in=[one.pk for one in indicators]).update(is_active=False)
