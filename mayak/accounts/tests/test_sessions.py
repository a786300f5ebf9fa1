"""Sessions end: by idleness, by their owner, by an administrator, with every change of rights."""

import time

import pytest
from django.core.cache import cache
from django.test import Client as Browser

from mayak.accounts.models import Role, SecurityEvent, Staff, StaffSession
from mayak.accounts.office_settings import IDLE_MINUTES, SESSION_DAYS
from mayak.accounts.services import dismiss_staff, set_password
from mayak.accounts.sessions import MOMENTS, drop_dead_sessions
from mayak.accounts.tests.conftest import PASSWORD, LogIn, with_password
from mayak.accounts.tests.makers import make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    """Limits of attempts are kept in the cache."""
    cache.clear()


def _age(browser: Browser, **seconds: float) -> None:
    """Move a moment of the session into the past."""
    session = browser.session
    session[MOMENTS] = session[MOMENTS] | {name: time.time() - ago for name, ago in seconds.items()}
    session.save()


def _is_in(browser: Browser) -> bool:
    return browser.get("/security/").status_code == 200


def test_doing_nothing_for_long_ends_the_session_and_keeps_the_way_back(log_in: LogIn) -> None:
    browser = log_in(with_password())
    assert _is_in(browser)
    _age(browser, seen=IDLE_MINUTES.value * 60 + 1)
    answer = browser.get("/team/")
    assert answer["Location"] == "/login/?next=/team/"
    assert not StaffSession.objects.exists()
    assert SecurityEvent.objects.filter(kind="session_expired").exists()


def test_whoever_ticked_the_box_may_rest_longer_but_not_for_ever() -> None:
    person = with_password()
    browser = Browser()
    browser.post("/login/", {"login": person.login, "password": PASSWORD, "remember": "on"})
    assert _is_in(browser)
    _age(browser, seen=IDLE_MINUTES.value * 60 + 1)
    assert _is_in(browser)
    _age(browser, since=SESSION_DAYS.value * 86_400 + 1)
    assert not _is_in(browser)


def test_what_a_page_asks_by_itself_keeps_nobody_logged_in(log_in: LogIn) -> None:
    browser = log_in(with_password())
    _is_in(browser)
    _age(browser, seen=600)
    before = browser.session[MOMENTS]["seen"]
    state = browser.get("/session/", headers={"X-Mayak-Background": "1"}).json()
    assert browser.session[MOMENTS]["seen"] == before
    assert 0 < state["left"] <= IDLE_MINUTES.value * 60 - 600
    browser.post("/session/")
    assert browser.session[MOMENTS]["seen"] > before


def test_last_seen_is_written_at_most_once_a_minute(log_in: LogIn) -> None:
    browser = log_in(with_password())
    _is_in(browser)
    first = StaffSession.objects.get().seen_at
    _is_in(browser)
    assert StaffSession.objects.get().seen_at == first
    _age(browser, seen=61)
    _is_in(browser)
    assert StaffSession.objects.get().seen_at > first


def test_one_ends_a_session_elsewhere_and_all_the_others(log_in: LogIn) -> None:
    person = with_password()
    here, there, elsewhere = (log_in(person) for _place in range(3))
    assert all(map(_is_in, (here, there, elsewhere)))
    place = StaffSession.objects.get(session_key=there.session.session_key)
    here.post(f"/security/sessions/{place.pk}/end/")
    assert not _is_in(there)
    here.post("/security/sessions/end/")
    assert _is_in(here)
    assert not _is_in(elsewhere)


def _password(person: Staff) -> None:
    set_password(staff=person, password="another long phrase")


def _closed(person: Staff) -> None:
    dismiss_staff(staff=person)


def _role(person: Staff) -> None:
    # as an import or a command changes it: past every service
    Staff.objects.filter(pk=person.pk).update(role=Role.HOTLINE)


@pytest.mark.parametrize("change", [_password, _closed, _role], ids=["password", "closed", "role"])
def test_a_change_of_what_the_account_may_do_ends_its_sessions(log_in: LogIn, change: object) -> None:
    person = with_password(role=Role.EXPERT)
    browser = log_in(person)
    assert _is_in(browser)
    change(person)  # type: ignore[operator]
    assert not _is_in(browser)


def test_a_new_password_of_ones_own_keeps_this_session_only(log_in: LogIn) -> None:
    person = with_password()
    here, there = log_in(person), log_in(person)
    assert all(map(_is_in, (here, there)))
    typed = {"oldpassword": PASSWORD, "password1": "another long phrase", "password2": "another long phrase"}
    assert here.post("/password/", typed)["Location"] == "/security/"
    assert _is_in(here)
    assert not _is_in(there)
    assert "здесь" in here.get("/security/").content.decode()


def test_an_administrator_logs_a_person_out_everywhere(log_in: LogIn) -> None:
    person = with_password()
    browser = log_in(person)
    assert _is_in(browser)
    log_in(with_password(is_admin=True)).post(f"/team/{person.pk}/sessions/end/")
    assert not _is_in(browser)


def test_a_part_of_a_page_says_401_when_the_session_is_over() -> None:
    answer = Browser().get("/team/", headers={"HX-Request": "true"})
    assert answer.status_code == 401


def test_signed_in_pages_are_not_stored_and_carry_the_policy(log_in: LogIn) -> None:
    answer = log_in(make_staff()).get("/security/")
    assert answer["Cache-Control"] == "private, no-store"
    policy = answer["Content-Security-Policy"]
    for part in ("script-src 'self';", "object-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"):
        assert part in f"{policy};"
    assert "script-src 'self' " not in policy
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]


def test_dead_sessions_leave_the_list(log_in: LogIn) -> None:
    browser = log_in(with_password())
    _is_in(browser)
    browser.session.delete()
    drop_dead_sessions()
    assert not StaffSession.objects.exists()
