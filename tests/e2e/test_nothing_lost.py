"""What was typed survives a killed page and a lost network, and is recorded once."""

from collections.abc import Callable

import psycopg
from playwright.sync_api import Page, expect

from tests.crash.office import Office
from tests.e2e.seat import Seat
from tests.e2e.test_calls import CONTACT, open_client

Colleague = Callable[..., Seat]


def open_contact(seat: Seat) -> int:
    """Call the client that is open on My day; the number of the contact."""
    seat.page.locator(".now .btn--primary").click()
    seat.page.wait_for_url(CONTACT)
    seat.be_calm()
    return int(seat.page.url.rstrip("/").rpartition("/")[2])


def wait_saved(page: Page) -> None:
    """Until the server has confirmed what is typed."""
    expect(page.locator(".saved:not(.is-local) [data-draft-status]")).to_contain_text("сохранено")


def closed(demo: Office, contact: int) -> list[tuple[str, str]]:
    """(note, key) of the contact and of everything closed for the same client today with the same note."""
    with psycopg.connect(demo.database_url()) as session:
        return session.execute(
            "SELECT comment, closing_key FROM work_activity WHERE state = 'done' AND client_id ="
            " (SELECT client_id FROM work_activity WHERE id = %s) AND comment LIKE 'Без сети%%'",
            [contact],
        ).fetchall()


def test_a_note_survives_a_killed_page(colleague: Colleague) -> None:
    seat = colleague("vetrov")
    page = seat.page
    contact = open_contact(seat)
    page.fill("#comment", "Полфразы, и тут свет пог")
    page.locator("input[name=tick]").first.check()
    page.locator("#agreement").press_sequentially("перезвоним завтра")
    page.locator("#agreement").press("Enter")
    expect(page.locator("#agreements .agree")).to_have_count(1)
    wait_saved(page)

    # another computer: nothing of this browser's own memory is there
    state = seat.context.storage_state()
    state["origins"] = []
    page.close(run_before_unload=False)
    other = colleague("vetrov", state=None)
    other.go(f"/contacts/{contact}/")
    expect(other.page.locator("#comment")).to_have_value("Полфразы, и тут свет пог")
    expect(other.page.locator("input[name=tick]").first).to_be_checked()
    expect(other.page.locator("#agreements .agree")).to_contain_text("перезвоним")


def test_without_network_what_is_typed_comes_back_in_the_same_browser(colleague: Colleague) -> None:
    seat = colleague("yagodina")
    seat.expect_trouble("ERR_INTERNET_DISCONNECTED")
    contact = open_contact(seat)
    seat.context.set_offline(True)
    seat.page.fill("#comment", "Набрано без сети")
    expect(seat.page.locator(".saved.is-local")).to_be_visible()
    seat.page.close(run_before_unload=False)
    seat.context.set_offline(False)
    seat.page = seat.open()
    seat.go(f"/contacts/{contact}/")
    expect(seat.page.locator("#comment")).to_have_value("Набрано без сети")
    wait_saved(seat.page)


def test_a_contact_closed_without_network_is_recorded_once(colleague: Colleague, demo: Office) -> None:
    seat = colleague("stepnaya")
    seat.expect_trouble("ERR_INTERNET_DISCONNECTED|htmx:afterRequest|htmx:sendError")
    page = seat.page
    name, _url = open_client(page)
    contact = open_contact(seat)
    key = page.locator("[name=idempotency_key]").input_value()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.headers.get("idempotency-key", "")))
    page.fill("#comment", "Без сети: договорились")
    wait_saved(page)
    seat.context.set_offline(True)
    expect(page.locator("#offline-bar")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    expect(page.locator("#offline-bar")).to_contain_text("1")
    assert closed(demo, contact) == []

    seat.context.set_offline(False)
    expect(page.locator("#toasts")).to_contain_text("отправлен")
    expect(page.locator("#offline-bar")).to_be_hidden()
    assert closed(demo, contact) == [("Без сети: договорились", key)]
    seat.go("/")
    expect(page.locator(".done")).to_contain_text(name)
    # nothing is sent again, neither by a fresh page nor by a new report of the network
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.wait_for_load_state("networkidle")
    assert closed(demo, contact) == [("Без сети: договорились", key)]
    assert set(sent) - {""} == {key}
