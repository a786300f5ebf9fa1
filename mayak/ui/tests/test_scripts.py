"""The script in a real browser, on pages made for the test: no server and no database needed."""

import json
import re
from collections.abc import Callable, Iterator
from urllib.parse import parse_qsl

import pytest
from django.utils import translation
from playwright.sync_api import Browser, Page, Route, expect, sync_playwright

from mayak.ui.assets import joined
from mayak.ui.words import words
from tools.chromium import FLAGS, find_chromium

pytestmark = pytest.mark.e2e

ORIGIN = "http://localhost:9"
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        yield browser
        browser.close()


class Office:
    """A pretended server: pages by path, what was posted to it, and whether it can be reached."""

    def __init__(self) -> None:
        self.pages: dict[str, str] = {}
        self.posted: list[tuple[str, dict[str, str], str]] = []
        self.moved_to = ""
        self.refused_by = ""
        self.is_away = False

    def answer(self, route: Route) -> None:
        """Play the server's part."""
        request = route.request
        path = request.url.removeprefix(ORIGIN).split("?")[0]
        if self.is_away and path != "/mayak.js":
            route.abort()
        elif path == "/mayak.js":
            route.fulfill(body=joined("ui/mayak.js"), content_type="text/javascript")
        elif request.method == "POST":
            key = request.headers.get("idempotency-key", "")
            self.posted.append((path, dict(parse_qsl(request.post_data or "")), key))
            headers = {"X-Mayak-Location": self.moved_to} if self.moved_to else {}
            if self.refused_by:
                told = f"<p data-toast>{self.refused_by}</p>"
                route.fulfill(status=409, headers={"HX-Retarget": "#toasts"}, body=told)
            else:
                route.fulfill(status=200, headers=headers)
        elif path in self.pages:
            route.fulfill(body=self.pages[path], content_type="text/html; charset=utf-8")
        else:
            route.fulfill(status=404, body="")


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def open_page(chromium: Browser, office: Office) -> Iterator[Open]:
    context = chromium.new_context(service_workers="block")
    page = context.new_page()
    page.route("**/*", office.answer)
    with translation.override("en"):
        sentences = json.dumps(words())

    def show(main: str, path: str = "/here/", others: dict[str, str] | None = None) -> Page:
        frame = (
            "<!doctype html><html lang='en'><body data-user='7'>"
            "<p id='offline-bar' hidden><span data-offline-text></span><button data-retry>check</button></p>"
            "<main id='main'>{}</main><div id='toasts'></div>"
            "<dialog id='shortcuts'><dl data-keys></dl></dialog>"
            "<script type='application/json' id='mayak-words'>{}</script>"
            "<script src='/mayak.js' defer></script></body></html>"
        )
        for where, what in {path: main, **(others or {})}.items():
            office.pages[where] = frame.format(what, sentences)
        page.goto(ORIGIN + path)
        return page

    yield show
    context.close()


ROWS = """<ul data-rows data-enter-label="call">
  <li data-row id="a"><a data-row-enter href="#call-a">call</a><a data-row-open title="client" href="#open-a">o</a></li>
  <li data-row id="b"><a data-row-enter href="#call-b">call</a><a data-row-open title="client" href="#open-b">o</a></li>
</ul><a href="#now" data-key="Enter" data-key-label="call now">now</a><input id="field">
<button data-key="a" data-key-label="new agreement" onclick="this.dataset.hit=1">a</button>"""


def test_rows_are_walked_by_keys_in_any_layout(open_page: Open) -> None:
    page = open_page(ROWS)
    page.keyboard.press("KeyJ")
    page.keyboard.press("KeyJ")
    expect(page.locator("#b")).to_have_class("is-selected")
    # the same physical key while the layout is Russian
    page.evaluate("document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'л', code: 'KeyK', bubbles: true}))")
    expect(page.locator("#a")).to_have_class("is-selected")
    page.keyboard.press("Enter")
    # the chosen row's own call, not the one the page declares for Enter
    expect(page).to_have_url(re.compile("#call-a$"))
    page.keyboard.press("KeyO")
    expect(page).to_have_url(re.compile("#open-a$"))


def test_letters_are_letters_inside_fields(open_page: Open) -> None:
    page = open_page(ROWS)
    page.focus("#field")
    page.keyboard.type("ja")
    assert page.input_value("#field") == "ja"
    assert page.locator(".is-selected").count() == 0
    assert page.locator("[data-hit]").count() == 0


def test_the_list_of_keys_is_what_the_page_declares(open_page: Open) -> None:
    page = open_page(ROWS)
    page.keyboard.press("Shift+Slash")
    told = page.locator("[data-keys]").inner_text()
    for label in ("call", "client", "new agreement", "this list"):
        assert label in told
    page.keyboard.press("Escape")
    page.keyboard.press("KeyA")
    assert page.locator("[data-hit]").count() == 1


CONTACT = """<form data-outcomes data-offline-queue data-queue-title="Call, Vershina" method="post" action="/close/">
  <textarea name="note"></textarea><input type="hidden" name="csrfmiddlewaretoken" value="t">
  <label class="outcome"><input type="radio" name="outcome" value="stage5" data-outcome-key="1">1</label>
  <label class="outcome"><input type="radio" name="outcome" value="no_answer" data-outcome-key="8 н">8</label>
  <button class="btn btn--primary">close</button></form>"""


def test_enter_closes_only_with_an_outcome_chosen(open_page: Open, office: Office) -> None:
    office.moved_to = "/next/"
    page = open_page(CONTACT, others={"/next/": "<h1>next client</h1>"})
    page.wait_for_timeout(450)
    page.keyboard.press("Enter")
    expect(page.locator("#toasts")).to_contain_text("Choose an outcome first")
    assert office.posted == []
    page.keyboard.press("Digit1")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("next client")
    ((path, values, key),) = office.posted
    assert (path, values["outcome"]) == ("/close/", "stage5")
    assert key == values["idempotency_key"]


def test_a_held_enter_does_not_close_the_next_client(open_page: Open, office: Office) -> None:
    page = open_page(CONTACT.replace('value="stage5"', 'value="stage5" checked'))
    page.evaluate("document.querySelector('form').requestSubmit()")
    page.wait_for_timeout(100)
    assert office.posted == []


def test_outcomes_have_letters_too(open_page: Open) -> None:
    page = open_page(CONTACT)
    page.keyboard.press("KeyY")
    assert page.locator("input[value=no_answer]").is_checked()


def test_without_network_the_record_waits_and_is_sent_once(open_page: Open, office: Office) -> None:
    page = open_page(CONTACT)
    page.fill("textarea", "spoke to Zubova")
    page.locator("input[value=stage5]").check()
    page.wait_for_timeout(450)
    office.is_away = True
    page.locator("button.btn--primary").click()
    expect(page.locator("#offline-bar")).to_contain_text("Waiting to be sent: 1")
    assert office.posted == []
    office.is_away = False
    page.locator("[data-retry]").click()
    expect(page.locator("#offline-bar")).to_be_hidden()
    ((_path, values, key),) = office.posted
    assert values["note"] == "spoke to Zubova"
    assert key == values["idempotency_key"]
    page.reload()
    page.wait_for_timeout(100)
    assert len(office.posted) == 1


def test_a_refusal_leaves_what_was_typed_in_its_place(open_page: Open, office: Office) -> None:
    office.refused_by = "Already closed by a colleague"
    page = open_page(CONTACT)
    page.fill("textarea", "spoke to Zubova")
    page.locator("input[value=stage5]").check()
    page.wait_for_timeout(450)
    page.locator("button.btn--primary").click()
    expect(page.locator("#toasts")).to_contain_text("Already closed")
    assert page.input_value("textarea") == "spoke to Zubova"


DRAFT = """<form data-draft="contact:5" data-draft-url="/draft/" method="post" action="/close/">
  <textarea name="note"></textarea><input type="checkbox" name="done" value="a">
  <p class="saved" hidden><span data-draft-status></span></p><button>go</button></form>"""


def test_a_draft_survives_a_crash_and_reaches_the_server(open_page: Open, office: Office) -> None:
    page = open_page(DRAFT)
    office.is_away = True
    page.fill("textarea", "half a sentence")
    page.check("input[name=done]")
    office.is_away = False
    page.reload()
    assert page.input_value("textarea") == "half a sentence"
    assert page.is_checked("input[name=done]")
    expect(page.locator("[data-draft-status]")).to_contain_text("saved at", timeout=3000)
    assert office.posted[-1][1] == {"note": "half a sentence", "done": "a"}


def test_what_the_server_has_is_not_put_over_its_own_answer(open_page: Open, office: Office) -> None:
    page = open_page(DRAFT)
    page.fill("textarea", "sent to the server")
    expect(page.locator("[data-draft-status]")).to_contain_text("saved at", timeout=3000)
    office.pages["/here/"] = office.pages["/here/"].replace("></textarea>", ">newer, from another computer</textarea>")
    page.reload()
    assert page.input_value("textarea") == "newer, from another computer"


def test_theme_and_density_are_cookies_for_the_server(open_page: Open) -> None:
    page = open_page(
        '<button data-theme-toggle>t</button><span class="seg"><button data-density="compact">c</button></span>'
    )
    page.click("[data-theme-toggle]")
    page.click("button[data-density]")
    cookies = {cookie.get("name"): cookie.get("value") for cookie in page.context.cookies()}
    assert cookies == {"mayak_theme": "dark", "mayak_density": "compact"}


PALETTE = """<a href="/search/" data-palette data-key="/" data-key-label="search">search</a>
<dialog id="palette" data-url="/search/"><div><input type="search"></div><div id="palette-results"></div></dialog>"""
HITS = (
    """<a role="option" href="#first">first</a><a role="option" href="#second" data-call="/call-second/">second</a>"""
)


def test_the_palette_is_worked_by_keys(open_page: Open, office: Office) -> None:
    page = open_page(PALETTE)
    office.pages["/search/"] = HITS
    page.keyboard.press("Slash")
    expect(page.locator("[role=option]")).to_have_count(2)
    page.keyboard.press("ArrowDown")
    expect(page.locator("[aria-selected=true]")).to_have_text("second")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#first$"))


def test_one_escape_closes_the_palette_whatever_is_typed(open_page: Open, office: Office) -> None:
    page = open_page(PALETTE)
    office.pages["/search/"] = HITS
    page.keyboard.press("Slash")
    page.keyboard.type("abc")
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).to_be_hidden()


def test_ctrl_enter_starts_a_contact_with_the_hit(open_page: Open, office: Office) -> None:
    page = open_page(PALETTE)
    office.pages["/search/"] = HITS
    page.keyboard.press("Slash")
    expect(page.locator("[role=option]")).to_have_count(2)
    page.keyboard.press("ArrowDown")
    with page.expect_request(lambda request: request.method == "POST") as sent:
        page.keyboard.press("Control+Enter")
    assert sent.value.url.endswith("/call-second/")
