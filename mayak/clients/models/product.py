"""What a client has bought: kits with price and users over time, contracts (C1)."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mayak.clients.intervals import Interval, ends_after_start, once_at_a_time
from mayak.clients.models.client import NUMBER_SEARCHED, Client, searched_index
from mayak.clients.models.person import Person
from mayak.core.models import ExternalRecord


class KitKind(models.TextChoices):
    """How the product runs."""

    ONLINE = "online", _("online")
    LOCAL = "local", _("local")
    FLASH = "flash", _("flash")


class UpdateMethod(models.TextChoices):
    """How a local or flash kit is updated."""

    INTERNET = "internet", _("over the internet")
    ENGINEER = "engineer", _("by the engineer")


class Kit(ExternalRecord):
    """A product set at a client (комплект). Active from … to, both days inclusive."""

    CLIENT_PATH: ClassVar[str] = "client"

    client = models.ForeignKey(Client, models.CASCADE, related_name="kits")
    product = models.CharField(_("product"), max_length=300)
    kind = models.CharField(_("kind"), max_length=10, choices=KitKind.choices)
    users = models.PositiveIntegerField(_("users"), null=True, blank=True)
    price_amount = models.DecimalField(_("price a month"), max_digits=14, decimal_places=2, null=True, blank=True)
    place = models.CharField(_("place"), max_length=300, blank=True)
    update_method = models.CharField(_("update"), max_length=10, choices=UpdateMethod.choices, blank=True)
    person = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="kits", verbose_name=_("person")
    )
    active_from_date = models.DateField(_("active from"), null=True, blank=True)
    active_to_date = models.DateField(_("active to"), null=True, blank=True)

    class Meta:
        ordering = ["client", "pk"]
        verbose_name = _("kit")
        verbose_name_plural = _("kits")
        constraints = [
            models.CheckConstraint(
                condition=Q(active_from_date=None)
                | Q(active_to_date=None)
                | Q(active_to_date__gte=F("active_from_date")),
                name="kit_days",
            ),
            models.CheckConstraint(condition=Q(price_amount=None) | Q(price_amount__gte=0), name="kit_price"),
        ]

    def __str__(self) -> str:
        return self.product


class KitPrice(Interval):
    """The monthly price of a kit over time, roubles."""

    CLIENT_PATH: ClassVar[str] = "kit__client"

    kit = models.ForeignKey(Kit, models.CASCADE, related_name="prices")
    price_amount = models.DecimalField(_("price a month"), max_digits=14, decimal_places=2)

    class Meta:
        verbose_name = _("price of a kit")
        verbose_name_plural = _("prices of kits")
        constraints = [once_at_a_time("kit_price_once", "kit"), ends_after_start("kit_price_days")]

    def __str__(self) -> str:
        return f"{self.kit_id}: {self.price_amount}"


class KitUsers(Interval):
    """For how many users a kit was sold over time."""

    CLIENT_PATH: ClassVar[str] = "kit__client"

    kit = models.ForeignKey(Kit, models.CASCADE, related_name="user_counts")
    users = models.PositiveIntegerField(_("users"))

    class Meta:
        verbose_name = _("users of a kit")
        verbose_name_plural = _("users of kits")
        constraints = [once_at_a_time("kit_users_once", "kit"), ends_after_start("kit_users_days")]

    def __str__(self) -> str:
        return f"{self.kit_id}: {self.users}"


class PaymentTerms(models.TextChoices):
    """How the client pays."""

    MONTHLY = "monthly", _("monthly")
    PREPAID = "prepaid", _("prepaid")


class Contract(ExternalRecord):
    """A contract; the number restarts each January, so a number is unique only within a year."""

    CLIENT_PATH: ClassVar[str] = "client"

    client = models.ForeignKey(Client, models.CASCADE, related_name="contracts")
    number = models.CharField(_("number"), max_length=100)
    signed_date = models.DateField(_("signed"))
    ends_date = models.DateField(_("valid until"), null=True, blank=True)
    payment_terms = models.CharField(_("terms of payment"), max_length=10, choices=PaymentTerms.choices, blank=True)
    prepaid_until_date = models.DateField(_("prepaid until"), null=True, blank=True)
    monthly_amount = models.DecimalField(_("sum a month"), max_digits=14, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering = ["client", "-signed_date"]
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")
        indexes = [
            models.Index(fields=["client", "-signed_date"]),
            models.Index(fields=["number"]),
            searched_index(NUMBER_SEARCHED, "contract_search_trgm"),
        ]

    def __str__(self) -> str:
        return self.number
