"""A condition of five parts by keyboard: the count follows, it is kept, it is there again tomorrow."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.e2e.seat import Seat

NAME = "Пять частей"


def hits(page: Page) -> int:
    """How many the condition hits now."""
    return int(re.sub(r"\D", "", page.locator(".condition .hits__n b").inner_text()))


def add(page: Page, word: str, typed: str = "") -> Locator:
    """Add a line about a word by typing it (or other letters of it), with the key; gives the line."""
    lines = page.locator(".condition .cond")
    before = lines.count()
    page.keyboard.press("n")
    expect(page.locator("#condition-pick")).to_be_focused()
    page.keyboard.type(typed or word)
    expect(page.locator(f'[data-sought="{typed or word}"]')).to_be_attached()
    expect(page.locator("[data-word]").first).to_contain_text(word)
    page.keyboard.press("Enter")
    expect(lines).to_have_count(before + 1)
    return lines.nth(before)


def fill(page: Page, line: Locator, value: str) -> None:
    """Type the value of a line, and wait until it is counted."""
    expect(line.locator("input.input")).to_be_focused()
    page.keyboard.type(value)
    page.keyboard.press("Enter")
    expect(page.locator(".condition .is-unfinished")).to_have_count(0)
    expect(line.locator(".cond__n")).not_to_be_empty()
    page.keyboard.press("Escape")


def test_a_condition_of_five_parts_is_built_kept_and_counted(expert: Seat) -> None:
    page = expert.page
    expert.go("/clients/")
    page.keyboard.press("e")
    expect(page.locator(".condition")).to_be_visible()
    everybody = hits(page)
    assert everybody > 10

    fill(page, add(page, "время без входа"), "3")
    assert 0 < hits(page) < everybody
    fill(page, add(page, "действующих комплектов"), "1")
    fill(page, add(page, "стаж клиента"), "10")
    person = add(page, "роль", typed="любое лицо роль")
    person.locator("summary").focus()
    if person.locator("details[open]").count() == 0:
        page.keyboard.press("Enter")
    person.locator("label", has_text="ключевой пользователь").click()
    # The list of choices lies over what stands below it.
    page.keyboard.press("Escape")
    expect(page.locator(".condition .is-unfinished")).to_have_count(0)
    expect(page.locator(".condition .tell")).to_contain_text("ключевой пользователь")
    found = hits(page)
    assert 0 < found < everybody
    expect(page.locator("#clients .pagehead__sub")).to_contain_text(f"{found} клиент")
    expect(page.locator("#clients tbody tr")).to_have_count(min(found, 50))

    page.locator("[data-why]").fill(page.locator("#clients .name").first.inner_text().split("«")[-1][:5])
    page.locator("#condition-why button").first.click()
    expect(page.locator("#condition-why .checks li")).to_have_count(5)

    page.locator(".condp__foot summary").click()
    page.locator(".condp__keep input[name=name]").fill(NAME)
    page.locator(".condp__keep button").click()
    page.wait_for_url(re.compile(r"selection=\d+$"))
    expect(page.locator("h1")).to_have_text(NAME)
    expect(page.locator(".selp a", has_text=NAME).locator(".selp__n")).to_have_text(str(found))
    expect(page.locator("#clients tbody tr")).to_have_count(min(found, 50))


def test_an_accountant_with_a_firm_on_the_side_is_found(expert: Seat) -> None:
    """The company pays by the general regime, somebody there keeps books by the simplified one (C4)."""
    page = expert.page
    expert.go("/clients/")
    kept = page.locator(".selp a", has_text="Фирма на ОСНО, у лица УСН")
    page.keyboard.press("e")
    expect(page.locator(".condition")).to_be_visible()

    tick(page, add(page, "Режим налогообложения"), "ОСНО")
    tick(page, add(page, "налоговый режим", typed="любое лицо налоговый"), "УСН «доходы»")

    found = hits(page)
    assert found > 0
    expect(kept.locator(".selp__n")).to_have_text(str(found))
    expect(page.locator("#clients tbody tr")).to_have_count(found)


def tick(page: Page, line: Locator, label: str) -> None:
    """Tick a choice of a line that was just added (its list opens by itself), and wait until it is counted."""
    expect(line.locator("details[open]")).to_have_count(1)
    line.get_by_label(label, exact=True).check()
    page.keyboard.press("Escape")
    expect(page.locator(".condition .is-unfinished")).to_have_count(0)
    expect(line.locator(".cond__n")).not_to_be_empty()
