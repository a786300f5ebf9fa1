"""A newcomer brings a folder of damaged tables in: says what is asked, looks at what was mended, makes the plan."""

from pathlib import Path

import pytest
import xlsxwriter
from playwright.sync_api import expect
from python_calamine import CalamineWorkbook

from mayak.exchange.tests.damaged import WRONG, write_damaged
from tests.e2e.conftest import Sit
from tests.e2e.importing import PLAN_SECONDS, to_the_plan, upload
from tests.e2e.seat import Seat


@pytest.fixture
def administrator(sit: Sit) -> Seat:
    """Вера Ладова, who looks after the data."""
    seat = sit()
    seat.log_in_as_demo("Вера Ладова")
    return seat


def test_from_a_damaged_folder_to_a_plan(administrator: Seat, tmp_path: Path) -> None:
    page = administrator.page
    folder = write_damaged(tmp_path / "damaged")
    upload(administrator, *sorted(folder.iterdir()))

    # what is no table is told, everything else came in
    for name in WRONG:
        expect(page.locator("[role=alert]", has_text=name)).to_be_visible()
    expect(page.locator(".fl tfoot")).to_contain_text("6 таблиц узнано")
    persons = page.locator(".fl tr", has_text="выгрузка_лица")
    expect(persons).to_contain_text("2 столбца не узнаны")

    # a wrong encoding shows at once that it is wrong, and goes back
    persons.locator("a").first.click()
    expect(page.locator(".pv__t")).to_contain_text("Рощина Анна Олеговна")
    page.select_option("#as-encoding", "koi8-r")
    expect(page.locator(".pv__t")).not_to_contain_text("Рощина Анна Олеговна")
    page.select_option("#as-encoding", "cp1251")
    expect(page.locator(".pv__t")).to_contain_text("Рощина Анна Олеговна")

    # the plan waits until every column has an answer
    page.get_by_role("link", name="К столбцам").click()
    expect(page.locator(".mp__menu [aria-current]")).to_contain_text("Контактные лица")
    expect(page.locator(".mp tr", has_text="7.9E+10")).to_contain_text("потерялись цифры")
    administrator.expect_trouble("422")
    page.get_by_role("button", name="Составить план").click()
    expect(page.locator("[role=alert]")).to_contain_text("Увлечения")
    page.get_by_role("button", name="Должность").click()
    expect(page.locator(".mp tr", has_text="Долж.")).to_contain_text("вы указали")
    page.locator(".mp tr", has_text="Увлечения").locator("select").select_option(label="Личные темы")
    expect(page.locator(".pagehead__sub")).to_contain_text("вопросов не осталось")

    page.get_by_role("button", name="Составить план").click()
    expect(page.locator("h1")).to_have_text("План загрузки", timeout=PLAN_SECONDS)
    expect(page.locator("main")).to_contain_text("7.7E+09")


def test_a_table_from_the_clipboard(administrator: Seat) -> None:
    page = administrator.page
    administrator.go("/import/")
    page.evaluate(
        """() => {
          const data = new DataTransfer();
          data.setData("text/plain", "id\\tname\\tservice_mode\\nX1\\tРомашка\\tДС\\n");
          const told = { clipboardData: data, bubbles: true, cancelable: true };
          document.body.dispatchEvent(new ClipboardEvent("paste", told));
        }"""
    )
    page.wait_for_url("**/tables/")
    expect(page.locator(".fl tbody")).to_contain_text("Клиенты")
    page.get_by_role("button", name="Убрать всё").click()
    page.wait_for_url("**/import/")


def test_a_dropped_file_is_taken(administrator: Seat) -> None:
    page = administrator.page
    administrator.go("/import/")
    page.evaluate(
        """() => {
          const data = new DataTransfer();
          data.items.add(new File(["id;name;service_mode\\nX2;Лютик;КС\\n"], "clients.csv", { type: "text/csv" }));
          const zone = document.querySelector("form[data-upload]");
          zone.dispatchEvent(new DragEvent("dragenter", { dataTransfer: data, bubbles: true }));
          zone.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
        }"""
    )
    page.wait_for_url("**/tables/")
    expect(page.locator(".fl tbody")).to_contain_text("clients.csv")


def test_good_rows_in_bad_ones_mended_and_all_undone(administrator: Seat, tmp_path: Path) -> None:
    page = administrator.page
    table = tmp_path / "Клиенты.csv"
    rows = ["Код;Наименование;Вид сопровождения;Клиент с", "007;Ромашковый двор;ДС;31.03.2020"]
    table.write_text("\n".join([*rows, "008;Лютиков двор;ДС;31.02.2020"]), encoding="cp1251")
    bring_in(administrator, table, "Внести хорошие строки, 1")
    expect(page.locator("h1")).to_have_text("Внесена 1 строка", timeout=PLAN_SECONDS)
    first = page.url

    with page.expect_download() as given:
        page.get_by_role("link", name="Скачать").click()
    mended = mend(Path(given.value.path()), tmp_path / "исправлено.xlsx", "31.02.2020", "29.02.2020")
    bring_in(administrator, mended, "Внести хорошие строки, 1")
    expect(page.locator("h1")).to_have_text("Внесена 1 строка", timeout=PLAN_SECONDS)

    for address in (page.url, first):
        page.goto(address)
        page.get_by_role("button", name="Показать, что вернётся").click()
        page.get_by_role("button", name="Вернуть 1 строку").click(timeout=PLAN_SECONDS)
        expect(page.locator("h1")).to_have_text("Загрузка отменена", timeout=PLAN_SECONDS)


def bring_in(seat: Seat, path: Path, button: str) -> None:
    """Through all steps to the work itself."""
    to_the_plan(seat, path)
    seat.page.get_by_role("button", name=button).click()


def mend(source: Path, target: Path, wrong: str, right: str) -> Path:
    """The workbook with one cell put right, as a person does in a spreadsheet."""
    book = CalamineWorkbook.from_path(str(source))
    with xlsxwriter.Workbook(str(target)) as made:
        for name in book.sheet_names:
            sheet = made.add_worksheet(name)
            for line, row in enumerate(book.get_sheet_by_name(name).to_python()):
                sheet.write_row(line, 0, [right if cell == wrong else cell for cell in row])
    return target
