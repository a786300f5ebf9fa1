"""The pages one can get to, by name: for looks that every page has to stand."""

from pathlib import Path

from tests.e2e.importing import to_the_plan
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
        "own security": "/security/",
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


def desk_pages() -> dict[str, str]:
    """The first pages of everybody."""
    return {"my day": "/", "board": "/board/", "clients": "/clients/", "own security": "/security/"}


def lead_pages() -> dict[str, str]:
    """What looks different to somebody who leads a team."""
    return {
        "my day of a lead": "/",
        "board of a lead": "/board/",
        "board as shown on a past day": "/board/?as_of=2026-10-14&how=shown",
        "clients of a lead": "/clients/",
        "lead": "/lead/",
        "contacts": "/contacts/",
        "team of a lead": "/team/",
    }


HEADS = {
    "ru": "Код;Наименование;Вид сопровождения",
    "en": "id;name;service_mode",
}


def administrator_pages(seat: Seat, folder: Path) -> dict[str, str]:
    """Every step of an import (whose plan has a bad row), staff, settings and journals."""
    table = folder / "clients.csv"
    seat.go("/import/")
    heads = HEADS[seat.page.locator("html").get_attribute("lang") or "ru"]
    table.write_text(f"{heads}\ne2e-1;ООО «Приёмка»;remote\ne2e-2;;remote\n", encoding="cp1251")
    to_the_plan(seat, table)
    run = seat.page.url.removeprefix(seat.origin)
    seat.go("/team/")
    staff = seat.page.locator(".team__name a.name").first.get_attribute("href") or ""
    return {
        "import": "/import/",
        "tables of an import": f"{run}tables/",
        "columns of an import": f"{run}columns/",
        "plan of an import": run,
        "plan of an import, whole": f"{run}?show=create&show=error",
        "export": "/export/",
        "add staff": "/team/add/",
        "team of an administrator": "/team/",
        "one of the staff": staff,
        "history of one of the staff": f"/history{staff.replace('/team/', '/staff/')}",
        "history of the office": "/history/",
        "mail": "/mail/",
        "settings": "/settings/",
        "settings of security": "/settings/?group=security",
        "security journal": "/journal/",
        "invitation": "/team/invite/",
        "security of an administrator": "/security/",
        "app for log-in": "/security/app/",
        "new passkey": "/security/passkeys/add/",
        "board of an administrator": "/board/",
    }
