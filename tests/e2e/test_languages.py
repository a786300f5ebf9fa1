"""One language at a time: the product's own words are all in the person's language, data stay as they are."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.crash.office import Office
from tests.e2e.conftest import Sit
from tests.e2e.pages import administrator_pages, entrance_pages, expert_pages, lead_pages
from tests.e2e.seat import Seat
from tests.e2e.words_on_screen import data_of, product_texts, texts_of

# Names of keys, formats and the product itself are the same in every language.
PLAIN = {
    *("enter", "esc", "escape", "ctrl", "shift", "space", "english", "mayak", "inn", "utf", "bom", "https", "http"),
    *("xlsx", "xls", "csv", "txt", "zip", "tsv", "ods", "moscow", "europe", "asia", "alt", "excel", "приёмка"),
    *("chrome", "linux", "windows", "pin", "tab", "koi", "dos"),
    # examples of passwords that are refused
    *("qwerty", "ghbdtn", "йцукен"),
}

# What an app for codes is told: letters of no language.
SECRET = re.compile(r"[A-Z2-7]{32}")


@pytest.fixture(scope="module")
def data(demo: Office) -> tuple[set[str], set[str]]:
    """Texts and words of the office's records."""
    return data_of(demo.database_url())


def switch(seat: Seat, language: str) -> None:
    """Choose the language in the menu under one's own name; before any choice the browser's own is spoken."""
    seat.go("/")
    if seat.page.locator("html").get_attribute("lang") == language:
        return
    seat.page.locator(".topbar details.drop summary").click()
    seat.page.locator(f".topbar button[name=language][value={language}]").click()
    expect(seat.page.locator("html")).to_have_attribute("lang", language)


def foreign(seat: Seat, pages: dict[str, str], other: str, data: tuple[set[str], set[str]]) -> dict[str, set[str]]:
    """Words of the product in the other language, by page; and words that are nobody's data."""
    texts, words = data
    letters = r"[а-яё]{3,}" if other == "ru" else r"[a-z]{3,}"
    found = {}
    for name, path in pages.items():
        seat.go(path)
        shown = texts_of(seat.page)
        wrong = product_texts(shown, other, texts)
        for text in shown - wrong - texts:
            unknown = set(re.findall(letters, text.lower())) - words - PLAIN
            if unknown and not re.search(r"[@/]|\w\.\w", text) and not SECRET.fullmatch(text):
                wrong.add(text)
        if wrong:
            found[name] = wrong
    return found


def test_russian_without_english(sit: Sit, data: tuple[set[str], set[str]], tmp_path: Path) -> None:
    seat = sit()
    found = foreign(seat, entrance_pages(), "en", data)
    seat.log_in_as_demo("Ева Крылова")
    pages = expert_pages(seat)
    del pages["style"]
    found |= foreign(seat, pages, "en", data)
    keeper = sit()
    keeper.log_in_as_demo("Вера Ладова")
    found |= foreign(keeper, {**lead_pages(), **administrator_pages(keeper, tmp_path)}, "en", data)
    assert found == {}


def test_english_without_russian(sit: Sit, data: tuple[set[str], set[str]], tmp_path: Path) -> None:
    seat = sit(language="en-GB")
    found = foreign(seat, {"log-in": "/login/?own=1"}, "ru", data)
    seat.log_in_as_demo("Ева Крылова")
    pages = expert_pages(seat)
    keeper = sit(language="en-GB")
    keeper.log_in_as_demo("Вера Ладова")
    try:
        switch(seat, "en")
        found |= foreign(seat, pages, "ru", data)
        switch(keeper, "en")
        found |= foreign(keeper, {**lead_pages(), **administrator_pages(keeper, tmp_path)}, "ru", data)
    finally:
        switch(seat, "ru")
        switch(keeper, "ru")
    assert found == {}
