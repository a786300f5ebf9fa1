"""Clients and everything that belongs to their identity (C1, C2, C4)."""

from mayak.clients.models.attachment import ClientDocument, PersonAttachment
from mayak.clients.models.client import (
    Client,
    ClientProgramme,
    ClientStatus,
    ClientStatusPeriod,
    Responsibility,
    ResponsibilityRole,
)
from mayak.clients.models.consent import ConsentPurpose, ConsentText
from mayak.clients.models.deed import DeedKind, PersonDeed, PersonPair
from mayak.clients.models.erased import ErasedPerson
from mayak.clients.models.mark import LONGEST_MARK, ClientMark
from mayak.clients.models.name_word import NameWord
from mayak.clients.models.person import (
    Consent,
    ContactPointKind,
    Gender,
    MailState,
    Person,
    PersonEmail,
    PersonPhone,
    PersonRole,
)
from mayak.clients.models.product import Contract, Kit, KitKind, KitPrice, KitUsers, PaymentTerms, UpdateMethod
from mayak.clients.models.rubric import PersonRubric, PersonTaxRegime, Rubric
from mayak.clients.models.segment import ClientSegment, Segment, SegmentType

__all__ = [
    "LONGEST_MARK",
    "Client",
    "ClientDocument",
    "ClientMark",
    "ClientProgramme",
    "ClientSegment",
    "ClientStatus",
    "ClientStatusPeriod",
    "Consent",
    "ConsentPurpose",
    "ConsentText",
    "ContactPointKind",
    "Contract",
    "DeedKind",
    "ErasedPerson",
    "Gender",
    "Kit",
    "KitKind",
    "KitPrice",
    "KitUsers",
    "MailState",
    "NameWord",
    "PaymentTerms",
    "Person",
    "PersonAttachment",
    "PersonDeed",
    "PersonEmail",
    "PersonPair",
    "PersonPhone",
    "PersonRole",
    "PersonRubric",
    "PersonTaxRegime",
    "Responsibility",
    "ResponsibilityRole",
    "Rubric",
    "Segment",
    "SegmentType",
    "UpdateMethod",
]
