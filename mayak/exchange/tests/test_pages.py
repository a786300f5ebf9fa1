"""The import pages: upload, plan, commit, result; who may; what is refused."""

import io
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from pytest_django import DjangoAssertNumQueries, Settings

from mayak.accounts.tests.makers import make_staff
from mayak.clients.models import Client
from mayak.exchange import background
from mayak.exchange.models import ImportRun, RunState
from mayak.exchange.tests.makers import BASE, write_folder

pytestmark = pytest.mark.django_db
GOOD = "id;name;service_mode\n1;Ромашка;ДС\n2;;ДС\n"


@pytest.fixture
def admin(client: Browser) -> Browser:
    client.force_login(make_staff(is_admin=True))
    return client


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> None:
    """Uploaded files go to a folder of the test."""
    settings.MEDIA_ROOT = tmp_path / "media"


def work(address: str) -> None:
    """What the worker does with the job that was asked for."""
    run = ImportRun.objects.get(pk=int(address.split("/")[2]))
    background.work(run_id=run.pk, phase=run.progress.get("phase", ""), staff_id=run.author_id)


def upload(browser: Browser, *files: tuple[str, bytes], **fields: str) -> str:
    """Upload and make the plan; its address."""
    sent = [SimpleUploadedFile(name, content) for name, content in files]
    tables = browser.post("/import/", {"files": sent}).headers["Location"]
    columns = tables.replace("tables", "columns")
    address = browser.post(columns, {"plan": "1", "leave_rest": "on", **fields}).headers["Location"]
    work(address)
    return address


def commit(browser: Browser, address: str) -> None:
    browser.post(f"{address}commit/")
    work(address)


def test_upload_plan_commit_result(admin: Browser) -> None:
    address = upload(admin, ("Клиенты.csv", GOOD.encode("cp1251")))
    page = admin.get(address).content.decode()
    assert "Клиенты" in page
    assert "Наименование" in page
    assert Client.objects.count() == 0
    commit(admin, address)
    assert Client.objects.get().name == "Ромашка"
    assert admin.get(address).status_code == 200
    assert ImportRun.objects.get().author is not None


def test_a_change_shows_before_and_after(admin: Browser) -> None:
    Client.objects.create(external_id="1", name="Была Роза", service_mode="remote")
    page = admin.get(upload(admin, ("clients.csv", GOOD.encode()))).content.decode()
    assert "<s>Была Роза</s>" in page


def test_all_or_nothing_offers_no_commit(admin: Browser) -> None:
    address = upload(admin, ("clients.csv", GOOD.encode()), whole="on")
    assert f"{address}commit/" not in admin.get(address).content.decode()
    commit(admin, address)
    assert ImportRun.objects.get().state == RunState.REFUSED


def test_a_plan_may_be_dropped(admin: Browser) -> None:
    address = upload(admin, ("clients.csv", GOOD.encode()))
    admin.post(f"{address}discard/")
    assert ImportRun.objects.get().state == RunState.DISCARDED
    assert admin.post(f"{address}commit/").status_code == 409


@pytest.mark.parametrize("compressed", ["office.zip", "clients.csv"])
def test_an_archive_is_unpacked_whatever_its_name(admin: Browser, tmp_path: Path, compressed: str) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path in write_folder(tmp_path, BASE).iterdir():
            archive.write(path, f"../../{path.name}")
    address = upload(admin, (compressed, packed.getvalue()))
    assert ImportRun.objects.get().counts["clients"]["create"] == 2
    assert address


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("clients.xlsx", b"\x89PNG picture"),
        ("clients.zip", b"PK\x03\x04broken"),
        ("x.csv", b""),
    ],
)
def test_what_cannot_be_read_is_told_with_what_to_do(admin: Browser, name: str, content: bytes) -> None:
    response = admin.post("/import/", {"files": [SimpleUploadedFile(name, content)]})
    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()
    assert ImportRun.objects.count() == 0


def test_nobody_takes_the_own_right_away(client: Browser) -> None:
    user = make_staff(is_admin=True, external_id="S1")
    client.force_login(user)
    table = f"id;login;last_name;first_name;role;is_admin\nS1;{user.login};Новая;Вера;expert;нет\n"
    commit(client, upload(client, ("staff.csv", table.encode())))
    user.refresh_from_db()
    assert (user.last_name, user.is_admin) == ("Новая", True)


def test_no_file(admin: Browser) -> None:
    assert admin.post("/import/", {}).status_code == 422


def test_only_administrators(client: Browser) -> None:
    client.force_login(make_staff("director"))
    assert client.get("/import/").status_code in (403, 404)
    assert client.post("/import/", {}).status_code in (403, 404)


def test_past_imports_are_listed(admin: Browser) -> None:
    upload(admin, ("clients.csv", GOOD.encode()))
    assert "clients.csv" in admin.get("/import/").content.decode()


def test_queries(admin: Browser, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    address = upload(admin, ("clients.csv", GOOD.encode()))
    with django_assert_max_num_queries(12):
        admin.get(address)
    with django_assert_max_num_queries(12):
        admin.get("/import/")
