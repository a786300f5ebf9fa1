"""Every page for everybody, on a desk and on a phone: nothing serious for axe, no wider than the window, no word
against the policy of contents; on a desk in both themes."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.e2e.conftest import Sit
from tests.e2e.pages import NOWHERE, administrator_pages, entrance_pages, expert_pages, lead_pages
from tests.e2e.seat import PHONE, WIDE, Seat

SERIOUS = {"serious", "critical"}
# What depends on the theme.
COLOURS = ["color-contrast", "link-in-text-block"]
# What depends on the width.
NARROW = [
    *COLOURS,
    "scrollable-region-focusable",
    "aria-hidden-focus",
    "meta-viewport",
    "button-name",
    "link-name",
    "label",
]
VIOLATIONS = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.violations.push(`${event.violatedDirective}: ${event.blockedURI || event.sample}`);
});
"""
AXE = Axe().axe_script
RUN = "(options) => axe.run(document, options).then(({ violations }) => violations)"


def findings(seat: Seat, pages: dict[str, str]) -> list[str]:
    """What is wrong with the pages, each with the page's name."""
    found = []
    for name, path in pages.items():
        seat.go(path)
        found += [f"{name}: {line}" for line in findings_here(seat)]
    return found


def findings_here(seat: Seat) -> list[str]:
    """What is wrong with the page that is open: axe's serious findings on a desk, where colours count in dark too; on a
    phone those that its width makes."""
    found = [f"refused by the policy: {text}" for text in seat.page.evaluate("window.violations")]
    if (over := seat.width_over()) > 0:
        found.append(f"wider than the window by {over} px")
    seat.page.evaluate(AXE)
    if seat.page.viewport_size == {"width": PHONE[0], "height": PHONE[1]}:
        found += _serious(seat, {"runOnly": NARROW})
    else:
        found += _serious(seat, {})
        seat.page.emulate_media(color_scheme="dark")
        found += [f"dark: {line}" for line in _serious(seat, {"runOnly": COLOURS})]
        seat.page.emulate_media(color_scheme="light")
    return found


def _serious(seat: Seat, options: dict[str, object]) -> list[str]:
    violations = seat.page.evaluate(RUN, {"resultTypes": ["violations"], **options})
    return [
        f"{violation['id']} × {len(violation['nodes'])}: {violation['nodes'][0]['html'][:200]}"
        for violation in violations
        if violation["impact"] in SERIOUS
    ]


def _watched(sit: Sit, size: tuple[int, int]) -> Seat:
    """A window that notes what the policy of contents refuses."""
    seat = sit(size=size)
    seat.context.add_init_script(VIOLATIONS)
    return seat


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["desk", "phone"])
def test_nothing_is_wrong_with_any_page(sit: Sit, tmp_path: Path, size: tuple[int, int]) -> None:
    seat = _watched(sit, size)
    seat.expect_trouble("403|404")
    found = findings(seat, entrance_pages())
    seat.log_in_as_demo("Ева Крылова")
    found += findings(seat, {**expert_pages(seat), "not found": NOWHERE, "no rights": "/import/"})
    seat.go("/")
    seat.page.evaluate("document.querySelector('[data-shortcuts]').click()")
    found += [f"keys, {line}" for line in findings_here(seat)]
    lead = _watched(sit, size)
    lead.log_in_as_demo("Галина Морская")
    found += findings(lead, lead_pages())
    keeper = _watched(sit, size)
    keeper.log_in_as_demo("Вера Ладова")
    found += findings(keeper, administrator_pages(keeper, tmp_path))
    assert not found, "\n".join(found)
