"""Taking a person's data out, erasing them in two steps, and who may."""

import json
import zipfile
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from mayak.accounts.models import EventKind, SecurityEvent, Staff
from mayak.accounts.tests.conftest import LogIn, log_in, with_password  # noqa: F401
from mayak.accounts.tests.makers import make_staff, make_team
from mayak.card.tests.makers import make_indicator, make_value
from mayak.clients.models import Consent
from mayak.clients.tests.makers import make_client, make_person
from mayak.core import clock
from mayak.core.office_settings import change_settings
from mayak.privacy.models import DataAccess, Deed, Erasure, PersonExport
from mayak.privacy.services import exporting
from mayak.privacy.services.erasing import carry_out
from mayak.privacy.services.retiring import erase_those_who_left, forget_exports, those_who_left
from mayak.privacy.tests.makers import Known, make_known_person
from mayak.work.tests.makers import make_activity

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_media(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"  # type: ignore[attr-defined]


@pytest.fixture
def known() -> Known:
    return make_known_person()


def taken_out(log_in: LogIn, known: Known, form: str) -> bytes:  # noqa: F811
    browser = log_in(known.expert)
    assert browser.post(f"/privacy/persons/{known.person.pk}/export/", {"form": form}).status_code == 302
    export = PersonExport.objects.latest("pk")
    answer = browser.get(f"/privacy/exports/{export.pk}/")
    return b"".join(answer)


def test_everything_about_the_person_as_json(log_in: LogIn, known: Known) -> None:  # noqa: F811
    indicator = make_indicator("fleet", value_type="text", choices=[])
    make_value(known.person.client, indicator, "шесть машин", clock.today(), told_by=known.person)
    content = json.loads(taken_out(log_in, known, "json"))
    sections = {section["code"]: section for section in content["sections"]}
    assert "шесть машин" in [row["value"] for row in sections["card.IndicatorValue"]["rows"]]
    assert [row["what"] for row in sections["privacy.DataAccess"]["rows"]] == ["выгрузка"]
    person = sections["clients.Person"]
    assert person["rows"][0]["last_name"] == "Рощинская"
    assert person["labels"]["last_name"] == "Фамилия"
    assert person["rows"][0]["roles"] == "ключевой пользователь"
    expected = {"clients.PersonPhone", "clients.PersonEmail", "clients.Consent", "work.Activity", "work.Agreement"}
    expected |= {"usage.HotlineRequest", "usage.Attendance", "usage.MailEvent", "usage.Training", "cases.Case"}
    assert expected | {"history"} <= set(sections)
    assert any("Хранительница печати" in row["was"] for row in sections["history"]["rows"])
    assert "собирается на пенсию" in sections["work.Activity"]["rows"][0]["comment"]


def test_the_same_as_a_workbook(log_in: LogIn, known: Known) -> None:  # noqa: F811
    book = CalamineWorkbook.from_filelike(BytesIO(taken_out(log_in, known, "xlsx")))
    assert book.sheet_names[0] == "Содержание"
    rows = book.get_sheet_by_name("Телефоны").to_python()
    assert "Номер" in rows[0]
    assert any("+79990001234" in row for row in rows[1:])


def test_both_in_an_archive(log_in: LogIn, known: Known) -> None:  # noqa: F811
    archive = zipfile.ZipFile(BytesIO(taken_out(log_in, known, "zip")))
    assert {"person.json", "person.xlsx"} <= set(archive.namelist())


def test_it_is_journalled(log_in: LogIn, known: Known) -> None:  # noqa: F811
    taken_out(log_in, known, "json")
    assert DataAccess.objects.filter(deed=Deed.EXPORTED, subject_id=known.person.pk, staff_id=known.expert.pk).exists()
    details = SecurityEvent.objects.filter(kind=EventKind.EXPORT).values_list("detail", flat=True)
    assert details
    assert not any("Рощинск" in detail for detail in details)


def test_a_large_one_is_the_workers(log_in: LogIn, known: Known, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    monkeypatch.setattr(exporting, "MOST_AT_ONCE", 3)
    browser = log_in(known.expert)
    browser.post(f"/privacy/persons/{known.person.pk}/export/", {"form": "json"})
    export = PersonExport.objects.get()
    assert export.finished_at is None
    assert "записывается" in browser.get(f"/privacy/persons/{known.person.pk}/").content.decode()
    exporting.write_export(export_id=export.pk)
    export.refresh_from_db()
    assert export.file


def test_a_password_is_asked_first(log_in: LogIn, known: Known) -> None:  # noqa: F811
    expert = with_password(team=known.expert.team)
    known.client.responsibilities.update(staff=expert)
    browser = log_in(expert, seconds_ago=3600)
    answer = browser.post(f"/privacy/persons/{known.person.pk}/export/", {"form": "json"})
    assert answer.status_code == 200
    assert not PersonExport.objects.exists()


def test_an_unknown_form_is_refused(log_in: LogIn, known: Known) -> None:  # noqa: F811
    answer = log_in(known.expert).post(f"/privacy/persons/{known.person.pk}/export/", {"form": "exe"})
    assert answer.status_code == 422


def test_files_go_after_a_week(log_in: LogIn, known: Known) -> None:  # noqa: F811
    taken_out(log_in, known, "json")
    PersonExport.objects.update(created_at=clock.real_now() - timedelta(days=8))
    assert forget_exports() == 1
    assert list(exporting.exports_folder().glob("*.json")) == []
    browser = log_in(known.expert)
    assert browser.get(f"/privacy/exports/{PersonExport.objects.get().pk}/").status_code == 404


# --- erasing ----------------------------------------------------------------------------------------------------


def test_two_steps_and_it_is_asked_for(log_in: LogIn, known: Known) -> None:  # noqa: F811
    browser, url = log_in(make_staff("director")), f"/privacy/persons/{known.person.pk}/erase/"
    assert "Будет удалено" in browser.get(url).content.decode()
    second = browser.post(url, {"reason": "Заявление от 12 мая"})
    assert second.status_code == 200
    assert "Удалить навсегда" in second.content.decode()
    assert not Erasure.objects.exists()
    given = {"reason": "Заявление от 12 мая", "surname": "рощинская", "is_confirmed": "on"}
    assert browser.post(url, given).status_code == 302
    carry_out(erasure_id=Erasure.objects.get().pk)
    page = browser.get(f"/privacy/persons/{known.person.pk}/").content.decode()
    assert "Данные удалены" in page
    assert browser.get(url).status_code == 404


@pytest.mark.parametrize(
    "given",
    [
        {"reason": " "},
        {"reason": "Заявление", "surname": "Другая", "is_confirmed": "on"},
        {"reason": "Заявление", "surname": "Рощинская"},
    ],
    ids=["no reason", "another surname", "not confirmed"],
)
def test_a_step_that_lacks_something_is_shown_again(log_in: LogIn, known: Known, given: dict[str, str]) -> None:  # noqa: F811
    answer = log_in(make_staff("director")).post(f"/privacy/persons/{known.person.pk}/erase/", given)
    assert answer.status_code == 422
    assert not Erasure.objects.exists()


def test_asked_twice_says_so(log_in: LogIn, known: Known) -> None:  # noqa: F811
    browser, url = log_in(make_staff("director")), f"/privacy/persons/{known.person.pk}/erase/"
    given = {"reason": "Заявление", "surname": "Рощинская", "is_confirmed": "on"}
    browser.post(url, given)
    assert browser.post(url, given).status_code == 409
    assert Erasure.objects.count() == 1


def staff_of(role: str) -> Staff:
    return make_staff(role, team=make_team())


@pytest.mark.parametrize(("role", "status"), [("expert", 403), ("hotline", 403), ("team_lead", 404), ("director", 200)])
def test_who_may_erase(log_in: LogIn, known: Known, role: str, status: int) -> None:  # noqa: F811
    assert log_in(staff_of(role)).get(f"/privacy/persons/{known.person.pk}/erase/").status_code == status


def test_administrators_answer_for_all_data(log_in: LogIn, known: Known) -> None:  # noqa: F811
    admin = log_in(make_staff(is_admin=True))
    for path in ("", "erase/"):
        assert admin.get(f"/privacy/persons/{known.person.pk}/{path}").status_code == 200


# --- who left long ago --------------------------------------------------------------------------------------------


def test_who_left_long_ago_goes_only_when_the_office_says_so() -> None:
    client = make_client()
    long_ago = clock.today() - timedelta(days=1200)
    gone = make_person(client, last_name="Ушедшая", left_date=long_ago)
    make_person(client, last_name="Недавняя", left_date=clock.today() - timedelta(days=100))
    make_person(client, last_name="Здешняя")
    needed = make_person(client, last_name="Нужная", left_date=long_ago)
    make_activity(client, make_staff(), person=needed)
    agreed = make_person(client, last_name="Согласная", left_date=long_ago)
    Consent.objects.create(person=agreed, purpose="Рассылка", channel="email", given_date=long_ago)
    assert list(those_who_left(36)) == [gone]
    assert erase_those_who_left() == 0
    change_settings({"retention.left_persons_months": 36})
    assert erase_those_who_left() == 1
    gone.refresh_from_db()
    assert gone.erasure.erased_at
    assert erase_those_who_left() == 0


def test_the_preview_of_a_term(log_in: LogIn) -> None:  # noqa: F811
    make_person(make_client(), last_name="Ушедшая", left_date=clock.today() - timedelta(days=500))
    admin = log_in(make_staff(is_admin=True))
    assert "Ушедшая" not in admin.get("/privacy/left/").content.decode()
    assert "Ушедшая" in admin.get("/privacy/left/", {"months": "12"}).content.decode()
