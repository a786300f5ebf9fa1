"""The way through the steps of an import."""

from pathlib import Path

from playwright.sync_api import expect

from tests.e2e.seat import Seat

PLAN_SECONDS = 60_000


def upload(seat: Seat, *paths: Path) -> None:
    """From the import page to the recognised tables."""
    seat.go("/import/")
    seat.page.locator("form[data-upload] input[type=file]").first.set_input_files(paths)
    seat.page.wait_for_url("**/tables/")


def to_the_plan(seat: Seat, *paths: Path) -> None:
    """From tables all of whose columns are known to their plan."""
    upload(seat, *paths)
    seat.page.locator("a[href$='/columns/'].btn").click()
    seat.page.locator(".im__foot .btn--primary").click()
    expect(seat.page.locator("#numbers")).to_be_visible(timeout=PLAN_SECONDS)
