"""The client organisation, its status over time and who is responsible for it (C1)."""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from mayak.accounts.models import ServiceMode, Staff
from mayak.clients.intervals import Interval, ends_after_start, once_at_a_time
from mayak.core.models import ExternalRecord
from mayak.core.text import alike_sql

# Must agree with mayak.core.text.folded: Russian order, search without quotes and ё.
FOLDED_NAME = r"""btrim(regexp_replace(translate(replace(lower({column}), 'ё', 'е'), '«»"', ''), '\s+', ' ', 'g'))"""


# Must agree with mayak.core.text.alike: a space before, so that every word begins after one.
CLIENT_SEARCHED = f"""translate({alike_sql("lower(' ' || {c}name || ' ' || {c}legal_name)")}, 'ё«»„“"', 'е')"""
NAME_SEARCHED = alike_sql("(' ' || {c}name_folded)")
# The number of a contract or invoice.
NUMBER_SEARCHED = alike_sql("lower({c}number)")


def searched_index(expression: str, name: str) -> GinIndex:
    """An index by which any part of an expression over a row's texts is found."""
    return GinIndex(OpClass(RawSQL(expression.format(c=""), ()), name="gin_trgm_ops"), name=name)


def words_index(expression: str, name: str) -> GinIndex:
    """An index by which a text is found by any form of its words."""
    return GinIndex(RawSQL(expression.format(c=""), ()), name=name)


def folded_column(column: str, length: int = 300) -> models.GeneratedField:
    """A stored column with the name as search and ordering see it."""
    return models.GeneratedField(
        expression=RawSQL(FOLDED_NAME.format(column=column).replace("%", "%%"), ()),
        output_field=models.CharField(max_length=length),
        db_persist=True,
    )


class ClientStatus(models.TextChoices):
    """Where the client stands."""

    NEW = "new", _("new")
    ACTIVE = "active", _("active")
    LEAVING = "leaving", _("leaving")
    DISCONNECTED = "disconnected", _("disconnected")


class Client(ExternalRecord):
    """An organisation with a subscription."""

    # How a record reaches its client: every client-owned model declares it, see clients.policies.visible_to.
    CLIENT_PATH: ClassVar[str] = "pk"

    name = models.CharField(_("name"), max_length=300)
    legal_name = models.CharField(_("full name"), max_length=500, blank=True)
    inn = models.CharField(_("INN"), max_length=12, blank=True)
    kpp = models.CharField(_("KPP"), max_length=9, blank=True)
    ogrn = models.CharField(_("OGRN"), max_length=15, blank=True, default="")
    address = models.CharField(_("address"), max_length=500, blank=True)
    region = models.CharField(_("region"), max_length=200, blank=True)
    timezone = models.CharField(_("time zone"), max_length=64, blank=True)
    group_head = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="group_members", verbose_name=_("head client")
    )
    group_link = models.CharField(_("kind of link"), max_length=200, blank=True)
    group_reason = models.CharField(_("why they belong together"), max_length=300, blank=True, default="")
    payer = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="pays_for", verbose_name=_("payer")
    )
    service_mode = models.CharField(_("service mode"), max_length=10, choices=ServiceMode.choices)
    status = models.CharField(_("status"), max_length=20, choices=ClientStatus.choices, default=ClientStatus.ACTIVE)
    since_date = models.DateField(_("client since"), null=True, blank=True)
    remote_since_date = models.DateField(_("on remote service since"), null=True, blank=True)
    left_date = models.DateField(_("disconnected on"), null=True, blank=True)
    left_reason = models.CharField(_("reason of leaving"), max_length=500, blank=True)
    left_to = models.CharField(_("left to"), max_length=200, blank=True)
    name_folded = folded_column("name")

    class Meta:
        ordering = ["name_folded", "pk"]
        verbose_name = _("client")
        verbose_name_plural = _("clients")
        indexes = [
            models.Index(fields=["name_folded"]),
            models.Index(fields=["inn"]),
            searched_index(CLIENT_SEARCHED, "client_search_trgm"),
            GinIndex(OpClass(F("inn"), name="gin_trgm_ops"), name="client_inn_trgm"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(group_head=F("id")), name="client_not_its_own_head"),
            models.CheckConstraint(condition=~Q(name=""), name="client_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class ClientStatusPeriod(Interval):
    """The status a client had over time."""

    CLIENT_PATH: ClassVar[str] = "client"

    client = models.ForeignKey(Client, models.CASCADE, related_name="status_periods")
    status = models.CharField(_("status"), max_length=20, choices=ClientStatus.choices)

    class Meta:
        verbose_name = _("status period")
        verbose_name_plural = _("status periods")
        constraints = [once_at_a_time("client_status_once", "client"), ends_after_start("client_status_days")]

    def __str__(self) -> str:
        return f"{self.client_id}: {self.status}"


class ResponsibilityRole(models.TextChoices):
    """What for a member of staff is responsible at a client."""

    EXPERT = "expert", _("expert")
    ACCOUNT_MANAGER = "account_manager", _("account manager")


class Responsibility(Interval):
    """Who looks after a client, in which role, when: the pools. Days inclusive.

    ``is_derived``: taken over from the client's own column (clients.expert) because no explicit row of the
    table ``responsibles`` says so; an explicit row of the same client and role replaces it.
    """

    CLIENT_PATH: ClassVar[str] = "client"

    client = models.ForeignKey(Client, models.CASCADE, related_name="responsibilities")
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="responsibilities")
    role = models.CharField(_("role"), max_length=20, choices=ResponsibilityRole.choices)
    is_derived = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("responsible")
        verbose_name_plural = _("responsibles")
        indexes = [models.Index(fields=["staff", "role", "client"])]
        constraints = [
            once_at_a_time("responsible_once", "client", "role"),
            ends_after_start("responsible_days"),
        ]

    def __str__(self) -> str:
        return f"{self.client_id}: {self.staff_id} {self.role}"


class ClientProgramme(Interval):
    """A special programme the client takes part in (VIP, for instance): its terms, the document behind it."""

    CLIENT_PATH: ClassVar[str] = "client"

    client = models.ForeignKey(Client, models.CASCADE, related_name="programmes")
    name = models.CharField(_("programme"), max_length=200)
    terms = models.TextField(_("terms"), blank=True)
    document = models.CharField(_("document"), max_length=300, blank=True)

    class Meta:
        ordering = ["client", "-from_date", "pk"]
        verbose_name = _("special programme")
        verbose_name_plural = _("special programmes")
        constraints = [ends_after_start("client_programme_days")]

    def __str__(self) -> str:
        return self.name
