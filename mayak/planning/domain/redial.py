"""What follows an attempt without a talk (W6): so many attempts, then the second number, then a choice."""

from dataclasses import dataclass
from enum import StrEnum


class Choice(StrEnum):
    """What is left when the attempts are used up (P4)."""

    OTHER_CHANNEL = "other_channel"
    OTHER_PERSON = "other_person"
    LEAD = "lead"


@dataclass(frozen=True)
class NextAttempt:
    """The next attempt: its number in the row and which of the person's numbers to dial, from 0."""

    attempt: int
    number_index: int


def number_index(*, attempt: int, max_attempts: int, numbers: int) -> int:
    """Which number an attempt dials: the first for the first ``max_attempts``, then the second if there is one."""
    return min((attempt - 1) // max_attempts, 1, max(numbers - 1, 0))


def next_attempt(*, attempt: int, max_attempts: int, tries_second_number: bool, numbers: int) -> NextAttempt | None:
    """The attempt after the given one; None when a choice is forced: other channel, other person, the lead."""
    rounds = min(numbers, 2) if tries_second_number else 1
    following = attempt + 1
    if following > max_attempts * max(rounds, 1):
        return None
    shown = number_index(attempt=following, max_attempts=max_attempts, numbers=numbers) if tries_second_number else 0
    return NextAttempt(following, shown)
