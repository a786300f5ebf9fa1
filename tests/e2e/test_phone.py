"""One thumb: the same call on a phone, and no page wider than its screen."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from tests.e2e.conftest import Sit
from tests.e2e.pages import NOWHERE, administrator_pages, entrance_pages, expert_pages, lead_pages
from tests.e2e.seat import PHONE, Seat
from tests.e2e.test_calls import CONTACT, NEXT, open_client


def too_wide(seat: Seat, pages: dict[str, str]) -> dict[str, int]:
    """Pages wider than the window, with the pixels."""
    over = {}
    for name, path in pages.items():
        seat.go(path)
        over[name] = seat.width_over()
    return {name: pixels for name, pixels in over.items() if pixels > 0}


def test_a_call_with_one_thumb(colleague: Callable[..., Seat]) -> None:
    seat = colleague("paromov", size=PHONE)
    page = seat.page
    name, _url = open_client(page)
    call = page.locator(".now .btn--primary")
    box = call.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    call.tap()
    page.wait_for_url(CONTACT)
    assert seat.dialled
    seat.be_calm()
    page.locator("label.outcome", has_text="Не берут трубку").tap()
    close = page.locator("form[data-outcomes] .btn--primary")
    expect(close).to_be_in_viewport()
    close.tap()
    page.wait_for_url(NEXT)
    expect(page.locator(".now h2 a.name")).not_to_have_text(name)


def test_no_page_is_wider_than_a_phone(sit: Sit, tmp_path: Path) -> None:
    seat = sit(size=PHONE)
    seat.expect_trouble("403|404")
    over = too_wide(seat, entrance_pages())
    seat.log_in_as_demo("Ева Крылова")
    over |= too_wide(seat, {**expert_pages(seat), "not found": NOWHERE, "no rights": "/import/"})
    lead = sit(size=PHONE)
    lead.log_in_as_demo("Галина Морская")
    over |= too_wide(lead, lead_pages())
    keeper = sit(size=PHONE)
    keeper.log_in_as_demo("Вера Ладова")
    over |= too_wide(keeper, administrator_pages(keeper, tmp_path))
    assert over == {}
