"""Account security in a real browser: an app's codes, passkeys, a session that runs out."""

import re
import struct
import time
from base64 import b32decode
from collections.abc import Callable
from hashlib import sha1
from hmac import digest

from playwright.sync_api import expect

from tests.e2e.conftest import PASSWORD, Sit
from tests.e2e.seat import Seat
from tests.e2e.test_nothing_lost import open_contact, wait_saved


def code_of(secret: str, steps: int = 0) -> str:
    """What an app shows for the secret (``steps`` of 30 s later), by RFC 6238."""
    counter = struct.pack(">Q", int(time.time()) // 30 + steps)
    hashed = digest(b32decode(secret), counter, sha1)
    start = hashed[-1] & 15
    return f"{(struct.unpack('>I', hashed[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def local(sit: Sit, demo: object) -> Seat:
    """A window on the office by the name under which browsers allow passkeys."""
    return sit(origin=f"http://localhost:{demo.port}")  # type: ignore[attr-defined]


def log_out(seat: Seat) -> None:
    """By the menu of the person."""
    seat.page.locator(".topbar details.drop summary").last.click()
    seat.page.locator(".topbar button[form=logout-form]").click()
    seat.page.wait_for_url(re.compile(r"/login/"))


def test_an_app_is_set_up_and_asked_at_the_next_log_in(colleague: Callable[..., Seat]) -> None:
    seat = colleague("zarubin")
    seat.go("/security/")
    seat.page.locator("a[href='/security/app/']").click()
    secret = seat.page.locator("#totp-secret").inner_text()
    seat.page.fill("#id_code", code_of(secret))
    seat.page.locator("#main .btn--primary").click()
    expect(seat.page.locator("ol.codes li")).to_have_count(10)
    with seat.page.expect_download() as download:
        seat.page.locator("a[download]").click()
    assert len(download.value.path().read_text().split("\n")) == 11
    log_out(seat)
    seat.page.goto("/login/?own=1")
    seat.page.fill("#id_login", "zarubin")
    seat.page.fill("#id_password", PASSWORD)
    seat.page.locator(".auth form button.btn--primary").first.click()
    seat.page.fill("#id_code", code_of(secret, 1))
    seat.page.locator(".auth form button.btn--primary").first.click()
    expect(seat.page).to_have_url(f"{seat.origin}/")


def test_a_passkey_is_added_and_logs_in_without_a_password(
    sit: Sit, demo: object, own_login: Callable[[str], None]
) -> None:
    own_login("klyucheva")
    seat = local(sit, demo)
    device = seat.context.new_cdp_session(seat.page)
    device.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    device.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {**options, "isUserVerified": True, "automaticPresenceSimulation": True}},
    )
    seat.log_in("klyucheva", PASSWORD)
    seat.go("/security/passkeys/add/")
    seat.page.fill("#id_name", "Рабочий ноутбук")
    seat.page.locator("[data-passkey-make]").click()
    expect(seat.page.locator("ol.codes li")).to_have_count(10)
    seat.go("/security/")
    expect(seat.page.locator("#main")).to_contain_text("Рабочий ноутбук")
    log_out(seat)
    seat.page.goto("/login/?own=1")
    seat.page.locator("[data-passkey-get]").click()
    expect(seat.page).to_have_url(f"{seat.origin}/")


def test_a_session_that_ran_out_is_taken_up_in_place_and_nothing_typed_is_lost(
    colleague: Callable[..., Seat],
) -> None:
    seat = colleague("rakitina")
    seat.expect_trouble("401|event-stream")
    open_contact(seat)
    # the cookie is gone: for the server that is the end of the session
    seat.context.clear_cookies(name="sessionid")
    seat.page.fill("#comment", "Договорились о показе")
    expect(seat.page.locator("#session-dialog")).to_be_visible()
    seat.page.fill("#session-password", PASSWORD)
    seat.page.locator("#session-dialog .btn--primary").click()
    expect(seat.page.locator("#session-dialog")).to_have_count(0)
    expect(seat.page.locator("#comment")).to_have_value("Договорились о показе")
    wait_saved(seat.page)  # what was typed while the session was over goes up by itself
    seat.page.locator("#comment").press_sequentially(", завтра")
    wait_saved(seat.page)


def test_after_log_out_back_shows_no_client(colleague: Callable[..., Seat]) -> None:
    seat = colleague("topoleva")
    seat.go("/clients/")
    log_out(seat)
    seat.page.go_back()
    seat.page.wait_for_load_state()
    assert seat.page.locator("table tbody tr").count() == 0
