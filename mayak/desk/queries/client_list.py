"""The list of clients: search, filters, order, pages; every figure of a row comes from the fact sheet."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlencode

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OrderBy, OuterRef, Q, QuerySet

from mayak.accounts.models import ServiceMode, Staff
from mayak.clients.domain.spelling import Understanding
from mayak.clients.intervals import in_force_on
from mayak.clients.models import LONGEST_MARK, Client, ClientMark, ClientStatus, Person, Responsibility
from mayak.clients.queries import find_clients, matching_persons, understood
from mayak.core import clock
from mayak.facts.conditions import Condition, clients_where
from mayak.facts.models import fact_path, is_fact
from mayak.lamps.models import LampState, State

PAGE_SIZE = 50
# Letters of a condition in an address.
LARGEST = 12_000

# column → (field, the direction in which one usually looks)
SORTS: dict[str, tuple[str, bool]] = {
    "necessity": ("score__necessity", True),
    "name": ("name_folded", False),
    "debt": ("facts__debt_amount", True),
    "contact": ("facts__last_reached_date", False),
    "next": ("facts__next_planned_date", False),
    "price": ("facts__price_amount", True),
    "renewal": ("facts__days_to_renewal", False),
}


@dataclass(frozen=True)
class ListFilter:
    """What the address of the list says; anything unknown in it is left out. ``need``: this necessity and more."""

    text: str = ""
    is_exact: bool = False
    mine: bool = False
    expert: int | None = None
    team: int | None = None
    status: str = ""
    mode: str = ""
    lamp: str = ""
    mark: str = ""
    need: Decimal | None = None
    selection: int | None = None
    condition: str = ""
    is_editing: bool = False
    sort: str = ""
    is_reversed: bool = False
    page: int = 1

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> "ListFilter":
        """The filter of an address."""
        sort = values.get("sort", "")
        return cls(
            text=str(values.get("q", ""))[:100].strip(),
            is_exact=bool(values.get("exact")),
            mine=bool(values.get("mine")),
            expert=_key(values.get("expert")),
            team=_key(values.get("team")),
            status=status if (status := str(values.get("status", ""))) in ClientStatus.values else "",
            mode=mode if (mode := str(values.get("mode", ""))) in ServiceMode.values else "",
            lamp=str(values.get("lamp", ""))[:60],
            mark=str(values.get("mark", ""))[:LONGEST_MARK],
            need=_share(values.get("need")),
            selection=_key(values.get("selection")),
            # One that is too long stays one that cannot be read: without it the list would be everybody.
            condition=str(values.get("condition", ""))[: LARGEST + 1],
            is_editing=bool(values.get("panel")),
            sort=sort.lstrip("-") if field_of_sort(sort) else "",
            is_reversed=sort.startswith("-"),
            page=max(_key(values.get("page")) or 1, 1),
        )

    def address(self, **changes: Any) -> str:
        """The query string of this filter with changes; a change starts at the first page."""
        values: dict[str, Any] = {
            "q": self.text,
            "exact": "1" if self.is_exact else "",
            "mine": "1" if self.mine else "",
            "expert": self.expert,
            "team": self.team,
            "status": self.status,
            "mode": self.mode,
            "lamp": self.lamp,
            "mark": self.mark,
            "need": self.need,
            "selection": self.selection,
            "condition": self.condition,
            "panel": "1" if self.is_editing else "",
            "sort": ("-" if self.is_reversed else "") + self.sort,
        } | changes
        return "?" + urlencode({name: value for name, value in values.items() if value})

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but order and page is chosen."""
        people = (self.mine, self.expert, self.team)
        return any((self.text, *people, self.status, self.mode, self.lamp, self.mark, self.need))

    @property
    def narrowing(self) -> str:
        """The address without page, order and panel: which clients are meant."""
        return self.address(sort="", panel="", page="")

    @property
    def order(self) -> str:
        """The column it is sorted by."""
        return self.sort or "necessity"


@dataclass(frozen=True)
class ClientLine:
    """A row of the list."""

    pk: int
    name: str
    inn: str
    status: str
    mode: str
    necessity: Decimal | None
    certainty: Decimal | None
    debt: Decimal | None
    overdue_days: int | None
    price: Decimal | None
    last_contact: date | None
    next_contact: date | None
    renewal: date | None
    expert_id: int | None
    marks: tuple[str, ...]
    found_by: Person | None


@dataclass(frozen=True)
class ClientPage:
    """A page of the list with the exact total."""

    lines: tuple[ClientLine, ...]
    total: int
    page: int
    pages: int
    meant: Understanding

    @property
    def first(self) -> int:
        """The number of the first row shown."""
        return (self.page - 1) * PAGE_SIZE + 1 if self.lines else 0

    @property
    def last(self) -> int:
        """The number of the last row shown."""
        return self.first + len(self.lines) - 1 if self.lines else 0


def field_of_sort(sort: str) -> tuple[str, bool] | None:
    """The field behind a code of sorting and its usual direction; ``fact:overdue_days`` sorts by any fact."""
    code = sort.removeprefix("-")
    kind, _colon, name = code.partition(":")
    if kind == "fact" and is_fact(name):
        return f"facts__{fact_path(name)}", True
    return SORTS.get(code)


def _key(value: Any) -> int | None:
    text = str(value or "")
    return int(text) if text.isdecimal() and len(text) < 12 else None


def _share(value: Any) -> Decimal | None:
    """A necessity to start from: 0.01 to 1."""
    try:
        share = Decimal(str(value or ""))
    except InvalidOperation:
        return None
    return share if share.is_finite() and 0 < share <= 1 else None


def client_page(
    user: Staff,
    chosen: ListFilter,
    team_staff: frozenset[int] | None = None,
    condition: Condition | None = None,
) -> ClientPage:
    """The page of the list a filter names, within the person's rights: 2 statements, up to 4 more for a search.

    ``team_staff``: the people of the chosen team; ``condition``: what must be true of a client besides.
    """
    meant = understood(user, chosen.text, as_typed=chosen.is_exact)
    clients = listed_clients(user, chosen, meant, team_staff, condition)
    total = clients.count()
    pages = max(-(-total // PAGE_SIZE), 1)
    page = min(chosen.page, pages)
    start, order = (page - 1) * PAGE_SIZE, _order(chosen)
    # Find the page by narrow rows first: sorting the office with all its figures costs twice as much.
    shown = clients.order_by(*order).values("pk")[start : start + PAGE_SIZE]
    rows: list[tuple[Any, ...]] = (
        list(Client.objects.filter(pk__in=shown).order_by(*order).values_list(*_COLUMNS, _MARKS)) if total else []
    )
    persons = matching_persons(user, meant.wanted, (row[0] for row in rows)) if chosen.text else {}
    lines = tuple(ClientLine(*[*row, persons.get(row[0])]) for row in rows)
    return ClientPage(lines, total, page, pages, meant)


def listed_clients(
    user: Staff,
    chosen: ListFilter,
    meant: Understanding,
    team_staff: frozenset[int] | None = None,
    condition: Condition | None = None,
) -> QuerySet[Client]:
    """All clients that a filter and a condition name, in no order."""
    clients = find_clients(user, meant.wanted)
    if condition is not None:
        clients = clients.filter(clients_where(condition))
    return _narrowed(clients, user, chosen, team_staff, is_conditioned=condition is not None or bool(chosen.condition))


_COLUMNS = (
    "pk",
    "name",
    "inn",
    "status",
    "service_mode",
    "score__necessity",
    "score__certainty",
    "facts__debt_amount",
    "facts__overdue_days",
    "facts__price_amount",
    "facts__last_reached_date",
    "facts__next_planned_date",
    "facts__renewal_date",
    "facts__expert_id",
)
_MARKS = ArraySubquery(ClientMark.objects.filter(client=OuterRef("pk")).order_by("text").values("text"))


def _order(chosen: ListFilter) -> list[OrderBy]:
    field, descending = field_of_sort(chosen.order) or SORTS["necessity"]
    if chosen.is_reversed:
        descending = not descending
    order = F(field).desc(nulls_last=True) if descending else F(field).asc(nulls_last=True)
    return [order, F("name_folded").asc(), F("pk").asc()]


def _narrowed(
    clients: QuerySet[Client],
    user: Staff,
    chosen: ListFilter,
    team_staff: frozenset[int] | None,
    *,
    is_conditioned: bool,
) -> QuerySet[Client]:
    fits = Q()
    if chosen.mine:
        fits &= Q(pk__in=_pools({user.pk}))
    if chosen.expert:
        fits &= Q(pk__in=_pools({chosen.expert}))
    if team_staff is not None:
        fits &= Q(pk__in=_pools(team_staff))
    if chosen.status:
        fits &= Q(status=chosen.status)
    elif not chosen.text and not is_conditioned:
        # Those who left are found by a search, the filter or a condition, they do not stand in the way.
        fits &= ~Q(status=ClientStatus.DISCONNECTED)
    if chosen.mode:
        fits &= Q(service_mode=chosen.mode)
    if chosen.need is not None:
        fits &= Q(score__necessity__gte=chosen.need)
    if chosen.mark:
        fits &= Q(marks__text=chosen.mark)
    if chosen.lamp:
        lit = LampState.objects.filter(lamp__code=chosen.lamp, state=State.LIT)
        fits &= Q(pk__in=lit.values("client"))
    return clients.filter(fits)


def _pools(staff_ids: frozenset[int] | set[int]) -> QuerySet[Responsibility, Any]:
    return Responsibility.objects.filter(in_force_on(clock.today()), staff__in=staff_ids).values("client")
