"""Every address × every role × own and foreign objects (design §2, O6).

An address without a declared policy fails; an address with an object must say in ``OBJECTS`` how to make one.
Outsiders get "not found", never a hint that the object exists.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.test import Client as Browser
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from mayak.accounts.access import AccessPolicy
from mayak.accounts.middleware import declared_policy
from mayak.accounts.models import Role, Staff
from mayak.accounts.tests.makers import make_staff, make_team
from tests.matrix import OBJECTS, Office, Someone, make_office

ROLES_OF_THE_POOL = [Role.EXPERT, Role.ACCOUNT_MANAGER, Role.TEAM_LEAD]
ROLES_OF_THE_OFFICE = [Role.DIRECTOR, Role.METHODOLOGIST, Role.HOTLINE]


@dataclass(frozen=True)
class Address:
    """One address of the product."""

    name: str
    arguments: tuple[str, ...]
    policy: AccessPolicy | None

    def url(self, office: Office, whose: Someone) -> str:
        """The address of an object of that someone's client."""
        return reverse(self.name, kwargs=OBJECTS[self.name](office, whose) if self.arguments else None)


def addresses(patterns: list[URLPattern | URLResolver] | None = None) -> Iterator[Address]:
    """All addresses of the product."""
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns)
        else:
            yield Address(
                pattern.name or str(pattern.pattern),
                tuple(pattern.pattern.converters),
                declared_policy(pattern.callback),
            )


EVERY = sorted({address.name: address for address in addresses()}.values(), key=lambda address: address.name)
INSIDE = [address for address in EVERY if address.policy and address.policy.needs_login]
OF_OBJECTS = [address for address in INSIDE if address.arguments and address.name in OBJECTS]
named = pytest.mark.parametrize("address", EVERY, ids=lambda address: address.name)


def _statuses(user: Staff | None, url: str) -> set[int]:
    """What a reading and a writing request answer (405 where the method is not meant)."""
    browser = Browser()
    if user is not None:
        browser.force_login(user)
    return {browser.get(url).status_code, browser.post(url, {}).status_code} - {405}


@named
def test_every_address_declares_who_may_open_it(address: Address) -> None:
    assert address.policy is not None, f"{address.name}: mark its view in mayak.accounts.access"


@named
def test_every_address_with_an_object_is_in_the_matrix(address: Address) -> None:
    assert not address.arguments or address.name in OBJECTS, f"{address.name}: add it to tests/matrix.py"


@pytest.mark.django_db
@pytest.mark.parametrize("address", INSIDE, ids=lambda address: address.name)
def test_nobody_enters_without_logging_in(address: Address) -> None:
    office = make_office(make_staff())
    browser = Browser()
    for answer in (browser.get(address.url(office, "own")), browser.post(address.url(office, "own"), {})):
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("account_login"))


@pytest.mark.django_db
@pytest.mark.parametrize("role", [*ROLES_OF_THE_POOL, *ROLES_OF_THE_OFFICE])
@pytest.mark.parametrize("address", INSIDE, ids=lambda address: address.name)
def test_the_declared_policy_decides(address: Address, role: Role) -> None:
    user = make_staff(role, team=make_team(), is_admin=False)
    office = make_office(user)
    assert address.policy is not None
    statuses = _statuses(user, address.url(office, "own"))
    if address.policy.allows(user):
        assert not statuses & {403, 404, 500}, f"{role} is refused at {address.name}"
    else:
        assert statuses == {403}, f"{role} is let in at {address.name}"


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES_OF_THE_POOL)
@pytest.mark.parametrize("address", OF_OBJECTS, ids=lambda address: address.name)
def test_a_foreign_object_is_not_found(address: Address, role: Role) -> None:
    user = make_staff(role, team=make_team(), is_admin=False)
    office = make_office(user)
    assert address.policy is not None
    if address.policy.allows(user):
        assert _statuses(user, address.url(office, "foreign")) == {404}, f"{role} sees a foreign {address.name}"
