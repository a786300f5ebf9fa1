"""The functional card: confirmed by keyboard in half a minute; what is added by clicking is everywhere."""

import re
import time
from pathlib import Path

from playwright.sync_api import expect

from tests.e2e.conftest import Sit
from tests.e2e.importing import to_the_plan

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
        page.keyboard.press("1" if chosen.locator("[data-row-key='1']").count() else "v")
        if place < total - 1:  # on the last one there may be nobody below to go on with
            expect(page.locator(".fc .is-selected")).not_to_have_id(key or "")
            expect(page.locator("#told")).to_contain_text("дальше:")
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
    page.keyboard.type("много")  # over what stood there
    expect(page.locator("#fe")).to_have_value("много")
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


def test_a_group_is_folded_by_keyboard_and_stays_so(sit: Sit) -> None:
    seat = sit()
    page = seat.page
    seat.log_in_as_demo("Ева Крылова")
    seat.go("/clients/")
    urls = [page.locator("[data-row] a.name").nth(place).get_attribute("href") for place in (0, 1)]
    seat.go(f"{urls[0]}card/")
    heading = page.locator("#foldready_to_work")
    rows = page.locator(".fc tbody", has=heading).locator("[data-row]")
    expect(rows.first).to_be_visible()
    heading.focus()
    page.keyboard.press("Enter")
    expect(heading).to_have_attribute("aria-expanded", "false")
    expect(heading).to_be_focused()
    expect(rows).to_have_count(0)
    seat.go(f"{urls[1]}card/")
    expect(rows).to_have_count(0)
    heading.focus()
    page.keyboard.press("Enter")
    expect(heading).to_have_attribute("aria-expanded", "true")
    expect(rows.first).to_be_visible()


def test_a_group_and_an_indicator_added_by_clicking_are_everywhere_at_once(sit: Sit, tmp_path: Path) -> None:
    methodologist, expert = sit(), sit()
    page = methodologist.page
    methodologist.log_in_as_demo("Вера Ладова")
    methodologist.go("/playbook/status_groups/")
    methodologist.click(page.locator(".pagehead .btn--primary"))
    page.fill("#id_name_ru", "Готов к аренде")
    page.fill("#id_name_en", "Ready to rent")
    methodologist.click(page.locator("form .btn--primary"))
    expect(page.locator("tbody")).to_contain_text("Готов к аренде")
    methodologist.go("/playbook/indicators/")
    methodologist.click(page.locator(".pagehead .btn--primary"))
    page.fill("#id_name_ru", "Автопарк")
    page.fill("#id_name_en", "Fleet")
    page.fill("#id_question_ru", "Сколько у вас машин?")
    page.fill("#id_validity_days", "90")
    page.select_option("#id_value_type", "number")
    page.locator("label.chip", has_text="Готов к аренде").click()
    methodologist.click(page.locator("form .btn--primary"))
    expect(page.locator("tbody")).to_contain_text("Автопарк")

    expert.log_in_as_demo("Ева Крылова")
    seen = expert.page
    # The preparation asks what raises completeness most: the only indicator of a group.
    expect(seen.locator(".now .plain--ask", has_text="Автопарк")).to_be_visible()
    url = seen.locator(".now h2 a.name").get_attribute("href") or ""
    expert.go(f"{url}card/?at=fleet")
    row, tile = seen.locator("#fleet"), seen.locator(".comp", has_text="Готов к аренде")
    expect(row).to_contain_text("не заполнен")
    expect(tile).to_contain_text("0 из 1")
    seen.keyboard.press("e")
    seen.fill("#fe", "6")
    seen.keyboard.press("Enter")
    expect(tile).to_contain_text("1 из 1")
    expect(row.locator("[data-label]").first).to_contain_text("звонок")
    expert.go("/clients/")
    for word in ("Автопарк", "заполнение «Готов к аренде»"):
        seen.keyboard.press("e")
        expect(seen.locator(".condition")).to_be_visible()
        seen.keyboard.press("n")
        expect(seen.locator("#condition-pick")).to_be_focused()
        seen.keyboard.type(word)
        expect(seen.locator("[data-word]").first).to_contain_text(word)
        expert.go("/clients/")

    methodologist.go("/lead/card/")
    expect(page.locator("thead")).to_contain_text("Готов к аренде")
    table = tmp_path / "Показатели.csv"
    line = f"m-{url.split('/')[2]};Автопарк;7;20.11.2026"
    table.write_text(f"Клиент;Показатель;Значение;Подтверждено\n{line}", encoding="utf-8")
    to_the_plan(methodologist, table)
    expect(page.locator("main")).to_contain_text("Автопарк")
    expect(page.locator("#numbers")).to_contain_text(re.compile(r"\b0\s*с ошибками"))

    methodologist.go("/playbook/indicators/")
    page.locator("a.name", has_text="Автопарк").click()
    page.fill("#id_validity_days", "60")
    methodologist.click(page.locator("form .btn--primary"))
    expect(page.locator("tr", has_text="Автопарк")).to_contain_text("60")

    for section, name in (("indicators", "Автопарк"), ("status_groups", "Готов к аренде")):
        methodologist.go(f"/playbook/{section}/")
        page.locator("a.name", has_text=name).click()
        page.locator(".btn--danger").click()
        expect(page.locator("tr", has_text=name)).to_contain_text("не используется")
