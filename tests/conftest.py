"""Tests that share one running office stay on one worker, so that it is made once."""

from pathlib import Path

import pytest

SHARING = [Path(__file__).parent / name for name in ("faults", "crash", "e2e", "moving")]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Each of the folders is a group of ``--dist loadgroup``; the longest one, the fault test, comes first."""
    items.sort(key=lambda item: SHARING[0] not in item.path.parents)
    for item in items:
        for folder in SHARING:
            if folder in item.path.parents:
                item.add_marker(pytest.mark.xdist_group(folder.name))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests tell beside their success: the fault test's report belongs into every log."""
    for report in terminalreporter.stats.get("passed", []):
        for name, text in getattr(report, "user_properties", []):
            terminalreporter.section(name)
            terminalreporter.write_line(text)
