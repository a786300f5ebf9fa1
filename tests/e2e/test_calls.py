"""The main job: log-in, My day, call, record, next client; by mouse and by keyboard alone."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Sit
from tests.e2e.seat import Seat

CONTACT = re.compile(r"/contacts/\d+/")
NEXT = re.compile(r"/\?after=\d+$")
MOST_CLICKS = 6
KEYS_A_CALL = 3


def open_client(page: Page) -> tuple[str, str]:
    """Name and address of the client that My day has open."""
    name = page.locator(".now h2 a.name")
    return name.inner_text(), name.get_attribute("href") or ""


def day_of_next(page: Page) -> str:
    """«23 ноября» out of the line beside the closing button."""
    text = page.locator("#next b").inner_text()
    found = re.search(r"\d+\s[а-я]+", text.split(",")[-1])
    assert found, text
    return found[0].replace("\xa0", " ")


def assert_planned(seat: Seat, client_url: str, day: str, executor: str) -> None:
    """The client's contacts have one planned on that day, though nobody entered it."""
    seat.go(f"{client_url}activities/")
    number, month = day.split()
    planned = seat.page.locator("#activities tbody tr", has_text="план").filter(has_text=executor)
    expect(planned.filter(has_text=re.compile(rf"\b{number}\s{month[:3]}"))).to_have_count(1)


def test_by_mouse_in_six_clicks(sit: Sit) -> None:
    seat = sit()
    page = seat.page
    seat.log_in_as_demo("Ева Крылова")
    name, client_url = open_client(page)

    seat.click(page.locator(".now .btn--primary"))
    page.wait_for_url(CONTACT)
    assert [number[:9] for number in seat.dialled] == ["tel:+7999"]
    expect(page.locator(".call__who")).to_contain_text(name)

    seat.click(page.locator("label.line, .line--in label").first)
    expect(page.locator("[data-ticked]")).to_contain_text("1 /")
    seat.click(page.locator("label.chip", has_text="Новость"))
    # A day is proposed before there is an outcome, and another one with it.
    with page.expect_response(re.compile(r"/contacts/\d+/next/")):
        seat.click(page.locator("label.outcome", has_text="Вовлечение в продукт"))
    page.wait_for_function("() => !document.querySelector('.htmx-request')")
    expect(page.locator("#next b")).to_contain_text("через")
    day = day_of_next(page)
    seat.be_calm()
    seat.click(page.locator("form[data-outcomes] .btn--primary"))

    page.wait_for_url(NEXT)
    expect(page.locator("#toasts")).to_contain_text("Контакт закрыт")
    following, _url = open_client(page)
    assert following != name
    assert seat.clicks <= MOST_CLICKS
    assert_planned(seat, client_url, day, "Ева Крылова")
    expect(page.locator("#activities tbody tr", has_text="18 ноя").first).to_contain_text("Вовлечение в продукт")


def test_by_keyboard_alone(sit: Sit) -> None:
    seat = sit()
    page = seat.page
    seat.go("/login/")
    seat.press("1")
    expect(page).to_have_url(f"{seat.origin}/")
    called: list[tuple[str, str]] = []
    for outcome in ("1", "3", "0"):
        called.append(open_client(page))
        before = seat.presses
        seat.press("Enter")
        page.wait_for_url(CONTACT)
        seat.be_calm()
        seat.press(outcome)
        expect(page.locator("#next b")).to_be_visible()
        seat.press("Enter")
        page.wait_for_url(NEXT)
        assert seat.presses - before == KEYS_A_CALL
        expect(page.locator(".now h2 a.name")).not_to_have_text(called[-1][0])
    assert len({url for _name, url in called}) == 3
    assert len(seat.dialled) == 3
    expect(page.locator(".done summary")).to_contain_text("Сделано сегодня")


def test_a_whole_talk_by_keyboard(colleague: Callable[..., Seat]) -> None:
    seat = colleague("snegina")
    page = seat.page
    name, client_url = open_client(page)
    seat.press("Enter")
    page.wait_for_url(CONTACT)
    contact = page.url

    # ticks: down the lines, Space
    page.locator("input[name=tick]").first.focus()
    seat.press("Space")
    expect(page.locator("[data-ticked]")).to_contain_text("1 /")

    seat.press("n")
    page.keyboard.type("Говорили о закрытии года; акт дошёл.")
    seat.press("Escape")
    seat.press("a")
    page.keyboard.type("вышлем подборку в пятницу")
    expect(page.locator("#agreement-preview .tag")).to_contain_text("20 ноября")
    seat.press("Enter")
    expect(page.locator("#agreements .agree")).to_contain_text("подборку")
    expect(page.locator("#agreement")).to_have_value("")
    seat.press("Escape")
    seat.press("2")
    expect(page.locator("input[name=outcome]:checked")).to_have_value("product")
    expect(page.locator("#next b")).to_be_visible()
    day = day_of_next(page)
    seat.be_calm()
    seat.press("Enter")
    page.wait_for_url(NEXT)
    expect(page.locator(".now h2 a.name")).not_to_have_text(name)

    assert_planned(seat, client_url, day, "Алла Снегина")
    seat.go(client_url)
    body = page.locator("#client-body")
    expect(body).to_contain_text("Говорили о закрытии года; акт дошёл.")
    expect(page.locator(".aside")).to_contain_text("подборку")
    # a closed contact leads to its client
    seat.go(contact.removeprefix(seat.origin))
    expect(page).to_have_url(f"{seat.origin}{client_url}")
