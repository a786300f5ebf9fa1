"""The set-up page of an empty office; its way over real HTTP is in tests/crash."""

import re
from pathlib import Path

import pytest
from django.test import Client

from mayak.accounts.models import Staff
from mayak.core.models import Office
from mayak.server import setup_token, zones

TOKEN = "one-time"
FORM = {
    "token": TOKEN,
    "office_name": "Маячный",
    "timezone": "Asia/Omsk",
    "last_name": "Ладова",
    "first_name": "Вера",
    "login": "ladova",
    "password": "correct-horse-battery",
    "password_again": "correct-horse-battery",
}


@pytest.fixture
def visitor(db: None, settings: "pytest.FixtureRequest", tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Client:
    """A browser before an office that waits for its set-up with the token."""
    from django.conf import settings as now

    settings.HOME_DIR = tmp_path  # type: ignore[attr-defined]
    settings.TIME_ZONE = now.TIME_ZONE  # type: ignore[attr-defined]  # put back after the test
    monkeypatch.setattr(setup_token, "_is_set_up", False)
    assert setup_token.offer_setup(TOKEN)
    return Client(headers={"accept-language": "en"})


def test_token_is_kept_as_a_digest_only(visitor: Client, tmp_path: Path) -> None:
    assert re.fullmatch(r"[0-9a-f]{64}", (tmp_path / "setup-token").read_text())


def test_without_the_token_there_is_no_form(visitor: Client) -> None:
    assert b'name="password"' not in visitor.get("/setup/").content
    assert visitor.get("/setup/?token=guessed").status_code == 403
    assert visitor.post("/setup/", {**FORM, "token": ""}).status_code == 200
    assert not Staff.objects.exists()


def test_set_up_makes_the_office_and_its_administrator(visitor: Client) -> None:
    assert visitor.post("/setup/", FORM).status_code == 302
    staff = Staff.objects.get()
    assert (staff.login, staff.is_admin, staff.role) == ("ladova", True, "methodologist")
    office = Office.objects.get()
    assert (office.name, office.timezone) == ("Маячный", "Asia/Omsk")
    assert visitor.session["_auth_user_id"] == str(staff.pk)
    assert not setup_token.is_valid(TOKEN)
    assert visitor.get(f"/setup/?token={TOKEN}").status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"password_again": "other"},
        {"password": "short", "password_again": "short"},
        {"timezone": "Mars"},
        {"login": ""},
    ],
)
def test_wrong_entries_come_back_with_the_reason(visitor: Client, wrong: dict[str, str]) -> None:
    answer = visitor.post("/setup/", {**FORM, **wrong})
    assert answer.status_code == 422
    assert b'role="alert"' in answer.content
    assert FORM["password"].encode() not in answer.content
    assert not Staff.objects.exists()


def test_staff_without_a_password_leave_the_office_to_be_set_up(visitor: Client) -> None:
    Staff.objects.create_user("imported", None, last_name="И", first_name="И", role="expert")
    assert not setup_token.is_set_up()
    Staff.objects.create_user("keeper", "correct-horse-battery", last_name="К", first_name="К", role="expert")
    assert setup_token.is_set_up()


def test_zones_of_russia_come_first_by_their_distance_from_moscow(visitor: Client) -> None:
    page = visitor.get(f"/setup/?token={TOKEN}").content.decode()
    labels = re.findall(r'<option value="([^"]+)"[^>]*>([^<]+)<', page)
    assert labels[0] == ("Europe/Kaliningrad", "MSK−1 · Kaliningrad")
    assert labels[1] == ("Europe/Moscow", "MSK · Moscow")
    assert ("Asia/Kamchatka", "MSK+9 · Kamchatka") in labels[:30]
    assert {"Europe/Berlin", "Asia/Almaty", "UTC"} <= {zone for zone, _label in labels[20:]}
    assert page.count(" selected>") == 1


@pytest.mark.parametrize(
    ("machine", "expected"), [("Asia/Omsk", "Asia/Omsk"), ("Etc/UTC", "Europe/Moscow"), ("Mars", "Europe/Moscow")]
)
def test_the_machine_proposes_its_zone(machine: str, expected: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", machine)
    monkeypatch.delenv("MAYAK_TIMEZONE", raising=False)
    assert zones.default_zone() == expected


def test_zone_of_the_machine_is_read_from_its_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TZ", raising=False)
    assert zones.machine_zone(tmp_path) == ""
    (tmp_path / "localtime").symlink_to("/usr/share/zoneinfo/Asia/Omsk")
    assert zones.machine_zone(tmp_path) == "Asia/Omsk"
    (tmp_path / "timezone").write_text("Asia/Tomsk\n")
    assert zones.machine_zone(tmp_path) == "Asia/Tomsk"


def test_the_office_may_begin_with_another_playbook(visitor: Client) -> None:
    page = visitor.get(f"/setup/?token={TOKEN}").content.decode()
    assert re.findall(r'<select name="playbook".*?<option value="(\w+)"', page, re.DOTALL) == ["ric"]
    assert visitor.post("/setup/", {**FORM, "playbook": "saas"}).status_code == 302
    assert Office.objects.get().playbook == "saas"
