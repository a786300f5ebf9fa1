"""The selections beside the list of clients, in groups."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from mayak.accounts.models import Staff
from mayak.facts.conditions.editing import beginning
from mayak.facts.conditions.editing.posted import written_tree
from mayak.facts.models import Selection, Sharing
from mayak.facts.selections.queries import Hits


@dataclass(frozen=True)
class Item:
    """One selection to open; ``hits`` None: not counted yet, or its condition no longer fits the playbook."""

    pk: int
    name: str
    url: str
    owner: str = ""
    shared: str = ""
    hits: Hits | None = None


Group = tuple[str, tuple[Item, ...]]


def grouped(selections: Iterable[Selection], user: Staff, hits: Mapping[int, Hits] | None = None) -> list[Group]:
    """One's own first, then the team's, then the office's; empty groups are left out."""
    groups: dict[str, list[Item]] = {title: [] for title in (_("Mine"), _("Of the team"), _("Of the office"))}
    mine, team, office = groups.values()
    for one in selections:
        place = mine if one.owner_id == user.pk else team if one.sharing == Sharing.TEAM else office
        owner = "" if one.owner_id == user.pk else one.owner.full_name
        # Elsewhere the group's title says with whom it is shared.
        shared = str(one.get_sharing_display()) if place is mine and one.sharing != Sharing.PRIVATE else ""
        place.append(Item(one.pk, one.name, list_url(selection=one.pk), owner, shared, (hits or {}).get(one.pk)))
    return [(title, tuple(items)) for title, items in groups.items() if items]


def list_url(**query: object) -> str:
    """An address of the list of clients."""
    asked = urlencode({name: value for name, value in query.items() if value})
    return reverse("clients") + (f"?{asked}" if asked else "")


def new_url() -> str:
    """Where a new condition begins."""
    return list_url(condition=written_tree(beginning()), panel="1")
