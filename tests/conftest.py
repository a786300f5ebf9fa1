"""Tests that share one running office stay on one worker, so that it is made once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

# The longest first, so that none of them begins when everything else is done.
SHARING = [Path(__file__).parent / name for name in ("faults", "e2e", "crash", "moving")]


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Each of the folders is a group of ``--dist loadgroup``, and they come before all other tests."""
    for item in items:
        if _place(item) < len(SHARING):
            item.add_marker(pytest.mark.xdist_group(SHARING[_place(item)].name))
    yield
    items.sort(key=_place)  # pytest-django has put tests without its database last


def _place(item: pytest.Item) -> int:
    return next((place for place, folder in enumerate(SHARING) if folder in item.path.parents), len(SHARING))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests tell beside their success: the fault test's report belongs into every log."""
    for report in terminalreporter.stats.get("passed", []):
        for name, text in getattr(report, "user_properties", []):
            terminalreporter.section(name)
            terminalreporter.write_line(text)
