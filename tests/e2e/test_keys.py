"""Keys: their list, tabs of the client window, putting a line off."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.e2e.pages import expert_pages
from tests.e2e.seat import Seat


def listed(page: Page) -> dict[str, str]:
    """Keys and what they do, as the list under "?" tells."""
    page.keyboard.press("Shift+Slash")
    expect(page.locator("#shortcuts")).to_be_visible()
    keys = [" ".join(term.locator("kbd").all_inner_texts()) for term in page.locator("[data-keys] dt").all()]
    told = page.locator("[data-keys] dd").all_inner_texts()
    page.keyboard.press("Escape")
    expect(page.locator("#shortcuts")).to_be_hidden()
    assert len(keys) == len(told)
    return dict(zip(keys, told, strict=True))


def test_the_list_names_the_keys_of_the_page(expert: Seat) -> None:
    pages = expert_pages(expert)
    expected = {
        "my day": {"j k", "Enter", "o", "z", "/", "?"},
        "client": {"Enter", "[ ]", "/", "?"},
        "contact": {"1", "9", "0", "a", "n", "o", "t", "Escape", "/", "?"},
        "board": {"j k", "Enter", "o", "/", "?"},
        "clients": {"j k", "Enter", "o", "f", "/", "?"},
    }
    for name, keys in expected.items():
        expert.go(pages[name])
        told = listed(expert.page)
        assert keys <= set(told), (name, keys - set(told))
        assert all(told.values()), (name, told)


def test_tabs_of_the_client_window(expert: Seat) -> None:
    page = expert.page
    expert.go(expert_pages(expert)["client"])
    current = page.locator("[data-tabs] a[aria-current]")
    labels = page.locator("[data-tabs] a").all_inner_texts()
    expect(current).to_have_text(labels[0])
    for label in labels[1:]:
        page.keyboard.press("BracketRight")
        expect(current).to_have_text(label)
    for label in reversed(labels[:-1]):
        page.keyboard.press("BracketLeft")
        expect(current).to_have_text(label)
    # the address goes along: a reload shows the same tab
    page.keyboard.press("BracketRight")
    page.wait_for_url(re.compile(r"/clients/\d+/\w+/$"))
    page.reload()
    expect(current).to_have_text(labels[1])


def test_putting_off_needs_a_reason_and_moves_the_line(colleague: Callable[..., Seat]) -> None:
    seat = colleague("lunin")
    page = seat.page
    line = page.locator("li.q[data-row]").first
    name = line.locator("a.name").inner_text()
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(line).to_have_class(re.compile("is-selected"))
    page.keyboard.press("z")
    dialog = page.locator("#dialog")
    expect(dialog).to_contain_text(name)
    reason = dialog.locator("[name=reason]")
    expect(reason).to_be_focused()
    page.keyboard.press("Enter")
    expect(dialog).to_be_visible()

    page.keyboard.type("в отпуске до конца месяца")
    dialog.locator("[name=until]").fill("2026-11-30")
    reason.press("Enter")
    expect(page.locator("#toasts")).to_contain_text("30\xa0ноября")
    expect(dialog).to_be_hidden()
    shown = page.locator("[data-row]", has_text=name)
    # a fixed time or a call-back of today stays; a planned line goes
    assert shown.count() == 0 or shown.locator(".day__time b").count() == 1


def test_escape_closes_a_dialog_and_keeps_the_line(expert: Seat) -> None:
    page = expert.page
    name = page.locator(".now h2 a.name").inner_text()
    page.keyboard.press("z")
    expect(page.locator("#dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#dialog")).to_be_hidden()
    expect(page.locator(".now h2 a.name")).to_have_text(name)


def test_keys_work_in_the_russian_layout(expert: Seat) -> None:
    page = expert.page
    press = "([key, code]) => document.body.dispatchEvent(new KeyboardEvent('keydown', {key, code, bubbles: true}))"
    page.evaluate(press, ["о", "KeyJ"])
    expect(page.locator(".now")).to_have_class(re.compile("is-selected"))
    page.evaluate(press, ["щ", "KeyO"])
    page.wait_for_url(re.compile(r"/clients/\d+/"))
