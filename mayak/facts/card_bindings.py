"""Facts that indicators of the card may mirror: debt and the date of the last update (C3)."""

from django.utils.translation import gettext_lazy as _

from mayak.card.bindings import Binding, register

_FACT = "(SELECT f.{column}::text FROM facts_clientfacts f WHERE f.client_id = c.id)"


def register_facts() -> None:
    """Offer the facts to the card."""
    register(Binding("facts.debt_amount", _("debt"), _FACT.format(column="debt_amount"), type="money"))
    register(Binding("facts.debt_overdue_days", _("days overdue"), _FACT.format(column="overdue_days"), type="number"))
    register(Binding("facts.last_update_date", _("last update"), _FACT.format(column="last_update_date"), type="date"))
