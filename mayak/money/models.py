"""Invoices, acts, payments and promises (M1). Amounts are Decimal roubles."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mayak.clients.models import Client, Person
from mayak.clients.models.client import NUMBER_SEARCHED, searched_index
from mayak.core.models import ExternalRecord


class Invoice(ExternalRecord):
    """A bill for a period. Numbers restart each January; ``cancelled_date`` takes it out of every sum from then."""

    CLIENT_PATH: ClassVar[str] = "client"

    client = models.ForeignKey(Client, models.CASCADE, related_name="invoices")
    number = models.CharField(_("number"), max_length=100)
    issued_date = models.DateField(_("issued"))
    due_date = models.DateField(_("due"), null=True, blank=True)
    period = models.DateField(_("period"), help_text=_("the first day of the month"))
    amount = models.DecimalField(_("sum"), max_digits=14, decimal_places=2)
    subject = models.CharField(_("for what"), max_length=500, blank=True)
    cancelled_date = models.DateField(_("cancelled"), null=True, blank=True)
    payer = models.ForeignKey(Client, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("payer"))

    class Meta:
        ordering = ["-issued_date", "-pk"]
        verbose_name = _("invoice")
        verbose_name_plural = _("invoices")
        indexes = [
            models.Index(fields=["number"]),
            models.Index(fields=["amount"], name="invoice_amount_is"),
            searched_index(NUMBER_SEARCHED, "invoice_search_trgm"),
        ]
        constraints = [models.CheckConstraint(condition=Q(amount__gte=0), name="invoice_amount")]

    def __str__(self) -> str:
        return self.number


class Act(ExternalRecord):
    """An act of services rendered: issued → at the expert → returned signed (M5)."""

    CLIENT_PATH: ClassVar[str] = "client"

    client = models.ForeignKey(Client, models.CASCADE, related_name="acts")
    number = models.CharField(_("number"), max_length=100)
    period = models.DateField(_("period"), help_text=_("the first day of the month"))
    issued_date = models.DateField(_("issued"))
    amount = models.DecimalField(_("sum"), max_digits=14, decimal_places=2)
    due_back_date = models.DateField(_("to be returned by"), null=True, blank=True)
    at_expert_date = models.DateField(_("at the expert since"), null=True, blank=True)
    returned_date = models.DateField(_("returned"), null=True, blank=True)
    cause = models.CharField(_("why not returned"), max_length=500, blank=True)

    class Meta:
        ordering = ["-issued_date", "-pk"]
        verbose_name = _("act")
        verbose_name_plural = _("acts")
        indexes = [models.Index(fields=["number"])]

    def __str__(self) -> str:
        return self.number


class Payment(ExternalRecord):
    """Money that came. Without an invoice it reduces no debt until it is matched."""

    CLIENT_PATH: ClassVar[str] = "client"

    client = models.ForeignKey(Client, models.CASCADE, null=True, blank=True, related_name="payments")
    payer_inn = models.CharField(_("INN of the payer"), max_length=12, blank=True)
    paid_date = models.DateField(_("paid"))
    posted_at = models.DateTimeField(_("posted"), null=True, blank=True)
    amount = models.DecimalField(_("sum"), max_digits=14, decimal_places=2)
    invoice = models.ForeignKey(Invoice, models.SET_NULL, null=True, blank=True, related_name="payments")
    purpose = models.TextField(_("purpose"), blank=True)
    # Equal rows in one file are told apart by their order (exchange.md).
    occurrence = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["-paid_date", "-pk"]
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        indexes = [models.Index(fields=["paid_date", "amount"])]

    def __str__(self) -> str:
        return f"{self.paid_date:%Y-%m-%d}: {self.amount}"


class Promise(models.Model):
    """A promise to pay (M4): who, sum, which invoice, date. Kept when the invoice is paid."""

    CLIENT_PATH: ClassVar[str] = "client"

    client = models.ForeignKey(Client, models.CASCADE, related_name="promises")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    invoice = models.ForeignKey(Invoice, models.CASCADE, null=True, blank=True, related_name="promises")
    promised_date = models.DateField(_("promised on"))
    expected_date = models.DateField(_("expected by"))
    amount = models.DecimalField(_("sum"), max_digits=14, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering = ["-promised_date"]
        verbose_name = _("promise to pay")
        verbose_name_plural = _("promises to pay")
        constraints = [
            models.UniqueConstraint(
                fields=["client", "invoice", "promised_date"], name="promise_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.client_id}: {self.expected_date:%Y-%m-%d}"
