"""The board: sorting, filters, the chosen row's panel, a past day; all by address, so it can be sent to somebody."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.seat import Seat


def names(page: Page) -> list[str]:
    """The clients in the order shown."""
    return page.locator("table.board tbody th a.name").all_inner_texts()


def test_sorting_and_filters(expert: Seat) -> None:
    page = expert.page
    expert.go("/board/")
    by_need = names(page)
    assert len(by_need) > 3
    page.locator("table.board thead a", has_text="Клиент").click()
    expect(page).to_have_url(re.compile("sort="))
    expect(page.locator("th[aria-sort]").first).to_contain_text("Клиент")
    by_name = names(page)
    assert by_name != by_need
    page.locator("table.board thead a", has_text="Клиент").click()
    expect(page.locator("th[aria-sort=descending]")).to_contain_text("Клиент")
    assert names(page) != by_name

    chip = page.locator(".bbar .chip", has_text="Срочно")
    count = int(chip.locator(".chip__n").inner_text())
    chip.click()
    expect(page.locator(".bbar .chip[aria-current=true]")).to_contain_text("Срочно")
    assert len(names(page)) == count
    assert page.locator("table.board tbody tr:not(:has(.l--urgent))").count() == 0


def test_the_chosen_row_has_its_panel_and_opens_by_enter(expert: Seat) -> None:
    page = expert.page
    expert.go("/board/")
    shown = names(page)
    panel = page.locator("#board-detail h2")
    expect(panel).to_have_text(shown[0])
    page.keyboard.press("j")
    expect(panel).to_have_text(shown[1])
    page.keyboard.press("j")
    expect(panel).to_have_text(shown[2])
    page.keyboard.press("k")
    expect(panel).to_have_text(shown[1])
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/clients/\d+/"))
    expect(page.locator("h1")).to_have_text(shown[1])
    page.go_back()
    page.keyboard.press("j")
    page.keyboard.press("o")
    page.wait_for_url(re.compile(r"/clients/\d+/"))


def test_a_past_day(expert: Seat) -> None:
    page = expert.page
    expert.go("/board/")
    page.locator("[name=as_of]").fill("2026-10-14")
    page.locator("[name=as_of]").dispatch_event("change")
    page.wait_for_url(re.compile("as_of=2026-10-14"))
    expect(page.locator(".pagehead__sub")).to_contain_text("14\xa0октября")
    assert names(page)
    # no next contact on a past day
    expect(page.locator("table.board thead")).not_to_contain_text("Следующий")


def test_the_lead_sees_everybody_and_narrows_to_one(lead: Seat) -> None:
    page = lead.page
    lead.go("/board/")
    expect(page.locator("table.board thead")).to_contain_text("Специалист")
    choice = page.locator("select[name=expert]")
    name = choice.locator("option").nth(1).inner_text()
    choice.select_option(index=1)
    page.wait_for_url(re.compile(r"expert=\d+"))
    assert set(page.locator("table.board tbody td.muted2").all_inner_texts()) == {name}
