"""Attempts without a talk, and when a client may be called."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from mayak.core.calendar import WorkingCalendar
from mayak.planning.domain.call_check import Check, check_call
from mayak.planning.domain.call_window import first_open
from mayak.planning.domain.redial import NextAttempt, next_attempt

MOSCOW, OMSK = ZoneInfo("Europe/Moscow"), ZoneInfo("Asia/Omsk")
CALENDAR = WorkingCalendar()


def moscow(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=MOSCOW)


@pytest.mark.parametrize(
    ("attempt", "second", "numbers", "following"),
    [
        (1, True, 2, NextAttempt(2, 0)),
        (3, True, 2, NextAttempt(4, 1)),
        (3, True, 1, None),
        (6, True, 2, None),
        (6, True, 3, None),
        (3, False, 2, None),
        (2, False, 2, NextAttempt(3, 0)),
    ],
)
def test_three_attempts_then_the_second_number(
    attempt: int, second: bool, numbers: int, following: NextAttempt | None
) -> None:
    assert next_attempt(attempt=attempt, max_attempts=3, tries_second_number=second, numbers=numbers) == following


def test_a_redial_after_hours_is_in_the_morning_of_the_client() -> None:
    # Half past five in Moscow is half past eight in the evening in Omsk; its next morning at nine is six in Moscow.
    assert first_open(moscow(18, 17, 30), OMSK, CALENDAR) == moscow(19, 6)


def test_a_redial_on_friday_evening_is_on_monday() -> None:
    assert first_open(moscow(20, 18, 5), MOSCOW, CALENDAR) == moscow(23, 9)


@pytest.mark.parametrize(
    ("now", "more", "verdict"),
    [
        (moscow(18, 12), {}, Check.ALLOWED),
        (moscow(18, 12), {"is_consent_withdrawn": True}, Check.CONSENT_WITHDRAWN),
        (moscow(18, 12), {"numbers": 0}, Check.NO_NUMBER),
        (moscow(18, 12), {"numbers": 0, "unwanted_numbers": 1}, Check.UNWANTED),
        (moscow(21, 12), {}, Check.DAY_OFF),
        (moscow(18, 8, 59), {}, Check.OUT_OF_HOURS),
        (moscow(18, 18), {}, Check.OUT_OF_HOURS),
        (moscow(18, 12), {"last_tried_at": moscow(18, 11, 55)}, Check.TOO_RECENT),
        (moscow(18, 12), {"last_tried_at": moscow(18, 11, 30)}, Check.ALLOWED),
    ],
)
def test_the_call_check(now: datetime, more: dict[str, object], verdict: Check) -> None:
    usual: dict[str, object] = {
        "numbers": 1,
        "unwanted_numbers": 0,
        "is_consent_withdrawn": False,
        "last_tried_at": None,
    }
    found = check_call(now=now.astimezone(UTC), zone=MOSCOW, calendar=CALENDAR, **(usual | more))  # type: ignore[arg-type]
    assert found.verdict is verdict
