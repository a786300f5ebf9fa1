"""A person recorded twice: seen when added, merged by keys, and taken back."""

import re

from playwright.sync_api import expect

from tests.e2e.seat import Seat


def test_merge_and_undo(expert: Seat) -> None:
    page = expert.page
    # The browser tells of the form that comes back with the question.
    expert.expect_trouble("422")
    expert.go("/clients/")
    expert.click(page.locator("tbody a.name").first)
    page.wait_for_url(re.compile(r"/clients/\d+/$"))
    client = page.url
    expert.go(f"{client}persons/")
    name = page.locator("#persons tbody td a").first
    last_name, first_name = name.inner_text().split()[:2]

    # "p" adds; who looks like somebody who is there is asked about before anything is made.
    expert.press("p")
    page.get_by_label("Фамилия").fill(last_name)
    page.get_by_label("Имя", exact=True).fill(first_name)
    page.get_by_label("Должность").fill("Второй раз")
    expert.click(page.get_by_role("button", name="Добавить"))
    expect(page.locator(".note--warn")).to_contain_text(last_name)
    expert.click(page.get_by_role("button", name="Это другой человек"))
    page.wait_for_url(re.compile(r"/persons/\d+/$"))
    twin = page.url

    # The list of look-alikes: j, Enter compares, Enter merges.
    expert.go(f"{client}persons/alike/")
    row = page.locator("[data-row]", has=page.locator(f'a[href="{twin.removeprefix(expert.origin)}"]')).first
    expert.click(row.get_by_role("link", name="Сравнить"))
    expect(page.locator("table")).to_be_visible()
    expert.be_calm()
    expert.press("Enter")
    page.wait_for_url(re.compile(r"/persons/\d+/$"))
    assert page.url != twin
    undo = page.locator("#p-head").get_by_role("button", name="Вернуть")
    expect(undo).to_be_visible()

    expert.click(undo)
    page.wait_for_url(twin)
    expect(page.locator("h1")).to_contain_text(last_name)
    expect(page.locator("#p-head")).to_contain_text("Второй раз")
