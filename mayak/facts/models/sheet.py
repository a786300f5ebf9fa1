"""One row of measured values per client (S1)."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from mayak.clients.models import Client
from mayak.facts.fields import FactField
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


def fact_fields() -> dict[str, FactField]:
    """All facts by name."""
    return {field.name: field for field in ClientFacts._meta.get_fields() if isinstance(field, FactField)}
