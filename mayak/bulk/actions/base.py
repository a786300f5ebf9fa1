"""What an action on many clients knows to do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from mayak.accounts.models import Staff
from mayak.bulk.models import BulkItem, BulkRun
from mayak.bulk.words import LeftOutError, Words
from mayak.clients.models import Client


@dataclass(frozen=True)
class Planned:
    """What would become of a client. ``seen`` tells whether it is still as shown; ``note``: why it is left out."""

    client_id: int
    was: Words
    becomes: Words
    seen: Any = None
    plan: Mapping[str, Any] = field(default_factory=dict)
    note: Words = ""


class Action:
    """One kind of action. ``undoes``: what was done can be taken back; ``shows_load``: it fills somebody's days."""

    code = ""
    icon = "checks"
    undoes = True
    shows_load = False

    @property
    def label(self) -> str:
        """What it is called on its button."""
        raise NotImplementedError

    def is_for(self, user: Staff) -> bool:
        """Whether the person may do it at all."""
        return True

    def form(self, user: Staff, data: Any = None, initial: Any = None) -> forms.Form:
        """What has to be said before."""
        raise NotImplementedError

    def plan(self, user: Staff, clients: Sequence[Client], params: Mapping[str, Any]) -> list[Planned]:
        """What would become of each client, by a fixed number of statements."""
        raise NotImplementedError

    def apply(self, run: BulkRun, item: BulkItem) -> dict[str, Any]:
        """Do it for one client, within a transaction; gives what undoes it. A MayakError leaves the client out."""
        raise NotImplementedError

    def apply_all(self, run: BulkRun) -> None:
        """Once for all clients, before the single ones."""

    def undo(self, run: BulkRun, item: BulkItem) -> None:
        """Take it back for one client, within a transaction. A MayakError leaves it as it is."""
        raise NotImplementedError

    def counted(self, does: str, count: int) -> str:
        """What clients of the preview are called, by the ``does`` of their plans; "": they are not told apart."""
        return ""

    def links(self, run: BulkRun) -> list[tuple[str, str]]:
        """Where what was done can be looked at: words and addresses."""
        return []

    def words(self, user: Staff, params: Mapping[str, Any]) -> str:
        """What was said, in a sentence."""
        return ""


def refuse_changed(item: BulkItem, now: Any) -> None:
    """Raise LeftOutError unless the client is still as the preview showed it."""
    if item.seen != now:
        raise LeftOutError(changed_since)


def changed_since() -> str:
    """Why a client is left out that is not as the preview showed it."""
    return _("Changed since the preview.")
