"""The first half of an import on pages: files, tables with a preview, columns, memory; what is refused and how."""

import io
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from pytest_django import DjangoAssertNumQueries, Settings
from python_calamine import CalamineWorkbook

from mayak.accounts.tests.makers import make_staff
from mayak.exchange import background, uploads
from mayak.exchange.choosing.choices import Choices, SourceChoice
from mayak.exchange.export.samples import write_samples
from mayak.exchange.models import ColumnMemory, ImportRun, RunState
from mayak.exchange.sources import contents
from mayak.exchange.storage import imports_folder
from mayak.exchange.tables import TABLES
from mayak.exchange.tests.damaged import WRONG, write_damaged
from mayak.exchange.tests.makers import bring, write_book

pytestmark = pytest.mark.django_db
CLIENTS = "id;name;service_mode\n1;Ромашка;ДС\n".encode()
PERSONS = "Код;Организация;ФИО;Моб. телефон;Увлечения\nP1;1;Рощина Анна;+79990000013;дача\n".encode("cp1251")


@pytest.fixture
def admin(client: Browser, settings: Settings, tmp_path: Path) -> Browser:
    settings.MEDIA_ROOT = tmp_path / "media"
    client.force_login(make_staff(is_admin=True))
    return client


def send(browser: Browser, *files: tuple[str, bytes], to: str = "/import/") -> str:
    """Upload; where the answer leads."""
    response = browser.post(to, {"files": [SimpleUploadedFile(name, content) for name, content in files]})
    assert response.status_code == 302, response.content.decode()
    return response.headers["Location"]


def chosen(number: int = 0) -> SourceChoice:
    return choices().sources[number]


def choices() -> Choices:
    return Choices.of(ImportRun.objects.exclude(choices={}).latest("pk").choices)


def stored() -> list[Path]:
    run = ImportRun.objects.latest("pk")
    return sorted((imports_folder() / run.folder).iterdir()) if run.folder else []


def zipped(**files: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


# --- files ----------------------------------------------------------------------------------------------------


def test_a_damaged_folder_becomes_tables_and_what_is_none_is_told(admin: Browser, tmp_path: Path) -> None:
    folder = write_damaged(tmp_path / "damaged")
    address = send(admin, *((path.name, path.read_bytes()) for path in sorted(folder.iterdir())))
    page = admin.get(address).content.decode()
    assert {source.table for source in choices().taken} == {
        "staff", "clients", "persons", "contracts", "invoices", "payments",
    }  # fmt: skip
    for name in WRONG:
        assert name in page
    encodings = {choices().file(source.file).name: source.encoding for source in choices().sources}
    assert encodings["Сотрудники.csv"] == encodings["kl_to_1c.txt"] == "cp866"
    assert encodings["выгрузка_лица_17-11.csv"] == "cp1251"
    assert encodings["Договоры 2026.csv"] == "utf-16"


def test_files_are_added_and_taken_out(admin: Browser) -> None:
    address = send(admin, ("clients.csv", CLIENTS))
    send(admin, ("лица.csv", PERSONS), to=address.replace("tables", "files"))
    assert len(choices().files) == len(stored()) == 2
    admin.post(f"{address.replace('tables/', 'files/1/remove/')}")
    assert [file.name for file in choices().files] == ["лица.csv"]
    assert len(stored()) == 1
    assert admin.post(f"{address.replace('tables/', 'files/2/remove/')}").headers["Location"] == "/import/"
    assert ImportRun.objects.get().state == RunState.DISCARDED
    assert stored() == []


def test_a_pasted_table(admin: Browser) -> None:
    response = admin.post("/import/", {"pasted": "id\tname\tservice_mode\n1\tРомашка\tДС\n"})
    assert response.status_code == 302
    assert (chosen().table, chosen().delimiter, chosen().rows) == ("clients", "\t", 1)
    assert admin.post("/import/", {"pasted": "просто слово"}).status_code == 422


def test_names_lead_nowhere_and_are_shown_escaped(admin: Browser) -> None:
    address = send(admin, ("../../<b>clients</b>.csv", CLIENTS))
    assert [path.suffix for path in stored()] == [".csv"]
    assert "<b>clients" not in admin.get(address).content.decode()


def test_cells_are_shown_escaped(admin: Browser) -> None:
    address = send(admin, ("clients.csv", "id;name;service_mode;<script>x\n1;<script>alert(1)</script>;ДС;\n".encode()))
    for page in (address, address.replace("tables", "columns")):
        text = admin.get(page).content.decode()
        assert "<script>alert" not in text
        assert "<script>x" not in text


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("договор.csv", b"%PDF-1.7", "PDF"),
        ("clients.xlsx", b"\x89PNG\r\n\x1a\n", "картинка"),
        ("clients.xls", b"<html><table><tr><td>id</td></tr></table>", "веб-страница"),
        ("clients.xlsx", contents.OLE + "EncryptedPackage".encode("utf-16-le"), "паролем"),
        ("clients.csv", contents.OLE + "WordDocument".encode("utf-16-le"), "Word"),
        ("clients.xlsx", zipped(**{"word/document.xml": b"x"}), "Word"),
        ("clients.rar", b"Rar!\x1a\x07", "архив"),
        ("clients.csv", b"\x7fELF\x00\x00\x01\x02\x03\x00", "не книга"),
        ("clients.csv", b"\xef\xbb\xbf\r\n", "пуст"),
        ("clients.xlsx", b"PK\x03\x04broken", "поврежд"),
        ("office.zip", zipped(**{"inner.zip": zipped(x=b"1")}), "архив внутри архива"),
    ],
)
def test_wrong_things_are_refused_with_advice(admin: Browser, name: str, content: bytes, word: str) -> None:
    response = admin.post("/import/", {"files": [SimpleUploadedFile(name, content)]}, HTTP_ACCEPT_LANGUAGE="ru")
    page = response.content.decode()
    assert response.status_code == 422
    assert 'role="alert"' in page
    assert word in page
    assert not ImportRun.objects.exists()


def test_an_archive_with_one_wrong_file_brings_the_others(admin: Browser) -> None:
    send(admin, ("office.zip", zipped(**{"a/../../clients.csv": CLIENTS, "b.pdf": b"%PDF", "__MACOSX/._c.csv": b"x"})))
    assert [file.name for file in choices().files] == ["clients.csv"]
    assert [item.name for item in choices().refused] == ["b.pdf"]


def test_a_bomb_is_stopped_by_what_really_comes_out(admin: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MOST_UNPACKED", 100_000)
    bomb = bytearray(zipped(**{"clients.csv": b"id;name\n" * 100_000}))
    # The directory of the archive says the entry is a hundred bytes long.
    place = bomb.rindex(b"PK\x01\x02")
    bomb[place + 24 : place + 28] = (100).to_bytes(4, "little")
    response = admin.post("/import/", {"files": [SimpleUploadedFile("x.zip", bytes(bomb))]}, HTTP_ACCEPT_LANGUAGE="ru")
    assert response.status_code == 422
    assert "распаковывается" in response.content.decode()
    assert not ImportRun.objects.exists()


def test_an_archive_that_tells_its_size_is_refused_unopened(admin: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MOST_UNPACKED", 2 << 20)
    bomb = zipped(**{"clients.csv": b"id;name\n" * 600_000})
    monkeypatch.setattr(uploads, "_unpack_entry", None)
    response = admin.post("/import/", {"files": [SimpleUploadedFile("x.zip", bomb)]}, HTTP_ACCEPT_LANGUAGE="ru")
    assert response.status_code == 422
    assert "распаковывается" in response.content.decode()


def test_a_quotation_mark_left_open_is_told_by_the_name_of_the_file(admin: Browser) -> None:
    content = 'id;name;service_mode\n1;"А;ДС\n2;Б;ДС\n'.encode()
    address = send(admin, ("мои клиенты.csv", content))
    assert "мои клиенты.csv:" in admin.get(address).content.decode()


def test_a_workbook_that_unpacks_to_too_much(admin: Browser, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(contents, "MOST_UNPACKED_BOOK", 10_000)
    path = write_book(tmp_path / "x.xlsx", {"clients": [["id", "name", "service_mode"], *([["1", "А", "ДС"]] * 3000)]})
    response = admin.post("/import/", {"files": [SimpleUploadedFile("x.xlsx", path.read_bytes())]})
    assert response.status_code == 422


def test_too_many_files(admin: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MOST_FILES", 1)
    sent = [SimpleUploadedFile(name, CLIENTS) for name in ("a.csv", "b.csv")]
    assert admin.post("/import/", {"files": sent}).status_code == 422


# --- tables ---------------------------------------------------------------------------------------------------


def test_switching_the_encoding_changes_the_preview(admin: Browser) -> None:
    address = send(admin, ("clients.csv", "Код;Наименование\n1;Ромашка\n".encode("koi8-r")))
    assert "Ромашка" in admin.get(address).content.decode()
    admin.post(f"{address}1/", {"encoding": "cp1251"})
    assert "Ромашка" not in admin.get(address).content.decode()
    assert not chosen().known
    admin.post(f"{address}1/", {"encoding": "koi8-r", "delimiter": "|"})
    assert len(chosen().columns) == 1
    assert chosen().warning
    admin.post(f"{address}1/", {"delimiter": ";"})
    assert [column.target for column in chosen().columns] == ["id", "name"]


def test_a_wrong_switch_taken_back_leaves_no_trace(admin: Browser) -> None:
    address = send(admin, ("выгрузка.csv", PERSONS))
    assert chosen().is_taken
    admin.post(f"{address}1/", {"table": "persons", "encoding": "koi8-r"})
    assert not chosen().is_taken
    admin.post(f"{address}1/", {"table": "", "encoding": "cp1251"})
    assert (chosen().is_taken, chosen().table, chosen().by) == (True, "persons", "headers")


def test_table_header_row_and_leaving_out(admin: Browser) -> None:
    lines = "Выгрузка;;\nа;б;в\nid;name;service_mode\n1;Ромашка;ДС\n"
    address = send(admin, ("прайс.csv", lines.encode()))
    assert (chosen().table, chosen().header_row) == ("clients", 3)
    admin.post(f"{address}1/", {"table": "", "header_row": "3"})
    assert not chosen().is_taken
    assert admin.get(address.replace("tables", "columns")).status_code == 302
    admin.post(f"{address}1/", {"table": "teams", "header_row": "3"})
    assert (chosen().table, chosen().is_taken, chosen().by) == ("teams", True, "person")
    admin.post(f"{address}1/", {"table": "teams", "header_row": "2"})
    assert [column.header for column in chosen().columns] == ["а", "б", "в"]


def test_a_file_like_no_table_is_put_aside_until_a_person_says_what_it_is(admin: Browser) -> None:
    address = send(admin, ("прайс.csv", "Товар;Остаток\nБумага;12\n".encode()))
    assert not chosen().is_taken
    admin.post(f"{address}1/", {"table": "materials"})
    assert chosen().is_taken
    assert [column.target for column in chosen().columns] == [None, None]


@pytest.mark.parametrize("sent", [{"encoding": "zip"}, {"delimiter": "x"}, {"table": "secrets"}, {"header_row": "999"}])
def test_choices_that_do_not_exist(admin: Browser, sent: dict[str, str]) -> None:
    address = send(admin, ("clients.csv", CLIENTS))
    assert admin.post(f"{address}1/", sent).status_code == 422


# --- columns --------------------------------------------------------------------------------------------------


def test_unknown_columns_must_be_answered(admin: Browser) -> None:
    columns = send(admin, ("clients.csv", CLIENTS), ("лица.csv", PERSONS)).replace("tables", "columns")
    page = admin.get(columns).content.decode()
    assert "Увлечения" in page
    targets = [column.target for column in chosen(1).columns]
    assert targets == ["id", "client", "full_name", "phones:mobile", None]
    assert admin.post(columns, {"plan": "1"}).status_code == 422
    admin.post(columns, {"source": "2", "column-4": "topics"})
    response = admin.post(columns, {"plan": "1", "remember": "on"})
    assert response.status_code == 302
    run = ImportRun.objects.get()
    background.work(run_id=run.pk, phase="plan", staff_id=run.author_id)
    run.refresh_from_db()
    assert (run.state, run.counts["persons"]["create"]) == (RunState.PLANNED, 1)
    values = run.rows.get(table="persons").values or {}
    assert (values["last_name"], values["first_name"], values["topics"]) == ("Рощина", "Анна", ["дача"])
    assert values["+phones"][0][:3] == ["+79990000013", "", "mobile"]


def test_two_columns_of_one_field_are_an_error_there_and_phones_are_joined(admin: Browser) -> None:
    table = "id;client;last_name;Тел;Второй тел;Чья\nP1;1;А;+79990000013;+79990000014;Б\n".encode()
    columns = send(admin, ("persons.csv", table)).replace("tables", "columns")
    answers = {"source": "1", "column-4": "phones:work", "column-5": "last_name"}
    admin.post(columns, answers)
    assert chosen().clashes == {"last_name"}
    assert 'aria-invalid="true"' in admin.get(columns).content.decode()
    assert admin.post(columns, {"plan": "1", "leave_rest": "on"}).status_code == 422
    admin.post(columns, {"source": "1", "column-5": "-"})
    assert chosen().clashes == set()


def test_a_missing_required_column_is_said(admin: Browser) -> None:
    columns = send(admin, ("clients.csv", "id;name\n1;Ромашка\n".encode())).replace("tables", "columns")
    assert "Вид сопровождения" in admin.get(columns, HTTP_ACCEPT_LANGUAGE="ru").content.decode()


def test_a_guess_is_proposed_and_never_applied(admin: Browser) -> None:
    table = "id;name;service_mode;Полное название\n1;Ромашка;ДС;ООО «Ромашка»\n".encode()
    columns = send(admin, ("clients.csv", table)).replace("tables", "columns")
    assert chosen().columns[3].target is None
    assert 'value="3=legal_name"' in admin.get(columns).content.decode()
    admin.post(columns, {"source": "1", "accept": "3=legal_name"})
    assert chosen().columns[3].target == "legal_name"


def test_the_columns_open_at_the_first_table_with_a_question(admin: Browser) -> None:
    columns = send(admin, ("clients.csv", CLIENTS), ("лица.csv", PERSONS)).replace("tables", "columns")
    assert 'name="source" value="2"' in admin.get(columns).content.decode()
    admin.post(columns, {"source": "2", "column-4": "topics"})
    assert 'name="source" value="1"' in admin.get(columns).content.decode(), "nothing is asked any more"
    assert 'name="source" value="2"' in admin.get(f"{columns}?source=2").content.decode()


def test_a_table_that_lacks_a_column_opens_before_one_that_is_ready(admin: Browser) -> None:
    lacking = "Код;ФИО;Моб. телефон\nP1;Рощина Анна;+79990000013\n".encode()
    columns = send(admin, ("clients.csv", CLIENTS), ("лица.csv", lacking)).replace("tables", "columns")
    assert [source.table for source in choices().sources] == ["clients", "persons"]
    assert choices().sources[1].missing
    assert not choices().sources[1].questions
    assert 'name="source" value="2"' in admin.get(columns).content.decode()


def test_answers_are_remembered_for_the_headers_used_again_and_forgotten(admin: Browser, tmp_path: Path) -> None:
    columns = send(admin, ("clients.csv", CLIENTS), ("лица.csv", PERSONS)).replace("tables", "columns")
    admin.post(columns, {"source": "2", "column-4": "topics"})
    admin.post(columns, {"plan": "1", "remember": "on"})
    assert ColumnMemory.objects.get().mapping["увлечения"] == "topics"
    columns = send(admin, ("другое имя.csv", PERSONS)).replace("tables", "columns")
    assert (chosen().columns[4].target, chosen().columns[4].by) == ("topics", "memory")
    assert chosen().questions == []
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "ещё.csv").write_bytes(PERSONS)
    assert bring(tmp_path / "x", is_dry=True).unmapped == []
    admin.post(columns, {"source": "1", "forget": "1"})
    assert not ColumnMemory.objects.exists()
    assert chosen().columns[4].target is None


def test_a_plan_is_dropped_when_its_files_change(admin: Browser) -> None:
    tables = send(admin, ("clients.csv", CLIENTS))
    admin.post(tables.replace("tables", "columns"), {"plan": "1"})
    run = ImportRun.objects.get()
    background.work(run_id=run.pk, phase="plan", staff_id=run.author_id)
    admin.post(f"{tables}1/", {"table": "clients", "header_row": "1"})
    run.refresh_from_db()
    assert (run.state, run.counts, run.rows.count()) == (RunState.UPLOADED, {}, 0)


# --- samples, rights, queries ---------------------------------------------------------------------------------


def test_the_samples_come_in_cleanly(tmp_path: Path) -> None:
    path = tmp_path / "samples.xlsx"
    path.write_bytes(write_samples().getvalue())
    assert CalamineWorkbook.from_path(str(path)).sheet_names[1:] == [table.label for table in TABLES]
    report = bring(path)
    assert report.failures == []
    assert report.unmapped == []
    assert {code: row["created"] for code, row in report.tables.items()} == {table.code: 2 for table in TABLES}
    assert not report.repaired


def test_the_samples_are_downloaded(admin: Browser) -> None:
    response = admin.get("/import/samples.xlsx")
    assert "attachment" in response.headers["Content-Disposition"]
    assert b"".join(iter(response))[:2] == b"PK"


def test_only_administrators(client: Browser) -> None:
    client.force_login(make_staff("director"))
    run = ImportRun.objects.create(
        created_at="2026-01-01T00:00Z", as_of_date="2026-01-01", state="uploaded", folder="x"
    )
    for address in ("tables/", "columns/"):
        assert client.get(f"/import/{run.pk}/{address}").status_code in (403, 404)
    assert client.post(f"/import/{run.pk}/files/").status_code in (403, 404)


def test_a_finished_import_is_not_changed(admin: Browser) -> None:
    tables = send(admin, ("clients.csv", CLIENTS))
    ImportRun.objects.update(state=RunState.COMMITTED)
    assert admin.get(tables).status_code == 302
    assert admin.post(f"{tables}1/", {"table": ""}).status_code == 409


def test_queries(admin: Browser, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    tables = send(admin, ("clients.csv", CLIENTS), ("лица.csv", PERSONS))
    for address in (tables, tables.replace("tables", "columns")):
        with django_assert_max_num_queries(12):
            admin.get(address)
