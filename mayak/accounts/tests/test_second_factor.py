"""Apps, recovery codes, passkeys, and the office that asks for them."""

import re
import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client as Browser

from mayak.accounts.models import EventKind, Role, SecurityEvent, Staff
from mayak.accounts.office_settings import SECOND_FACTOR_GRACE_DAYS, SECOND_FACTOR_ROLES
from mayak.accounts.tests.conftest import PASSWORD, LogIn, with_password
from mayak.accounts.tests.makers import make_passkey, make_staff
from mayak.core.office_settings import change_settings

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    """Limits of attempts and used codes are kept in the cache."""
    cache.clear()


def code_of(secret: str, steps: int = 0) -> str:
    """What the app shows now (``steps`` of 30 s later)."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps)))


def set_up_app(browser: Browser) -> tuple[str, list[str]]:
    """Set an app up as a person does; its secret and the recovery codes."""
    page = browser.get("/security/app/").content.decode()
    secret = re.search(r'id="totp-secret"[^>]*>([A-Z2-7]+)<', page)
    assert secret, page
    done = browser.post("/security/app/", {"code": code_of(secret[1])}).content.decode()
    return secret[1], re.findall(r"<li class=\"code\"[^>]*>(\d{4} \d{4})</li>", done)


def answer_password(person: Staff) -> tuple[Browser, Any]:
    """The first question of a log-in, answered right."""
    browser = Browser()
    return browser, browser.post("/login/", {"login": person.login, "password": PASSWORD})


def test_an_app_is_asked_from_the_next_log_in_on(log_in: LogIn) -> None:
    person = with_password()
    secret, codes = set_up_app(log_in(person))
    assert len(codes) == 10
    browser, answer = answer_password(person)
    assert answer["Location"] == "/login/code/"
    assert browser.get("/").status_code == 302
    wrong = browser.post("/login/code/", {"code": "000000"})
    assert wrong.status_code == 422
    right = browser.post("/login/code/", {"code": code_of(secret, 1)})
    assert right["Location"] == "/"
    assert browser.get("/security/").status_code == 200
    kinds = list(SecurityEvent.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == [EventKind.FACTOR_ADDED, EventKind.FACTOR_FAILED, EventKind.LOGIN]


def test_a_code_counts_once_even_within_its_life(log_in: LogIn) -> None:
    person = with_password()
    secret, _codes = set_up_app(log_in(person))
    code = code_of(secret, 1)
    for expected in (302, 422):
        browser, _answer = answer_password(person)
        assert browser.post("/login/code/", {"code": code}).status_code == expected


def test_a_recovery_code_lets_in_once(log_in: LogIn) -> None:
    person = with_password()
    _secret, codes = set_up_app(log_in(person))
    for expected in (302, 422):
        browser, _answer = answer_password(person)
        assert browser.post("/login/code/", {"code": codes[0]}).status_code == expected


def test_the_secret_is_sealed_in_the_database(log_in: LogIn) -> None:
    person = with_password()
    secret, _codes = set_up_app(log_in(person))
    kept = Authenticator.objects.get(user=person, type="totp").data["secret"]
    assert secret not in kept
    assert kept.startswith("sealed:")


def test_an_important_step_takes_a_code_instead_of_the_password(log_in: LogIn) -> None:
    person = with_password()
    secret, _codes = set_up_app(log_in(person))
    late = log_in(person, seconds_ago=3600)
    asked = late.post("/security/codes/").content.decode()
    assert 'name="confirm_code"' in asked
    done = late.post("/security/codes/", {"confirm_code": code_of(secret, 1)}).content.decode()
    assert len(re.findall(r"<li class=\"code\"", done)) == 10


def test_a_role_that_must_have_it_is_led_to_set_it_up_and_nowhere_else(log_in: LogIn) -> None:
    change_settings({SECOND_FACTOR_ROLES.name: [Role.EXPERT], SECOND_FACTOR_GRACE_DAYS.name: 0})
    person = with_password(role=Role.EXPERT)
    browser = log_in(person)
    for address in ("/", "/security/", "/team/"):
        assert browser.get(address)["Location"] == "/security/needed/"
    assert "Позже" not in browser.get("/security/needed/").content.decode()
    assert browser.post("/security/needed/")["Location"] == "/"
    assert browser.get("/")["Location"] == "/security/needed/"
    set_up_app(browser)
    assert browser.get("/security/").status_code == 200
    assert log_in(with_password(role=Role.HOTLINE)).get("/security/").status_code == 200


def test_within_the_days_of_grace_one_may_put_it_off_until_the_next_log_in(log_in: LogIn) -> None:
    change_settings({SECOND_FACTOR_ROLES.name: ["administrators"], SECOND_FACTOR_GRACE_DAYS.name: 3})
    person = with_password(is_admin=True)
    browser = log_in(person)
    assert browser.get("/security/")["Location"] == "/security/needed/"
    assert "3 дня" in browser.get("/security/needed/").content.decode()
    browser.post("/security/needed/")
    assert browser.get("/security/").status_code == 200
    assert log_in(person).get("/security/")["Location"] == "/security/needed/"


def test_an_administrator_resets_a_lost_factor_and_that_is_written_down(log_in: LogIn) -> None:
    person = with_password()
    theirs = log_in(person)
    set_up_app(theirs)
    administrator = with_password(is_admin=True)
    late = log_in(administrator, seconds_ago=3600)
    assert "confirm_password" in late.post(f"/team/{person.pk}/factor/reset/").content.decode()
    late.post(f"/team/{person.pk}/factor/reset/", {"confirm_password": PASSWORD})
    assert not Authenticator.objects.filter(user=person).exists()
    assert theirs.get("/security/").status_code == 302
    told = SecurityEvent.objects.get(kind=EventKind.FACTOR_RESET)
    assert (told.staff_id, told.subject_id) == (administrator.pk, person.pk)


def test_a_passkey_is_renamed_and_removed_by_its_owner(log_in: LogIn) -> None:
    person = with_password()
    passkey = make_passkey(person)
    browser = log_in(person)
    browser.post(f"/security/passkeys/{passkey.pk}/", {"name": "Телефон"})
    assert "Телефон" in browser.get("/security/").content.decode()
    browser.post(f"/security/passkeys/{passkey.pk}/remove/")
    assert not Authenticator.objects.filter(user=person).exists()


def test_passkeys_are_said_not_to_work_over_plain_http(log_in: LogIn) -> None:
    page = log_in(make_staff()).get("/security/", HTTP_HOST="10.0.0.5:8000").content.decode()
    assert "по\xa0https" in page
    assert 'href="/security/passkeys/add/"' not in page
