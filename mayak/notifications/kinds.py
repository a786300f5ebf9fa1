"""What people can be told, as declared by the apps in their ``notifications.py``, imported when Django is ready::

    from mayak.notifications.kinds import Channel, Kind, Words, register

    def _words(params: dict[str, Any]) -> Words:
        return Words(_("%(name)s is back") % params)

    BACK = register(Kind("absences.back", _lazy("A colleague is back"), _words))

A notification stores its kind and parameters; its words are made when it is read, in the reader's language.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from mayak.accounts.models import Role, Staff
from mayak.core import office_settings


class Channel(StrEnum):
    """A way to a person."""

    BELL = "bell"
    POP_UP = "pop_up"
    DIGEST = "digest"
    AT_ONCE = "at_once"


CHANNELS: tuple[tuple[str, Any], ...] = (
    (Channel.BELL, _("Bell")),
    (Channel.POP_UP, _("Pop-up")),
    (Channel.DIGEST, _("Digest by mail")),
    (Channel.AT_ONCE, _("Mail at once")),
)


@dataclass(frozen=True)
class Words:
    """A notification in the active language."""

    title: str
    body: str = ""


def anybody(_staff: Staff) -> bool:
    """Whoever works here, or stands in for somebody, can be told."""
    return True


def leads_a_team(staff: Staff) -> bool:
    """Told as the lead of a team (``recipients.leads_above``)."""
    return staff.role == Role.TEAM_LEAD and staff.team_id is not None


@dataclass(frozen=True)
class Kind:
    """A kind of notification: its name and help for the settings page, its words, its channels unless changed.

    ``can_reach``: who can be told it at all.
    """

    code: str
    label: Any
    words: Callable[[dict[str, Any]], Words]
    help: Any = ""
    icon: str = "bell"
    channels: frozenset[Channel] = field(default=frozenset({Channel.BELL, Channel.POP_UP, Channel.DIGEST}))
    can_reach: Callable[[Staff], bool] = anybody

    @property
    def office_channels(self) -> frozenset[Channel]:
        """The channels of people who chose none themselves."""
        return frozenset(Channel(name) for name in _settings[self.code].value)


_kinds: dict[str, Kind] = {}
_settings: dict[str, office_settings.Setting] = {}


def register(kind: Kind) -> Kind:
    """Declare a kind, and the office's setting of its channels."""
    _kinds[kind.code] = kind
    _settings[kind.code] = office_settings.register(
        office_settings.Setting(
            f"notifications.{kind.code}",
            office_settings.Kind.CHOICES,
            [str(channel) for channel in Channel if channel in kind.channels],
            group=_("Notifications"),
            label=kind.label,
            help=kind.help,
            choices=CHANNELS,
        )
    )
    return kind


def kind_of(code: str) -> Kind | None:
    """The kind, None for one that this version does not know any more."""
    return _kinds.get(code)


def all_kinds() -> list[Kind]:
    """Every kind, in the order of declaration."""
    return list(_kinds.values())


def kinds_reaching(staff: Staff) -> list[Kind]:
    """The kinds that the person can be told, in the order of declaration."""
    return [kind for kind in all_kinds() if kind.can_reach(staff)]
