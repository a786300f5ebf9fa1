"""Every page needs the same few SQL statements, however many clients the person has (docs/performance.md).

A page is a GET address that answers a person with a whole document; parts and forms without GET are not pages.
The numbers stand in tests/query_baseline.py: a page that needs more, or fewer, or is new, says so there.
"""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from pytest_django.plugin import DjangoDbBlocker

from mayak.accounts.models import Staff
from mayak.accounts.tests.conftest import proved, with_password
from mayak.accounts.tests.makers import make_staff, make_team
from mayak.cases.models import Case
from mayak.clients.models import Client
from mayak.clients.tests.makers import make_client, make_contract, make_kit, make_person
from mayak.core import clock, office_settings
from mayak.core.playbook import ensure_playbook
from mayak.facts.services import refresh_facts
from mayak.money.models import Invoice
from mayak.privacy.services.viewing import write_views
from mayak.usage.models import UsageDay
from mayak.work.tests.makers import make_activity, make_agreement, make_done
from tests.matrix import OBJECTS, Office
from tests.query_baseline import STATEMENTS
from tests.test_access_matrix import INSIDE, Address

# Without the mark pytest-django would let the fixture below count in the real database.
pytestmark = pytest.mark.django_db

MOST = 12
FEW, MANY = 2, 30


@dataclass(frozen=True)
class Counted:
    """Statements of one page for a person with few and with many clients."""

    few: int
    many: int


@pytest.fixture(scope="module")
def pages(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> dict[str, Counted]:
    """Every page with its statements, counted once in one office."""
    patch = pytest.MonkeyPatch()
    # Settings are read anew every few seconds: whether that falls into a page would be a matter of luck.
    patch.setattr(office_settings, "FRESH_SECONDS", 3600.0)
    with django_db_blocker.unblock(), transaction.atomic():
        ensure_playbook()
        # What other tests opened waits to be written with the next page of the journal.
        write_views()
        few, many = _office_with(FEW), _office_with(MANY)
        refresh_facts()
        found = {address.name: (_count(address, few), _count(address, many)) for address in INSIDE}
        transaction.set_rollback(True)
    patch.undo()
    office_settings.forget_settings()
    return {
        name: Counted(small, large) for name, (small, large) in found.items() if small is not None and large is not None
    }


def test_a_page_needs_as_many_statements_for_many_clients_as_for_few(pages: dict[str, Counted]) -> None:
    assert {name: counted for name, counted in pages.items() if counted.few != counted.many} == {}


def test_no_page_needs_more_statements_than_the_budget(pages: dict[str, Counted]) -> None:
    assert {name: counted.many for name, counted in pages.items() if counted.many > MOST} == {}


def test_every_page_keeps_to_its_baseline(pages: dict[str, Counted]) -> None:
    counts = {name: counted.many for name, counted in sorted(pages.items())}
    changed = {name for name in counts.keys() | STATEMENTS.keys() if counts.get(name) != STATEMENTS.get(name)}
    lines = "\n".join(f'    "{name}": {number},' for name, number in counts.items())
    assert not changed, (
        f"SQL statements changed on {', '.join(sorted(changed))}. If that is meant, let STATEMENTS in "
        f"tests/query_baseline.py be:\n{lines}"
    )


def _office_with(number: int) -> Office:
    viewer, stranger = with_password(is_admin=True, team=make_team()), make_staff()
    clients = [_busy_client(viewer) for _place in range(number)]
    return Office(viewer, stranger, own=clients[0], foreign=make_client(expert=stranger))


def _busy_client(expert: Staff) -> Client:
    """A client with something in every table that pages show."""
    today = clock.today()
    client = make_client(expert=expert, manager=expert)
    person = make_person(client, phone="+79990000001", roles=["key_user"])
    make_kit(client, price_amount=Decimal(5000))
    make_contract(client, today - timedelta(days=300), ends_date=today + timedelta(days=20))
    make_done(client, expert, clock.now() - timedelta(days=9), person=person, comment="Говорили о новом")
    make_activity(client, expert, person=person)
    make_agreement(client, today - timedelta(days=1), person=person)
    Case.objects.create(client=client, kind="threat", title="Уходит", opened_at=clock.now(), owner=expert)
    UsageDay.objects.create(client=client, day=today - timedelta(days=12), logins=3)
    due = today - timedelta(days=30)
    Invoice.objects.create(
        client=client, number="1", issued_date=due, due_date=due, period=due.replace(day=1), amount=100
    )
    return client


def _count(address: Address, office: Office) -> int | None:
    """The statements of a second look; None when the address is no page."""
    if address.arguments and address.name not in OBJECTS:
        return None  # the access matrix complains of it
    browser = Browser()
    browser.force_login(office.viewer)
    proved(browser, office.viewer)
    url = address.url(office, "own")
    answer = browser.get(url)
    if answer.status_code != 200 or answer.streaming or b"<!doctype html" not in answer.content[:100].lower():
        return None
    with CaptureQueriesContext(connection) as captured:
        browser.get(url)
    return len(captured)
