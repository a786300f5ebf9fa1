"""One row of measured values per client (S1)."""

from collections.abc import Collection, Iterable
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from mayak.clients.models import Client
from mayak.facts.fields import FactField, SharesFact
from mayak.facts.group_facts import OF_CLIENT, group_fact
from mayak.facts.subjects.acts import ActFacts
from mayak.facts.subjects.agreements import AgreementFacts
from mayak.facts.subjects.card import CardFacts
from mayak.facts.subjects.cases import CaseFacts
from mayak.facts.subjects.contracts import ContractFacts
from mayak.facts.subjects.engagement import EngagementFacts
from mayak.facts.subjects.hotline import HotlineFacts
from mayak.facts.subjects.kits import KitFacts
from mayak.facts.subjects.money import MoneyFacts
from mayak.facts.subjects.persons import PersonFacts
from mayak.facts.subjects.service import ServiceFacts
from mayak.facts.subjects.training import TrainingFacts
from mayak.facts.subjects.usage import UsageFacts
from mayak.facts.subjects.work import WorkFacts


class ClientFacts(
    ServiceFacts,
    WorkFacts,
    AgreementFacts,
    MoneyFacts,
    ActFacts,
    KitFacts,
    ContractFacts,
    UsageFacts,
    HotlineFacts,
    TrainingFacts,
    PersonFacts,
    EngagementFacts,
    CaseFacts,
    CardFacts,
):
    """The facts of one client as of ``as_of_date``; NULL is *unknown*.

    Written by :mod:`mayak.facts.services` alone. ``basis`` tells on what the row rests beside the client's own
    records (which tables the office has at all, the playbook's figures): a row with another basis is stale.
    ``recorded_date``: the day as of which history holds exactly this row, NULL when it does not (training mode).
    """

    CLIENT_PATH: ClassVar[str] = "client"

    client = models.OneToOneField(Client, models.CASCADE, primary_key=True, related_name="facts")
    as_of_date = models.DateField(null=True)
    basis = models.CharField(max_length=32, blank=True, default="")
    recorded_date = models.DateField(null=True)

    class Meta:
        verbose_name = _("facts of a client")
        verbose_name_plural = _("facts of clients")
        indexes = [models.Index(fields=["expert_id"])]

    def __str__(self) -> str:
        return f"{self.client_id}"


def measured_fields() -> dict[str, FactField]:
    """All columns that are measured, by name."""
    return {field.name: field for field in ClientFacts._meta.get_fields() if isinstance(field, FactField)}


def fact_fields() -> dict[str, FactField]:
    """All facts that are a column of their own, by name; the groups that the office added are not among them."""
    return {name: field for name, field in measured_fields().items() if not isinstance(field, SharesFact)}


def fact_field(name: str) -> FactField | None:
    """What kind of figure a fact is, None for a name that is no fact's. The completeness of any group is a share."""
    return fact_fields().get(OF_CLIENT if group_fact(name) else name)


def is_fact(name: str) -> bool:
    """Whether a name is that of a fact; whether the office has the group of a completeness is not asked."""
    return fact_field(name) is not None


def fact_path(name: str) -> str:
    """The fact as the lookups of Django name it."""
    fact = group_fact(name)
    return f"{fact.column}__{fact.key}" if fact and fact.key else name


def facts_now(client_ids: Collection[int], names: Iterable[str]) -> dict[int, dict[str, Any]]:
    """The named facts of the clients as they are now, by client. One statement."""
    paths = {name: fact_path(name) for name in names}
    rows = ClientFacts.objects.filter(pk__in=client_ids).values("client_id", *paths.values())
    return {row["client_id"]: {name: row[path] for name, path in paths.items()} for row in rows}
