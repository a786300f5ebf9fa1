"""Makers of staff for tests: one cast of people, named by what they do."""

from itertools import count
from typing import Any

from mayak.accounts.models import Role, Staff, Team

_numbers = count(1)


def make_team(name: str = "", **fields: Any) -> Team:
    """A team."""
    return Team.objects.create(name=name or f"Отдел {next(_numbers)}", **fields)


def make_staff(role: str = Role.EXPERT, **fields: Any) -> Staff:
    """A member of staff who can log in (``client.force_login``)."""
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "login": f"user{number}",
        "last_name": f"Фамилия{number}",
        "first_name": "Имя",
        "role": role,
        "language": "ru",
    }
    return Staff.objects.create(**{**defaults, **fields})
