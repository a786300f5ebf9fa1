"""The worker's part: what a killed process left, digests, retention."""

from mayak.jobs import daily, every
from mayak.notifications import digests, services


@every(seconds=5)
def announce_left() -> None:
    """Places for notifications whose process died right after the commit."""
    services.announce_left()


@every(seconds=60)
def withdraw_foreign() -> None:
    """The bell does not count clients one has lost."""
    services.withdraw_foreign()


@every(seconds=60)
def write_digests() -> None:
    """Letters with what was not read, to those whose hour has come."""
    digests.write_due_digests()


@daily(at="03:45")
def forget_notifications() -> None:
    """Old notifications go."""
    digests.forget_old_notifications()
