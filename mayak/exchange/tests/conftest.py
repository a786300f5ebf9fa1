"""A still clock: changes take effect on a known day."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from mayak.core import clock


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    """18 March 2026, noon in Moscow."""
    with clock.frozen_at(datetime(2026, 3, 18, 12, tzinfo=ZoneInfo("Europe/Moscow"))):
        yield
