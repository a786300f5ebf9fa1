"""Makers of clients, persons, kits, contracts and pools for tests."""

from datetime import date
from itertools import count
from typing import Any

from mayak.accounts.models import Staff
from mayak.clients.models import (
    Client,
    ClientSegment,
    Contract,
    Kit,
    Person,
    PersonPhone,
    Responsibility,
    Segment,
    SegmentType,
)

_numbers = count(1)


def make_client(*, expert: Staff | None = None, manager: Staff | None = None, **fields: Any) -> Client:
    """A client, in the pool of the given staff since ever."""
    defaults: dict[str, Any] = {"name": f"ООО «Клиент {next(_numbers)}»", "service_mode": "remote"}
    client = Client.objects.create(**{**defaults, **fields})
    for role, staff in (("expert", expert), ("account_manager", manager)):
        if staff is not None:
            Responsibility.objects.create(client=client, staff=staff, role=role)
    return client


def make_person(client: Client, *, phone: str = "", **fields: Any) -> Person:
    """A contact person, with a phone if one is given."""
    defaults: dict[str, Any] = {"last_name": f"Лицо{next(_numbers)}", "first_name": "Анна"}
    person = Person.objects.create(client=client, **{**defaults, **fields})
    if phone:
        PersonPhone.objects.create(person=person, number=phone)
    return person


def make_kit(client: Client, **fields: Any) -> Kit:
    """An online kit that has always been active."""
    return Kit.objects.create(client=client, **{"product": "Комплект", "kind": "online", **fields})


def make_contract(client: Client, signed: date, **fields: Any) -> Contract:
    """A contract."""
    return Contract.objects.create(client=client, signed_date=signed, **{"number": f"К-{next(_numbers)}", **fields})


def make_segment(client: Client, type_code: str, code: str, **fields: Any) -> ClientSegment:
    """The client enters a segment; type and segment are made when missing."""
    segment_type, _ = SegmentType.objects.get_or_create(code=type_code, defaults={"name": {"ru": type_code}})
    segment, _ = Segment.objects.get_or_create(type=segment_type, code=code, defaults={"name": {"ru": code}})
    return ClientSegment.objects.create(client=client, type=segment_type, segment=segment, **fields)
