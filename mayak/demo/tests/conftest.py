"""One generated office for the whole module: building it for every test would take minutes."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection
from pytest_django import DjangoDbBlocker

from mayak.demo.services import build_demo

TODAY = date(2026, 11, 18)
CLIENTS = 300


@pytest.fixture(scope="module")
def office(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """An office of 300 clients on Wednesday, 18 November 2026; emptied after the module.

    The module's tests must be marked ``django_db``, or there is no test database to build it in.
    """
    with django_db_blocker.unblock():
        assert str(connection.settings_dict["NAME"]).startswith("test_")
        try:
            build_demo(clients=CLIENTS, today=TODAY, say=lambda line: None, judge=False)
            yield
        finally:
            call_command("flush", interactive=False, verbosity=0)
