"""One thumb: the same call on a phone."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.e2e.seat import PHONE, Seat
from tests.e2e.test_calls import CONTACT, NEXT, open_client


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
