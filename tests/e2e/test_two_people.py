"""Two people on one client: they see each other, edit the same note, and nothing is lost."""

from playwright.sync_api import expect

from tests.e2e.conftest import Sit
from tests.e2e.seat import Seat


def test_two_people_see_each_other_and_lose_nothing(expert: Seat, sit: Sit) -> None:
    eva, lead = expert, sit()
    lead.log_in_as_demo("Галина Морская")
    eva.expect_trouble("422")
    eva.go("/clients/")
    eva.page.locator("table a.name").first.click()
    expect(eva.page.locator("[data-around]")).to_be_attached()
    address = eva.page.url.removeprefix(eva.origin)

    # A note by keyboard alone.
    eva.be_calm()
    eva.press("a")
    eva.press("4")
    expect(eva.page.locator("#dialog textarea")).to_be_focused()
    eva.page.keyboard.type("Просили звонить после обеда")
    eva.page.locator("#dialog .btn--primary").click()
    note = eva.page.locator("#timeline-list .event", has_text="Просили звонить после обеда")
    expect(note).to_be_visible()

    # The other one comes, sees who is there, and changes the note while Eva has it open.
    lead.go(address)
    expect(lead.page.locator("[data-around]")).to_contain_text("Ева Крылова тоже здесь")
    note.get_by_role("link").click()
    expect(eva.page.locator("#dialog textarea")).to_have_value("Просили звонить после обеда")
    lead.page.locator("#timeline-list .event", has_text="после обеда").get_by_role("link").click()
    lead.page.locator("#dialog textarea").fill("Звонить только до обеда")
    lead.page.locator("#dialog .btn--primary").click()
    expect(lead.page.locator("#timeline-list")).to_contain_text("Звонить только до обеда")

    # Eva is told who and what; hers stays, and pressed again it is written.
    eva.page.locator("#dialog textarea").fill("Звонить после обеда, спросить Якореву")
    eva.page.locator("#dialog .btn--primary").click()
    error = eva.page.locator("#dialog .field__msg--bad")
    expect(error).to_contain_text("Звонить только до обеда")
    expect(error).to_contain_text("Галина Морская")
    expect(eva.page.locator("#dialog textarea")).to_have_value("Звонить после обеда, спросить Якореву")
    eva.page.locator("#dialog .btn--primary").click()
    expect(eva.page.locator("#timeline-list")).to_contain_text("спросить Якореву")


def test_sections_are_arranged_by_keyboard_and_by_mouse(sit: Sit) -> None:
    seat = sit()
    seat.log_in_as_demo("Галина Морская")
    page = seat.page
    seat.go("/clients/")
    page.locator("table a.name").first.click()
    expect(page.locator("#people-title")).to_be_visible()

    seat.be_calm()
    seat.press("w")
    rows = page.locator("#dialog [data-arrange] li")
    expect(rows.first).to_contain_text("Что горит")
    rows.first.get_by_role("button", name="Ниже").focus()
    seat.press("Enter")
    expect(rows.nth(1)).to_contain_text("Что горит")
    grip, above = rows.last.locator("[data-grip]"), rows.first
    grip.hover()
    page.mouse.down()
    box = above.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 4, steps=8)
    page.mouse.up()
    expect(rows.first).to_contain_text("Входы")
    page.locator("#dialog select[name=place-money]").select_option("pinned")
    page.locator("#dialog [data-save]").click()
    expect(page.locator("aside #money-title")).to_be_visible()
    expect(page.locator(".cgrid__a section").first).to_contain_text("Входы")
    page.locator(".ctabs a", has_text="Линия").click()
    expect(page.locator("aside #money-title")).to_be_visible()

    seat.be_calm()
    seat.press("w")
    page.locator("#dialog button[name=reset]").click()
    expect(page.locator(".cgrid__b #money-title, .tsect")).not_to_have_count(0)
