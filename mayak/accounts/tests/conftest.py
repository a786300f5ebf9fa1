"""People with a password, and browsers that proved who sits there minutes or days ago."""

import time
from collections.abc import Callable

import pytest
from django.test import Client as Browser

from mayak.accounts.models import Staff
from mayak.accounts.tests.makers import make_staff

PASSWORD = "correct horse battery"
LogIn = Callable[..., Browser]


def with_password(**fields: object) -> Staff:
    """A member of staff who logs in with :data:`PASSWORD`."""
    person = make_staff(**fields)  # type: ignore[arg-type]
    person.set_password(PASSWORD)
    person.save()
    return person


def proved(browser: Browser, person: Staff, *, seconds_ago: float = 0) -> None:
    """As after a log-in by password so many seconds ago."""
    session = browser.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time() - seconds_ago}]
    session["_account_authentication_methods_user"] = str(person.pk)
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()


@pytest.fixture
def log_in() -> LogIn:
    """A browser of a person who has just proved who they are."""

    def open_browser(person: Staff, *, seconds_ago: float = 0) -> Browser:
        browser = Browser()
        browser.force_login(person)
        proved(browser, person, seconds_ago=seconds_ago)
        return browser

    return open_browser
