"""Clients and everything that belongs to their identity (C1, C2, C4)."""

from mayak.clients.models.client import (
    Client,
    ClientProgramme,
    ClientStatus,
    ClientStatusPeriod,
    Responsibility,
    ResponsibilityRole,
)
from mayak.clients.models.name_word import NameWord
from mayak.clients.models.person import Consent, ContactPointKind, Person, PersonEmail, PersonPhone, PersonRole
from mayak.clients.models.product import Contract, Kit, KitKind, KitPrice, KitUsers, PaymentTerms, UpdateMethod
from mayak.clients.models.segment import ClientSegment, Segment, SegmentType

__all__ = [
    "Client",
    "ClientProgramme",
    "ClientSegment",
    "ClientStatus",
    "ClientStatusPeriod",
    "Consent",
    "ContactPointKind",
    "Contract",
    "Kit",
    "KitKind",
    "KitPrice",
    "KitUsers",
    "NameWord",
    "PaymentTerms",
    "Person",
    "PersonEmail",
    "PersonPhone",
    "PersonRole",
    "Responsibility",
    "ResponsibilityRole",
    "Segment",
    "SegmentType",
    "UpdateMethod",
]
