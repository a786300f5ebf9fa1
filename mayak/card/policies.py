"""Who may change what of the card, and its definitions."""

from collections.abc import Collection

from mayak.accounts.models import Role, Staff


def can_change_indicator(user: Staff, changed_by: Collection[str]) -> bool:
    """Whether a person who sees the client may change an indicator: its roles, or everybody when it names none."""
    return not changed_by or user.role in changed_by


def can_edit_indicators(user: Staff) -> bool:
    """Who adds, changes and retires indicators: the methodologist, and an administrator (domain §1)."""
    return user.role == Role.METHODOLOGIST or user.is_admin
