"""The pages one can get to, by name: for looks that every page has to stand."""

import re
from pathlib import Path

from tests.e2e.seat import Seat

NOWHERE = "/clients/999999999/"


def entrance_pages() -> dict[str, str]:
    """Before log-in."""
    return {"demo log-in": "/login/", "log-in": "/login/?own=1"}


def expert_pages(seat: Seat) -> dict[str, str]:
    """Everything an expert works with, on the first client with a planned contact."""
    seat.go("/")
    line = seat.page.locator("[data-row]", has=seat.page.locator("[data-row-enter][data-then]")).first
    client = line.locator("a.name").first.get_attribute("href") or ""
    contact = line.locator("[data-row-enter]").get_attribute("data-then") or ""
    number = client.strip("/").rpartition("/")[2]
    return {
        "my day": "/",
        "put off": f"/day/put-off/{number}/",
        "contact": contact,
        "client": client,
        **{f"client: {code}": f"{client}{code}/" for code in tabs_of(seat, client)},
        "client history": f"{client}history/",
        "clients": "/clients/",
        "clients, nobody fits": "/clients/?q=00000000",
        "board": "/board/",
        "board of a past day": "/board/?show=all&as_of=2026-10-14",
        "search": "/search/?q=000",
        "search, nothing found": "/search/?q=щщщщщ",
        "team": "/team/",
        "notifications": "/notifications/",
        "notification settings": "/notifications/settings/",
        "style": "/style/",
        "offline": "/offline/",
    }


def tabs_of(seat: Seat, client: str) -> list[str]:
    """The codes of the client window's tabs beside the overview."""
    seat.go(client)
    links = [link.get_attribute("href") or "" for link in seat.page.locator("[data-tabs] a").all()]
    return [link.removeprefix(client).strip("/") for link in links if link != client]


def lead_pages() -> dict[str, str]:
    """What looks different to somebody who leads a team."""
    return {"my day of a lead": "/", "board of a lead": "/board/", "clients of a lead": "/clients/"}


def administrator_pages(seat: Seat, folder: Path) -> dict[str, str]:
    """Imports (with a stored plan that has a bad row) and staff."""
    table = folder / "clients.csv"
    rows = "Код;Наименование;Вид сопровождения\ne2e-1;ООО «Приёмка»;remote\ne2e-2;;remote\n"
    table.write_text(rows, encoding="cp1251")
    seat.go("/import/")
    seat.page.set_input_files("input[name=files]", table)
    seat.page.locator(".im__foot .btn--primary").click()
    seat.page.wait_for_url(re.compile(r"/import/\d+/"))
    plan = seat.page.url.removeprefix(seat.origin)
    return {
        "import": "/import/",
        "plan of an import": plan,
        "plan of an import, whole": f"{plan}?show=create&show=error",
        "add staff": "/team/add/",
        "team of an administrator": "/team/",
        "mail": "/mail/",
        "board of an administrator": "/board/",
    }
