"""The list of contacts: the rows behind every number of a day, a person, a team."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.db.models import QuerySet

from mayak.accounts.models import Staff
from mayak.clients.policies import visible_to
from mayak.core import clock
from mayak.planning.queries.contact_lists import ContactList, listed
from mayak.work.models import Activity

PAGE_SIZE = 50
MOST_EXPERTS = 1000
PLANNED = {ContactList.AHEAD, ContactList.OVERDUE}


@dataclass(frozen=True)
class ContactFilter:
    """What the address says: which contacts, whose, of which days (both inclusive).

    ``experts``: several people at once, those that a total has summed.
    """

    show: ContactList
    since: date
    until: date
    expert: int | None = None
    team: int | None = None
    experts: frozenset[int] = frozenset()
    page: int = 1

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> "ContactFilter":
        """The filter of an address; anything broken in it is left out: talks of today."""
        today = clock.today()
        show = str(values.get("show", ""))
        since, until = _day(values.get("since")), _day(values.get("until"))
        since = since or until or today
        until = until or (since if since > today else today)
        return cls(
            show=ContactList(show) if show in set(ContactList) else ContactList.DONE,
            since=min(since, until),
            until=max(since, until),
            expert=_key(values.get("expert")),
            team=_key(values.get("team")),
            experts=_keys(values.get("experts")),
            page=max(_key(values.get("page")) or 1, 1),
        )

    def address(self, **changes: Any) -> str:
        """The query string of this filter with changes; a change starts at the first page."""
        values: dict[str, Any] = {
            "show": self.show.value,
            "since": self.since,
            "until": self.until,
            "expert": self.expert,
            "team": self.team,
            "experts": ",".join(map(str, sorted(self.experts))),
        } | changes
        return "?" + urlencode({name: value for name, value in values.items() if value})


@dataclass(frozen=True)
class ContactPage:
    """A page of the list, with the exact number of rows of every list for the same people and days."""

    rows: tuple[Activity, ...]
    counts: dict[ContactList, int]
    total: int
    page: int
    pages: int


def contact_page(user: Staff, chosen: ContactFilter, staff_ids: frozenset[int] | None) -> ContactPage:
    """A page of contacts within the rights. ``staff_ids``: held or planned by these people only. 3 statements."""
    contacts: QuerySet[Activity] = visible_to(user, Activity).order_by()
    if staff_ids is not None:
        contacts = contacts.filter(executor__in=staff_ids)
    counts = {one: contacts.filter(listed(one, chosen.since, chosen.until)) for one in ContactList}
    numbers = _count_all(counts)
    total = numbers[chosen.show]
    pages = max(-(-total // PAGE_SIZE), 1)
    page = min(chosen.page, pages)
    order = ("planned_at", "pk") if chosen.show in PLANNED else ("-done_at", "-pk")
    rows = (
        counts[chosen.show]
        .select_related("client", "person", "outcome", "stage", "executor")
        .defer("scenario")
        .order_by(*order)[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    )
    return ContactPage(tuple(rows), numbers, total, page, pages)


def _count_all(lists: dict[ContactList, QuerySet[Activity]]) -> dict[ContactList, int]:
    """Every list counted by its own index, in one statement."""
    parts, params = [], []
    for rows in lists.values():
        sql, values = rows.values("pk").query.sql_with_params()
        parts.append(f"(SELECT count(*) FROM ({sql}) counted)")
        params += list(values)
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(parts), params)
        return dict(zip(lists, cursor.fetchone(), strict=True))


def _key(value: Any) -> int | None:
    text = str(value or "")
    return int(text) if text.isdecimal() and len(text) < 12 else None


def _keys(value: Any) -> frozenset[int]:
    keys = (_key(text) for text in str(value or "").split(",")[:MOST_EXPERTS])
    return frozenset(key for key in keys if key is not None)


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value or ""))
    except ValueError:
        return None
