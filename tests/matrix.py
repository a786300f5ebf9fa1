"""What the access matrix needs to know of each address with an object: how to make an own and a foreign one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from mayak.accounts.models import Absence, Staff
from mayak.accounts.tests.makers import make_staff
from mayak.clients.models import Client
from mayak.clients.tests.makers import make_client

Someone = Literal["own", "foreign"]


@dataclass(frozen=True)
class Office:
    """A client in the pool of the person who looks, and one in somebody else's."""

    viewer: Staff
    stranger: Staff
    own: Client
    foreign: Client

    def client(self, whose: Someone) -> Client:
        """The client of that someone."""
        return self.own if whose == "own" else self.foreign

    def staff(self, whose: Someone) -> Staff:
        """The viewer or the stranger."""
        return self.viewer if whose == "own" else self.stranger


def make_office(viewer: Staff) -> Office:
    """The smallest office that tells own from foreign."""
    stranger = make_staff()
    return Office(
        viewer,
        stranger,
        own=make_client(expert=viewer, manager=viewer),
        foreign=make_client(expert=stranger, manager=stranger),
    )


def _client(office: Office, whose: Someone) -> dict[str, object]:
    return {"pk": office.client(whose).pk}


def _staff(office: Office, whose: Someone) -> dict[str, object]:
    return {"pk": office.staff(whose).pk}


def _absence(office: Office, whose: Someone) -> dict[str, object]:
    day = date(2026, 5, 1)
    absence, _ = Absence.objects.get_or_create(staff=office.staff(whose), from_date=day, to_date=day)
    return {"pk": absence.pk}


# Name of the address → the arguments of its url for an own or a foreign object.
OBJECTS: dict[str, Callable[[Office, Someone], dict[str, object]]] = {
    "absence_cancel": _absence,
    "client_history": _client,
    "staff_dismiss": _staff,
    "staff_password": _staff,
}
