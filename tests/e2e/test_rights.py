"""What is not yours looks as if it were not there, and says what to do."""

import psycopg
import pytest
from playwright.sync_api import expect

from tests.crash.office import Office
from tests.e2e.seat import Seat


@pytest.fixture(scope="module")
def foreign(demo: Office) -> tuple[int, str]:
    """A client that Ева Крылова has nothing to do with."""
    with psycopg.connect(demo.database_url()) as session:
        row = session.execute(
            """
            SELECT client.id, client.name FROM clients_client client WHERE client.id NOT IN
              (SELECT client_id FROM clients_responsibility JOIN accounts_staff staff ON staff.id = staff_id
               WHERE login = 'krylova') ORDER BY client.id LIMIT 1
            """
        ).fetchone()
    assert row is not None
    return row


def test_a_foreign_client_is_a_page_that_is_not_there(expert: Seat, foreign: tuple[int, str]) -> None:
    number, name = foreign
    expert.expect_trouble("404")
    for path in (f"/clients/{number}/", f"/clients/{number}/money/", f"/clients/{number}/history/"):
        assert expert.go(path).status == 404
        expect(expert.page.locator(".err h1")).to_contain_text("Такой страницы нет")
        expect(expert.page.locator("body")).not_to_contain_text(name)
        expect(expert.page.locator("nav.rail")).to_be_visible()
    expert.page.locator(".err__do .btn--primary").click()
    expect(expert.page).to_have_url(f"{expert.origin}/")


def test_imports_are_the_administrators(expert: Seat) -> None:
    expert.expect_trouble("403|404")
    assert expert.go("/import/").status in {403, 404}
    expect(expert.page.locator(".err h1")).to_be_visible()
    expert.go("/")
    assert expert.page.locator("nav.rail a[href='/import/']").count() == 0


def test_a_lost_session_leads_to_the_log_in_page_and_back(expert: Seat) -> None:
    expert.context.clear_cookies()
    expert.go("/clients/")
    expert.page.wait_for_url("**/login/?next=/clients/")
    expert.page.locator(".du").first.click()
    expert.page.wait_for_url("**/")
