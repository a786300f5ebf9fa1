"""An empty home: set-up page, first administrator, tables of the old system, the first working day."""

import csv
from datetime import date, timedelta
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.crash.office import Office
from tests.e2e.conftest import PASSWORD, TODAY
from tests.e2e.importing import PLAN_SECONDS, to_the_plan
from tests.e2e.seat import Seat
from tests.oracle.office import FORMS, random_office

DAY = date.fromisoformat(TODAY)
CLIENTS = 25


def write_tables(folder: Path) -> list[Path]:
    """What an old system gives out: cp1251, semicolons, Russian heads; and who looks after whom."""
    FORMS[0].write(random_office(5, DAY, clients=CLIENTS), folder)
    with (folder / "responsibles.csv").open("w", encoding="cp1251", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(["Клиент", "Сотрудник", "Роль", "С", "По"])
        began = DAY - timedelta(days=300)
        writer.writerows([number + 1, "ladova", "expert", f"{began:%d.%m.%Y}", ""] for number in range(CLIENTS))
    return sorted(folder.iterdir())


def set_up(seat: Seat, office: Office) -> None:
    """From any address to the set-up page, from its token to a logged-in administrator."""
    seat.go("/clients/")
    expect(seat.page).to_have_url(f"{seat.origin}/setup/")
    seat.go(f"/setup/?token={office.setup_token}")
    fields = {
        "office_name": "Маячный",
        "timezone": "Europe/Moscow",
        "last_name": "Ладова",
        "first_name": "Вера",
        "login": "ladova",
        "password": PASSWORD,
        "password_again": PASSWORD,
    }
    seat.page.select_option("[name=timezone]", fields.pop("timezone"))
    for name, value in fields.items():
        seat.page.fill(f"[name={name}]", value)
    seat.page.locator("form.setup button").click()
    expect(seat.page).to_have_url(f"{seat.origin}/")


def test_from_an_empty_home_to_the_first_call(chromium: Browser, empty_office: Office, tmp_path: Path) -> None:
    files = write_tables(tmp_path)
    empty_office.up("--today", TODAY)
    seat = Seat(chromium, f"http://127.0.0.1:{empty_office.port}")
    page = seat.page
    set_up(seat, empty_office)

    # nobody to call yet; the board leads to the import
    expect(page.locator(".empty")).to_be_visible()
    seat.go("/board/")
    page.locator(".empty a.btn").click()
    expect(page).to_have_url(f"{seat.origin}/import/")
    to_the_plan(seat, *files)

    # nothing is written before the plan is accepted
    expect(page.locator(".sum--im div").first.locator("dd")).not_to_have_text("0")
    expect(page.locator(".sum--im div").last.locator("dd")).to_have_text("0")
    page.locator(".im__foot .btn--primary").click()
    expect(page.locator("h1")).to_contain_text("Внесен", timeout=PLAN_SECONDS)

    # the first working day
    seat.go("/")
    assert page.locator("[data-row]").count() > 0
    seat.go("/clients/")
    expect(page.locator(".pagehead__sub")).to_contain_text("клиент")
    seat.go("/board/")
    assert page.locator("table.board tbody tr").count() > 0
    page.locator("table.board a.name").first.click()
    expect(page.locator("h1")).to_contain_text("Клиент")

    # the same files once more change nothing
    to_the_plan(seat, *files)
    expect(page.locator(".sum--im div").first.locator("dd")).to_have_text("0")
    expect(page.locator(".sum--im div").nth(1).locator("dd")).to_have_text("0")
    seat.close()
    assert seat.real_troubles() == []
