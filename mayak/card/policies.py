"""Who may change what of the card."""

from collections.abc import Collection

from mayak.accounts.models import Staff


def can_change_indicator(user: Staff, changed_by: Collection[str]) -> bool:
    """Whether a person who sees the client may change an indicator: its roles, or everybody when it names none."""
    return not changed_by or user.role in changed_by
