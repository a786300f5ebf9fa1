"""A pytest plugin: the tests' database holds the default playbook, as every office does.

Loaded by ``-p`` in pyproject.toml. The playbook comes in when the database is made, and again after a test that had
to empty it (``transaction=True``): Django announces both by ``post_migrate``.
"""

from collections.abc import Iterator
from typing import Any

import pytest


@pytest.hookimpl(trylast=True)
def pytest_configure() -> None:
    """Listen, once Django is set up."""
    from django.apps import apps
    from django.db.models.signals import post_migrate

    post_migrate.connect(_stock, sender=apps.get_app_config("core"), dispatch_uid="stocked_database")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """No test inherits the language of a page that another asked for."""
    from django.utils import translation

    translation.deactivate()


def _stock(**_: Any) -> None:
    from mayak.core.playbook import load_pack

    load_pack()


@pytest.fixture(autouse=True)
def _settings_of_this_test() -> Iterator[None]:
    """The settings a test changes are rolled back with it, so the process must not remember them."""
    from mayak.core.office_settings import forget_settings

    forget_settings()
    yield
    forget_settings()
