"""A lead hands a pool over, the receiver finds the sheet, the pool comes back."""

from playwright.sync_api import expect

from tests.e2e.conftest import Sit


def test_hand_over_a_pool_and_take_it_back(sit: Sit) -> None:
    lead = sit()
    lead.log_in_as_demo("Галина Морская")
    lead.go("/hand-overs/new/")
    page = lead.page
    page.select_option("#id_giver", label="Илья Ветров")
    page.select_option("#id_receiver", label="Ева Крылова")
    boxes = page.locator("#preview input[name=clients]")
    expect(boxes.first).to_be_checked()
    page.locator("#preview [name=reason]").fill("Отпуск по уходу")
    lead.click(page.locator("#preview button.btn--primary"))
    expect(page.locator("main .tag--ok")).to_have_text("выполнена", timeout=60_000)

    receiver = sit()
    receiver.log_in_as_demo("Ева Крылова")
    receiver.go("/notifications/")
    receiver.click(receiver.page.get_by_text("Илья Ветров передаёт вам"))
    expect(receiver.page.get_by_role("heading", name="Лист передачи")).to_be_visible()
    expect(receiver.page.get_by_role("heading", name="К кому обращаться").first).to_be_visible()

    lead.click(page.get_by_role("button", name="Вернуть", exact=True))
    expect(page.locator("main .tag").first).to_have_text("возвращена", timeout=60_000)
