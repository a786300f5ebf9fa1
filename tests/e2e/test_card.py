"""The functional card: confirmed by keyboard in half a minute; a new indicator added by clicking is everywhere."""

import re
import time

from playwright.sync_api import expect

from tests.e2e.conftest import Sit

HALF_A_MINUTE = 30.0
# The client's own lines: those of its people stand below, their keys name the person.
OWN = "[data-row]:not([id*='--'])"


def test_a_card_is_confirmed_by_keyboard_in_half_a_minute(sit: Sit) -> None:
    seat = sit()
    page = seat.page
    seat.log_in_as_demo("Ева Крылова")
    seat.go("/clients/")
    url = page.locator("[data-row] a.name").last.get_attribute("href")
    seat.go(f"{url}card/")
    rows = page.locator(f".fc {OWN}")
    expect(rows.first).to_have_attribute("aria-selected", "true")
    total = rows.count()

    started = time.monotonic()
    for place in range(total):
        chosen = page.locator(".fc .is-selected")
        key = chosen.get_attribute("id")
        if chosen.locator("[data-row-key=v]").count():
            page.keyboard.press("v")
        elif chosen.locator("[data-row-key='1']").count():
            page.keyboard.press("1")
        else:
            page.keyboard.press("j")
        if place < total - 1:  # on the last one there may be nobody below to go on with
            expect(page.locator(".fc .is-selected")).not_to_have_id(key or "")
    assert time.monotonic() - started < HALF_A_MINUTE

    expect(page.locator(f".fc .is-expired{OWN}")).to_have_count(0)
    expect(page.locator(f".fc .is-conflict{OWN}")).to_have_count(0)


def test_a_value_is_changed_asked_and_taken_back_without_the_mouse(sit: Sit) -> None:
    seat = sit()
    page = seat.page
    seat.log_in_as_demo("Ева Крылова")
    seat.go("/clients/")
    url = page.locator("[data-row] a.name").first.get_attribute("href")
    seat.go(f"{url}card/?at=headcount")
    page.keyboard.press("e")
    expect(page.locator("#fe")).to_be_focused()
    page.fill("#fe", "много")
    page.keyboard.press("Enter")
    expect(page.locator("#fe-problem")).to_contain_text("не число")
    page.fill("#fe", "43")
    page.keyboard.press("Enter")
    expect(page.locator("#headcount")).to_contain_text("43 чел.")

    seat.go(f"{url}card/?at=headcount")
    expect(page.locator("#card-history")).to_contain_text("43")
    page.keyboard.press("s")
    expect(page.locator("#headcount .ask")).to_have_text("в сценарии")
    page.keyboard.press("s")
    expect(page.locator("#headcount .ask")).to_have_text("спросить")
    page.keyboard.press("u")
    expect(page.locator("#headcount")).not_to_contain_text("43 чел.")
    seat.expect_trouble("422")


def test_an_indicator_added_by_clicking_is_on_the_card_at_once(sit: Sit) -> None:
    methodologist = sit()
    page = methodologist.page
    methodologist.log_in_as_demo("Вера Ладова")
    methodologist.go("/playbook/indicators/")
    methodologist.click(page.locator(".pagehead .btn--primary"))
    page.fill("#id_name_ru", "Автопарк")
    page.fill("#id_name_en", "Fleet")
    page.fill("#id_question_ru", "Сколько у вас машин?")
    page.fill("#id_validity_days", "90")
    page.select_option("#id_value_type", "number")
    page.locator("label.chip", has_text="Готов к работе").click()
    methodologist.click(page.locator("form .btn--primary"))
    expect(page.locator("tbody")).to_contain_text("Автопарк")

    expert = sit()
    expert.log_in_as_demo("Ева Крылова")
    expert.go("/clients/")
    url = expert.page.locator("[data-row] a.name").first.get_attribute("href")
    expert.go(f"{url}card/?at=fleet")
    row = expert.page.locator("#fleet")
    expect(row).to_contain_text("не заполнен")
    expert.page.keyboard.press("e")
    expert.page.fill("#fe", "6")
    expert.page.keyboard.press("Enter")
    expect(row).to_contain_text(re.compile(r"6"))
    methodologist.go("/playbook/indicators/")
    page.locator("a.name", has_text="Автопарк").click()
    page.locator(".btn--danger").click()
    expect(page.locator("tr", has_text="Автопарк")).to_contain_text("не используется")
