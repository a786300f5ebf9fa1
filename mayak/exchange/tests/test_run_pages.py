"""The second half of an import on pages: the plan and its rows, the job at work, the result, undo, export."""

import io
import zipfile
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client as Browser
from pytest_django import DjangoAssertNumQueries, Settings
from python_calamine import CalamineWorkbook

from mayak.accounts.models import Staff
from mayak.accounts.tests.makers import make_staff
from mayak.clients.models import Client
from mayak.exchange import background
from mayak.exchange.export.services import write_export
from mayak.exchange.models import ImportRun, OfficeExport, PlanRow, RunState
from mayak.exchange.services import plan_import
from mayak.exchange.tests.makers import BASE, Rows, bring, write_folder, write_table

pytestmark = pytest.mark.django_db
TABLE: Rows = [
    ["id", "name", "service_mode", "since"],
    ["11", "Ромашка-2", "ДС", "2020-02-01"],
    ["13", "Новый", "ДС", ""],
    ["14", "", "ДС", "32.01.2020"],
]


@pytest.fixture
def admin() -> Staff:
    return make_staff(is_admin=True)


@pytest.fixture
def browser(client: Browser, admin: Staff, settings: Settings, tmp_path: Path) -> Browser:
    settings.MEDIA_ROOT = tmp_path / "media"
    client.force_login(admin)
    return client


@pytest.fixture
def run(tmp_path: Path, admin: Staff) -> ImportRun:
    bring(write_folder(tmp_path / "office", BASE))
    return plan_import(path=write_table(tmp_path / "clients.csv", TABLE), author=admin)


def do(run: ImportRun) -> ImportRun:
    """What the worker does with the job that was asked for."""
    run.refresh_from_db()
    background.work(run_id=run.pk, phase=run.progress.get("phase", ""), staff_id=run.author_id)
    run.refresh_from_db()
    return run


def text(browser: Browser, address: str) -> str:
    response = browser.get(address)
    assert response.status_code == 200, response.headers
    return response.content.decode()


def test_the_plan_shows_rows_with_what_to_do(browser: Browser, run: ImportRun) -> None:
    page = text(browser, f"/import/{run.pk}/")
    assert "<s>Ромашка</s>" in page
    assert "32.01.2020" in page
    assert "31.03.2026" in page
    assert "Новый" not in page
    assert "Новый" in text(browser, f"/import/{run.pk}/?table=clients&show=create")


def test_a_row_is_left_out_in_place(browser: Browser, run: ImportRun) -> None:
    row = PlanRow.objects.get(run=run, key="11")
    response = browser.post(f"/import/{run.pk}/rows/{row.pk}/", headers={"HX-Request": "true"})
    assert "df--out" in response.content.decode()
    assert response.headers["HX-Trigger"] == "mayak:plan"
    run.refresh_from_db()
    assert [run.counts["clients"][action] for action in ("create", "update", "skip", "error")] == [1, 0, 1, 1]
    assert browser.get(f"/import/{run.pk}/numbers/").status_code == 200
    assert browser.post(f"/import/{run.pk}/rows/{row.pk}/").headers["Location"].startswith(f"/import/{run.pk}/")


def test_commit_watch_result_undo(browser: Browser, run: ImportRun) -> None:
    address = f"/import/{run.pk}/"
    assert browser.post(f"{address}commit/").headers["Location"] == address
    assert f"{address}progress/" in text(browser, address)
    assert 'role="alert"' in text(browser, f"{address}progress/"), "no worker lives in the tests: the page says so"
    do(run)
    assert browser.get(f"{address}progress/").headers["HX-Refresh"] == "true"
    assert Client.objects.filter(external_id="13").exists()
    page = text(browser, address)
    assert f"{address}mistakes/" in page
    assert page.count(f"{address}undo/look/") == 1, "undo is offered once"
    Client.objects.filter(external_id="11").update(region="Москва")
    assert browser.post(f"{address}undo/look/").headers["Location"] == f"{address}undo/"
    page = text(browser, f"{address}undo/")
    assert "Прекратить просмотр" in page
    assert "ничего не внося" not in page, "a look writes nothing"
    do(run)
    page = text(browser, f"{address}undo/")
    assert "Ромашка-2" in page
    browser.post(f"{address}undo/")
    assert do(run).state == RunState.UNDONE
    assert not Client.objects.filter(external_id="13").exists()
    assert "Ромашка-2" in text(browser, f"{address}undo/")
    page = text(browser, address)
    assert f"{address}mistakes/" not in page, "nothing is left to do in what was undone"
    assert f"{address}undo/look/" not in page


def test_a_waiting_job_is_called_off(browser: Browser, run: ImportRun) -> None:
    browser.post(f"/import/{run.pk}/commit/")
    browser.post(f"/import/{run.pk}/stop/")
    assert do(run).state == RunState.PLANNED
    assert not Client.objects.filter(external_id="13").exists()


def test_bad_rows_are_downloaded(browser: Browser, run: ImportRun) -> None:
    response = browser.get(f"/import/{run.pk}/mistakes/")
    content = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert rows[1][1] == "14"


def test_a_plan_that_cannot_be_made_anew_says_why(browser: Browser, run: ImportRun) -> None:
    browser.post(f"/import/{run.pk}/plan/")
    assert do(run).state == RunState.PLANNED
    assert 'role="alert"' in text(browser, f"/import/{run.pk}/")


def test_queries(browser: Browser, run: ImportRun, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    browser.get("/export/")  # the session's own bookkeeping is done once
    with django_assert_max_num_queries(12):
        browser.get(f"/import/{run.pk}/")
    browser.post(f"/import/{run.pk}/commit/")
    with django_assert_max_num_queries(8):
        browser.get(f"/import/{run.pk}/progress/")
    do(run)
    with django_assert_max_num_queries(12):
        browser.get(f"/import/{run.pk}/")
    browser.post(f"/import/{run.pk}/undo/look/")
    do(run)
    with django_assert_max_num_queries(12):
        browser.get(f"/import/{run.pk}/undo/")


@pytest.mark.parametrize(("form", "tables"), [("xlsx", ["clients", "persons"]), ("zip", [])])
def test_an_export_is_written_journalled_downloaded(
    browser: Browser, run: ImportRun, form: str, tables: list[str]
) -> None:
    browser.post("/export/", {"form": form, "tables": tables} | ({} if tables else {"all": "on"}))
    export = OfficeExport.objects.get()
    assert text(browser, "/export/")
    write_export(export_id=export.pk)
    write_export(export_id=export.pk)
    response = browser.get(f"/export/{export.pk}/")
    content = io.BytesIO(b"".join(response.streaming_content))  # type: ignore[attr-defined]
    if form == "zip":
        assert len(zipfile.ZipFile(content).namelist()) == 27
    else:
        assert CalamineWorkbook.from_filelike(content).sheet_names == tables
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM accounts_securityevent WHERE kind = 'export'")
        assert cursor.fetchone()[0] == 2


def test_only_administrators(client: Browser, run: ImportRun) -> None:
    client.force_login(make_staff("director"))
    for address in ("mistakes/", "undo/", "progress/", "numbers/", ""):
        assert client.get(f"/import/{run.pk}/{address}").status_code in (403, 404)
    assert client.get("/export/").status_code in (403, 404)
