"""News reach the browser: once in all its tabs, with one figure on every bell, and nobody is interrupted."""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import count

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.seat import Seat

# As on a plain http address inside an office.
WITHOUT_LOCKS = "Object.defineProperty(Navigator.prototype, 'locks', { get: () => undefined });"
# Long enough for a second tab to show what it should not.
A_MOMENT = 1200
days = count()


@pytest.fixture
def away(lead: Seat) -> Iterator[Callable[[], None]]:
    """Let the lead record that somebody is away and Ева stands in; afterwards it is taken back."""
    recorded = []

    def record() -> None:
        lead.go("/team/")
        day = (date(2026, 12, 1) + timedelta(days=next(days))).isoformat()
        form = lead.page.locator("aside form", has=lead.page.locator("[name=substitute]"))
        absent = form.locator("[name=staff] option").filter(has_not_text=re.compile("Ева Крылова|Галина Морская|---"))
        form.locator("[name=staff]").select_option(value=absent.last.get_attribute("value"))
        form.locator("[name=substitute]").select_option(label="Ева Крылова")
        for field in ("from_date", "to_date"):
            form.locator(f"[name={field}]").fill(day)
        form.locator("button.btn--primary").click()
        expect(lead.page.locator(".toast").first).to_contain_text("записано")
        recorded.append(day)

    yield record
    lead.go("/team/")
    for _day in recorded:
        lead.page.locator("aside form[action*=cancel] button").last.click()
        lead.page.wait_for_load_state()


@pytest.fixture
def ready(expert: Seat) -> Seat:
    """Ева without quiet hours (the tests may run at night) and without unread news."""
    expert.go("/notifications/settings/")
    for field in ("quiet_from", "quiet_to"):
        expert.page.fill(f"[name={field}]", "03:00")
    expert.page.locator("main form button.btn--primary").click()
    expert.go("/notifications/")
    if expert.page.locator("main form[action*=read] button").count():
        expert.page.locator("main form[action*=read] button").click()
    return expert


def listen(page: Page) -> None:
    """Until one tab of the window holds the stream."""
    page.wait_for_function("() => Object.keys(localStorage).some((key) => key.startsWith('mayak-events-place'))")


def wait_for_figure(figure: str, *pages: Page) -> None:
    for page in pages:
        page.wait_for_function(f"() => document.querySelector('[data-bell-count]').textContent === '{figure}'")


@pytest.mark.parametrize("script", ["", WITHOUT_LOCKS], ids=["secure", "plain"])
def test_two_tabs_one_pop_up_and_the_same_figure(ready: Seat, away: Callable[[], None], script: str) -> None:
    ready.context.add_init_script(script)
    first, second = ready.page, ready.open()
    ready.go("/")
    second.goto("/clients/")
    listen(second)
    away()
    wait_for_figure("1", first, second)
    first.wait_for_timeout(A_MOMENT)
    popups = [page.locator(".popup") for page in (first, second)]
    assert sum(shown.count() for shown in popups) == 1
    expect(next(shown for shown in popups if shown.count())).to_contain_text("Вы замещаете")
    second.locator("[data-bell-open]").click()
    second.locator("[data-bell-read] button").click()
    wait_for_figure("0", first, second)


def test_a_pop_up_takes_no_focus(ready: Seat, away: Callable[[], None]) -> None:
    ready.go("/clients/")
    listen(ready.page)
    ready.page.locator("main input[name=q]").first.focus()
    away()
    expect(ready.page.locator(".popup")).to_be_visible()
    assert ready.page.evaluate("() => document.activeElement.name") == "q"
    assert ready.page.locator("#popups").get_attribute("aria-live") == "polite"


def test_nothing_calm_pops_up_over_a_contact(ready: Seat, away: Callable[[], None]) -> None:
    ready.go("/")
    contact = ready.page.locator("[data-row-enter][data-then]").first.get_attribute("data-then") or ""
    ready.go(contact)
    listen(ready.page)
    away()
    wait_for_figure("1", ready.page)
    ready.page.wait_for_timeout(A_MOMENT)
    assert ready.page.locator(".popup").count() == 0


def test_news_come_after_the_stream_was_away(ready: Seat, away: Callable[[], None]) -> None:
    ready.go("/clients/")
    listen(ready.page)
    ready.page.wait_for_timeout(300)
    ready.page.goto("about:blank")
    away()
    ready.go("/clients/")
    expect(ready.page.locator(".popup")).to_contain_text("Вы замещаете")
    wait_for_figure("1", ready.page)


def test_the_panel_by_keys(ready: Seat, away: Callable[[], None]) -> None:
    away()
    ready.go("/clients/")
    ready.press("i")
    focused = ready.page.locator("#bell-panel a:focus")
    expect(focused).to_contain_text("Вы замещаете")
    ready.press("Escape")
    expect(ready.page.locator("#bell-panel")).to_be_hidden()
    expect(ready.page.locator("[data-bell-open]")).to_be_focused()
    ready.press("Enter")
    expect(focused).to_contain_text("Вы замещаете")
    ready.press("Enter")
    expect(ready.page).to_have_url(f"{ready.origin}/team/")
    wait_for_figure("", ready.page)
