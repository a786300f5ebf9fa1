"""The playbook's status groups and indicators of the functional card (C3): keys in docs/how-to/indicator.md."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from mayak.card.models import IndicatorDefinition, StatusGroup
from mayak.card.restating import Former, restate_values
from mayak.core.playbook import Column, DefinitionTable, register

GROUPS = DefinitionTable(StatusGroup, (Column("name"),))
# Terms are days; without one a value does not expire.
INDICATORS = DefinitionTable(
    IndicatorDefinition,
    (
        Column("name"),
        Column("question"),
        Column("subject"),
        Column("type", "value_type"),
        Column("unit"),
        Column("days", "validity_days"),
        Column("groups", refers="status_groups"),
        Column("bound", "bound_to"),
        Column("choices"),
        Column("changed_by"),
    ),
)


def load_indicators(rows: list[dict[str, Any]]) -> None:
    """Create or update indicators by their codes; values of those that change their meaning are told anew."""
    before = {each["code"]: each for each in IndicatorDefinition.objects.values()}
    INDICATORS.load(rows)
    for indicator in IndicatorDefinition.objects.filter(code__in=before):
        now = {key: getattr(indicator, key) for key in before[indicator.code]}
        if now != before[indicator.code]:
            former = before[indicator.code]
            restate_values(indicator, Former(former["value_type"], former["choices"]))


register("status_groups", table=GROUPS, order=19, place=51, label=_("Status groups"))
register("indicators", load_indicators, table=INDICATORS, order=20, place=50, label=_("Indicators of the card"))
