"""What follows from a plan besides its rows, in the few lines that can be computed; what is left to do afterwards."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mayak.exchange.models import ImportRun, PlanAction, PlanRow
from mayak.exchange.plan.directory import fetch
from mayak.ui.formats import money, number

PLAN = PlanRow._meta.db_table
_SUMS = f"""
SELECT coalesce(sum((values->>'amount')::numeric) FILTER (WHERE "table" = 'invoices' AND action = 'create'), 0),
       coalesce(sum((values->>'amount')::numeric) FILTER (WHERE "table" = 'payments' AND action = 'create'), 0),
       count(*) FILTER (WHERE "table" = 'payments' AND action = 'create' AND values->>'invoice_id' IS NULL),
       count(*) FILTER (WHERE "table" = 'clients' AND action = 'update' AND values ? '+open'),
       count(*) FILTER (WHERE "table" = 'clients' AND action = 'update' AND values ? '+status'),
       count(*) FILTER (WHERE "table" = 'persons' AND action = 'update' AND values->>'left_date' IS NOT NULL)
  FROM {PLAN} WHERE run_id = %s AND "table" IN ('invoices', 'payments', 'clients', 'persons')
   AND action IN ('create', 'update')
"""


@dataclass(frozen=True)
class Outcome:
    """Sums and counts over the rows that come in (or came in)."""

    invoiced: Decimal
    paid: Decimal
    payments_without_invoice: int
    other_responsible: int
    other_status: int
    persons_left: int
    definitions: list[str]

    @property
    def lines(self) -> list[str]:
        """The lines worth telling, as sentences."""
        told = []
        if self.invoiced:
            told.append(_("Invoices come in for %(sum)s") % {"sum": money(self.invoiced)})
        if self.paid:
            told.append(_("Payments come in for %(sum)s") % {"sum": money(self.paid)})
        if self.other_responsible:
            told.append(
                ngettext(
                    "%(number)s client gets another responsible from the day of the import",
                    "%(number)s clients get another responsible from the day of the import",
                    self.other_responsible,
                )
                % {"number": number(self.other_responsible)}
            )
        if self.other_status:
            told.append(
                ngettext(
                    "%(number)s client changes status; the former stays in the history",
                    "%(number)s clients change status; the former stays in the history",
                    self.other_status,
                )
                % {"number": number(self.other_status)}
            )
        if self.persons_left:
            told.append(
                ngettext(
                    "%(number)s person has left their company",
                    "%(number)s persons have left their company",
                    self.persons_left,
                )
                % {"number": number(self.persons_left)}
            )
        if self.definitions:
            told.append(_("New words of the playbook make themselves: %(words)s") % {"words": self._words()})
        return told

    def _words(self) -> str:
        few = ", ".join(f"«{name}»" for name in self.definitions[:6])
        return f"{few}…" if len(self.definitions) > 6 else few


def outcome_of(run: ImportRun) -> Outcome:
    """Two queries over the plan."""
    ((invoiced, paid, unmatched, responsible, status, left),) = fetch(_SUMS, [run.pk])
    made = (
        PlanRow.objects.filter(run=run, action=PlanAction.SUPPORT, values__has_key="name")
        .order_by("pk")
        .values_list("values__name__ru", flat=True)[:20]
    )
    return Outcome(invoiced, paid, unmatched, responsible, status, left, [str(name) for name in made])
