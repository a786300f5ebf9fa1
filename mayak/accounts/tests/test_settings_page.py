"""The editor of the office's settings."""

import time

import pytest
from django.test import Client as Browser
from django.urls import reverse

from mayak.accounts.models import Staff
from mayak.accounts.office_settings import IDLE_MINUTES, SECOND_FACTOR_ROLES
from mayak.accounts.settings_form import field_name, groups
from mayak.accounts.tests.makers import make_staff
from mayak.core.models import OfficeSetting
from mayak.core.office_settings import Kind, Setting, forget_settings, register

pytestmark = pytest.mark.django_db

ADDRESS = "/settings/?group=security"
PASSWORD = "correct horse battery"


@pytest.fixture
def administrator() -> Staff:
    """An administrator with a password."""
    person = make_staff(is_admin=True)
    person.set_password(PASSWORD)
    person.save()
    return person


@pytest.fixture
def desk(administrator: Staff) -> Browser:
    """The administrator's browser, logged in long ago."""
    desk = Browser()
    desk.force_login(administrator)
    return desk


def _as_shown(**changed: object) -> dict[str, object]:
    """The form as the page shows it, with some values typed over."""
    values = {field_name(item): item.value for item in groups()["security"]}
    return {**values, **{name.replace(".", "__"): value for name, value in changed.items()}}


def test_every_declared_group_has_a_page(desk: Browser) -> None:
    for key in groups():
        assert desk.get(f"/settings/?group={key}").status_code == 200


def test_a_change_of_security_asks_for_the_password_and_keeps_what_was_typed(desk: Browser) -> None:
    sent = _as_shown(security__idle_minutes=45, security__second_factor_roles=["director", "expert"])
    asked = desk.post(ADDRESS, sent)
    assert "confirm_password" in asked.content.decode()
    assert not OfficeSetting.objects.exists()
    wrong = desk.post(ADDRESS, {**sent, "confirm_password": "something else"})
    assert wrong.status_code == 422
    assert not OfficeSetting.objects.exists()
    answered = desk.post(ADDRESS, {**sent, "confirm_password": PASSWORD})
    assert answered.status_code == 302
    forget_settings()
    assert (IDLE_MINUTES.value, SECOND_FACTOR_ROLES.value) == (45, ["director", "expert"])
    assert set(OfficeSetting.objects.values_list("name", flat=True)) == {IDLE_MINUTES.name, SECOND_FACTOR_ROLES.name}


def _proved(desk: Browser, person: Staff) -> None:
    session = desk.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session["_account_authentication_methods_user"] = str(person.pk)
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()


def test_an_error_stands_at_its_field(desk: Browser, administrator: Staff) -> None:
    _proved(desk, administrator)
    answer = desk.post(ADDRESS, _as_shown(security__idle_minutes=1))
    assert answer.status_code == 422
    assert 'id="id_security__idle_minutes_error"' in answer.content.decode()


def test_a_default_comes_back_and_the_history_tells_both_steps(desk: Browser, administrator: Staff) -> None:
    _proved(desk, administrator)
    desk.post(ADDRESS, _as_shown(security__idle_minutes=45))
    desk.post(ADDRESS, {**_as_shown(), "restore": IDLE_MINUTES.name})
    assert IDLE_MINUTES.value == IDLE_MINUTES.default
    page = desk.get(ADDRESS).content.decode()
    assert "120 минут → 45 минут" in page
    assert "45 минут → 120 минут" in page


def test_a_secret_is_stored_sealed_and_never_shown(desk: Browser, administrator: Staff) -> None:
    secret = register(Setting("test_mail.password", Kind.TEXT, "", label="Key", group="Test mail", is_secret=True))
    try:
        desk.post("/settings/?group=test_mail", {"test_mail__password": "s3cret"})
        assert secret.value == "s3cret"
        assert "s3cret" not in str(OfficeSetting.objects.get(name=secret.name).value)
        assert "s3cret" not in desk.get("/settings/?group=test_mail").content.decode()
        desk.post("/settings/?group=test_mail", {"test_mail__password": ""})
        forget_settings()
        assert secret.value == "s3cret"
    finally:
        from mayak.core import office_settings

        del office_settings._settings[secret.name]


def test_only_administrators_edit_settings() -> None:
    desk = Browser()
    desk.force_login(make_staff())
    assert desk.get(reverse("office_settings")).status_code == 403
