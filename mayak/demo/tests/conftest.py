"""One generated office for the whole module: building it for every test would take minutes."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import transaction

from mayak.demo.services import build_demo

TODAY = date(2026, 11, 18)
CLIENTS = 300


@pytest.fixture(scope="module")
def office(django_db_setup: None, django_db_blocker: "pytest.FixtureRequest") -> Iterator[None]:
    """An office of 300 clients on Wednesday, 18 November 2026; undone after the module."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        build_demo(clients=CLIENTS, today=TODAY, say=lambda line: None, judge=False)
        yield
        transaction.set_rollback(True)
