"""Every page for everybody: no serious finding of axe, on a desk in both themes and on a phone."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.e2e.conftest import Sit
from tests.e2e.pages import NOWHERE, administrator_pages, entrance_pages, expert_pages, lead_pages
from tests.e2e.seat import PHONE, WIDE, Seat

SERIOUS = {"serious", "critical"}
# What depends on the theme.
COLOURS = ["color-contrast", "link-in-text-block"]
AXE = Axe().axe_script
RUN = "(options) => axe.run(document, options).then(({ violations }) => violations)"


def findings(seat: Seat, pages: dict[str, str]) -> list[str]:
    """Serious findings of the pages, each with the page's name."""
    found = []
    for name, path in pages.items():
        seat.go(path)
        found += [f"{name}: {line}" for line in findings_here(seat)]
    return found


def findings_here(seat: Seat) -> list[str]:
    """Serious findings on the page that is open: all of them in light; on a desk those that colours make in dark."""
    seat.page.evaluate(AXE)
    found = _violations(seat, {})
    if seat.page.viewport_size == {"width": WIDE[0], "height": WIDE[1]}:
        seat.page.emulate_media(color_scheme="dark")
        found += [f"dark: {line}" for line in _violations(seat, {"runOnly": COLOURS})]
        seat.page.emulate_media(color_scheme="light")
    return found


def _violations(seat: Seat, options: dict[str, object]) -> list[str]:
    violations = seat.page.evaluate(RUN, {"resultTypes": ["violations"], **options})
    return [
        f"{violation['id']} × {len(violation['nodes'])}: {violation['nodes'][0]['html'][:200]}"
        for violation in violations
        if violation["impact"] in SERIOUS
    ]


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["desk", "phone"])
def test_no_serious_finding(sit: Sit, tmp_path: Path, size: tuple[int, int]) -> None:
    seat = sit(size=size)
    seat.expect_trouble("404")
    found = findings(seat, entrance_pages())
    seat.log_in_as_demo("Ева Крылова")
    found += findings(seat, {**expert_pages(seat), "not found": NOWHERE})
    seat.go("/")
    seat.page.evaluate("document.querySelector('[data-shortcuts]').click()")
    found += [f"keys, {line}" for line in findings_here(seat)]
    lead = sit(size=size)
    lead.log_in_as_demo("Галина Морская")
    found += findings(lead, lead_pages())
    keeper = sit(size=size)
    keeper.log_in_as_demo("Вера Ладова")
    found += findings(keeper, administrator_pages(keeper, tmp_path))
    assert not found, "\n".join(found)
