"""What is kept of a person is taken out into a file; then the data are erased, the record stays."""

import json
import re
from pathlib import Path

from playwright.sync_api import expect

from tests.e2e.seat import Seat

# The worker erases at once; a page is looked at again until it says so.
LOOKS = 30


def test_take_out_and_erase(lead: Seat) -> None:
    page = lead.page
    lead.go("/clients/")
    lead.click(page.locator("tbody a.name").first)
    page.wait_for_url(re.compile(r"/clients/\d+/$"))

    # A person of this journey's own, from the menu of the window.
    lead.press("a")
    lead.click(page.locator(".menu a", has_text="Контактное лицо"))
    dialog = page.locator("#dialog")
    dialog.get_by_label("Фамилия").fill("Стираева")
    dialog.get_by_label("Имя", exact=True).fill("Забава")
    dialog.get_by_label("Телефон или почта").fill("+7 999 000-98-76")
    lead.click(dialog.get_by_role("button", name="Добавить"))
    page.wait_for_url(re.compile(r"/persons/\d+/$"))
    person = page.url

    lead.click(page.locator("#p-head").get_by_title("Персональные данные"))
    page.get_by_label("JSON").check()
    lead.click(page.get_by_role("button", name="Записать файл"))
    with page.expect_download() as download:
        lead.click(page.locator("table a[download]"))
    taken = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    assert "+79990009876" in json.dumps(taken, ensure_ascii=False)
    assert any("Стираева" in row.values() for section in taken["sections"] for row in section["rows"])

    lead.click(page.get_by_role("link", name="Посмотреть, что будет удалено"))
    page.get_by_label("Причина").fill("письменное заявление от 12 ноября")
    lead.click(page.get_by_role("button", name="Дальше"))
    page.get_by_label("Фамилия этого человека").fill("Стираева")
    page.get_by_label("Я понимаю").check()
    lead.click(page.get_by_role("button", name="Удалить навсегда"))

    erased = page.locator(".note", has_text="Данные удалены")
    again = page.get_by_role("link", name="Посмотреть ещё раз")
    for _look in range(LOOKS):
        expect(erased.or_(again)).to_be_visible()
        if erased.is_visible():
            break
        lead.click(again)
    expect(erased).to_be_visible()
    lead.go(person)
    expect(page.locator("h1")).to_have_text("Данные удалены")
    expect(page.get_by_text("000-98-76")).to_have_count(0)
