"""The monitoring board (S5, first form): clients × lamps, only what is lit speaks."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.db.models import Case, F, IntegerField, OrderBy, OuterRef, QuerySet, Subquery, Value, When

from mayak.accounts.models import Staff
from mayak.clients.intervals import in_force_on
from mayak.clients.models import Client, Responsibility
from mayak.clients.policies import visible_to
from mayak.core import clock
from mayak.core.text import localized
from mayak.lamps.models import LampDefinition, LampState, State
from mayak.lamps.wording import reason_of, worded

PAGE_SIZE = 50
ANY, URGENT, ALL = "", "urgent", "all"
# Of a past day: what was shown on it, instead of recomputed for it.
SHOWN = "shown"
EARLIEST = date(1990, 1, 1)
SORTS = {
    "necessity": ("score__necessity", True),
    "name": ("name_folded", False),
    "debt": ("facts__debt_amount", True),
    "contact": ("facts__last_reached_date", False),
    "next": ("facts__next_planned_date", False),
}


@dataclass(frozen=True)
class BoardFilter:
    """What the address of the board says. ``show``: "" any lamp lit, "urgent", "all", or the code of a lamp.

    ``as_of``: a past day, recomputed for it, or with ``is_shown`` as shown on it. ``not_yet``: a day that was asked
    for and has not come; the board is today's then.
    """

    show: str = ANY
    expert: int | None = None
    team: int | None = None
    sort: str = "necessity"
    is_reversed: bool = False
    page: int = 1
    as_of: date | None = None
    is_shown: bool = False
    not_yet: date | None = None

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> "BoardFilter":
        """The filter of an address; anything broken in it is left out."""
        sort = str(values.get("sort", ""))[:70]
        day, today = _day(values.get("as_of")), clock.today()
        return cls(
            show=str(values.get("show", ""))[:60],
            expert=_key(values.get("expert")),
            team=_key(values.get("team")),
            sort=sort.lstrip("-") or "necessity",
            is_reversed=sort.startswith("-"),
            page=max(_key(values.get("page")) or 1, 1),
            # Today itself is the live board.
            as_of=day if day and day < today else None,
            is_shown=values.get("how") == SHOWN,
            not_yet=day if day and day > today else None,
        )

    def address(self, **changes: Any) -> str:
        """The query string of this filter with changes; a change starts at the first page."""
        sort = ("-" if self.is_reversed else "") + self.sort
        values: dict[str, Any] = {
            "show": self.show,
            "expert": self.expert,
            "team": self.team,
            "sort": "" if sort == "necessity" else sort,
            "as_of": self.as_of,
            "how": SHOWN if self.is_shown and self.as_of else "",
        } | changes
        return "?" + urlencode({name: value for name, value in values.items() if value})

    def known_to(self, lamps: Iterable["LampColumn"]) -> "BoardFilter":
        """The filter without lamps that do not exist."""
        codes = {lamp.code for lamp in lamps}
        show = self.show if self.show in {ANY, URGENT, ALL, *codes} else ANY
        return replace(self, show=show, sort=self.sort if self.sort in {*SORTS, *codes} else "necessity")


@dataclass(frozen=True)
class LampColumn:
    """A lamp as a column; ``count``: at how many clients of the pool it is lit."""

    pk: int
    code: str
    name: str
    label: str
    unit: str
    is_weighted: bool
    count: int = 0


@dataclass(frozen=True)
class LampCell:
    """A lamp of one client that is lit or unknown: figure and reason; a lamp in the norm has no cell."""

    is_lit: bool
    is_urgent: bool
    figure: str
    reason: str


@dataclass(frozen=True)
class BoardRow:
    """A client on the board. ``shown``: the necessity that was shown on the past day, beside the recomputed one."""

    pk: int
    name: str
    necessity: Decimal | None
    certainty: Decimal | None
    debt: Decimal | None
    last_contact: date | None
    next_contact: date | None
    expert_id: int | None
    cells: dict[str, LampCell]
    shown: Decimal | None = None


@dataclass(frozen=True)
class BoardPage:
    """A page of the board with the figures of its head; ``total`` rows fit the filter, ``pool`` clients in all."""

    rows: tuple[BoardRow, ...]
    columns: tuple[LampColumn, ...]
    pool: int
    lit: int
    urgent: int
    total: int
    page: int
    pages: int


def _key(value: Any) -> int | None:
    text = str(value or "")
    return int(text) if text.isdecimal() and len(text) < 12 else None


def _day(value: Any) -> date | None:
    """A day of an address. Nothing is older than computers."""
    try:
        day = date.fromisoformat(str(value or ""))
    except ValueError:
        return None
    return day if day >= EARLIEST else None


def pool_of(user: Staff, staff_ids: frozenset[int] | None, *, day: date | None = None) -> QuerySet[Client]:
    """The clients of the board: those in service, within the rights, of the given people only when they are given.

    On a past ``day`` the people are those responsible then; who was served is told by the facts of that day.
    """
    clients = visible_to(user, Client)
    if day is None:
        clients = clients.filter(score__isnull=False)
    if staff_ids is None:
        return clients
    pools = Responsibility.objects.filter(in_force_on(day or clock.today()), staff__in=staff_ids)
    return clients.filter(pk__in=pools.values("client"))


def board_page(pool: QuerySet[Client], chosen: BoardFilter) -> BoardPage:
    """A page of the live board. 4 statements."""
    columns = lamp_columns()
    chosen = chosen.known_to(columns)
    counted = _counts(pool)
    columns = tuple(replace(column, count=counted.by_lamp.get(str(column.pk), 0)) for column in columns)
    by_code = {column.code: column for column in columns}
    totals = {ANY: counted.lit, URGENT: counted.urgent, ALL: counted.pool}
    total = totals[chosen.show] if chosen.show in totals else by_code[chosen.show].count
    pages = max(-(-total // PAGE_SIZE), 1)
    page = min(chosen.page, pages)
    start = (page - 1) * PAGE_SIZE
    # Find the page by narrow rows first: sorting the office with all its figures costs twice as much.
    shown = _ordered(_shown(pool, chosen, by_code), chosen, by_code).values("pk")[start : start + PAGE_SIZE]
    clients = _ordered(Client.objects.filter(pk__in=shown), chosen, by_code)
    rows: list[tuple[Any, ...]] = list(clients.values_list(*_COLUMNS)) if total else []
    cells = _cells([row[0] for row in rows], columns)
    return BoardPage(
        rows=tuple(BoardRow(*[*row, cells[row[0]]]) for row in rows),
        columns=columns,
        pool=counted.pool,
        lit=counted.lit,
        urgent=counted.urgent,
        total=total,
        page=page,
        pages=pages,
    )


def lamp_columns() -> tuple[LampColumn, ...]:
    """The lamps in use, the weighted ones first. One statement."""
    definitions = LampDefinition.objects.filter(is_active=True).order_by("-is_weighted", "order", "code")
    return tuple(
        LampColumn(
            pk=lamp.pk,
            code=lamp.code,
            name=localized(lamp.name),
            label=localized(lamp.short_label),
            unit=localized(lamp.unit),
            is_weighted=lamp.is_weighted,
        )
        for lamp in definitions
    )


@dataclass(frozen=True)
class _Counts:
    pool: int
    lit: int
    urgent: int
    by_lamp: dict[str, int]


# The whole office: every lit lamp is of a client that is served, so there is nothing to compare with.
_COUNTS_OF_ALL = """
SELECT (SELECT count(*) FROM lamps_score), burning.lit, burning.urgent,
  (SELECT coalesce(json_object_agg(t.lamp_id, t.n), '{}')::text FROM (
     SELECT s.lamp_id, count(*) AS n FROM lamps_lampstate s
     JOIN lamps_lampdefinition d ON d.id = s.lamp_id AND d.is_active WHERE s.state = 'lit' GROUP BY s.lamp_id) t)
FROM (SELECT count(*) AS lit, count(*) FILTER (WHERE c.is_urgent) AS urgent FROM (
        SELECT bool_or(s.is_urgent) AS is_urgent FROM lamps_lampstate s
        JOIN lamps_lampdefinition d ON d.id = s.lamp_id AND d.is_active WHERE s.state = 'lit' GROUP BY s.client_id) c
) burning
"""
_COUNTS = """
WITH pool(id) AS MATERIALIZED ({pool}),
lit AS MATERIALIZED (
  SELECT s.client_id, s.lamp_id, s.is_urgent FROM pool JOIN lamps_lampstate s ON s.client_id = pool.id
  JOIN lamps_lampdefinition d ON d.id = s.lamp_id AND d.is_active
  WHERE s.state = 'lit'),
burning AS (SELECT bool_or(is_urgent) AS is_urgent FROM lit GROUP BY client_id)
SELECT (SELECT count(*) FROM pool), (SELECT count(*) FROM burning),
  (SELECT count(*) FROM burning WHERE is_urgent),
  (SELECT coalesce(json_object_agg(lamp_id, n), '{{}}')::text
     FROM (SELECT lamp_id, count(*) AS n FROM lit GROUP BY lamp_id) t)
"""


def _counts(pool: QuerySet[Client]) -> _Counts:
    sql, params = pool.order_by().values("pk").query.sql_with_params()
    statement = _COUNTS_OF_ALL if _is_everybody(pool) else _COUNTS.format(pool=sql)
    with connection.cursor() as cursor:
        cursor.execute(statement, () if statement is _COUNTS_OF_ALL else params)
        pool_count, lit, urgent, by_lamp = cursor.fetchone()
    return _Counts(pool_count, lit, urgent, json.loads(by_lamp))


def _is_everybody(pool: QuerySet[Client]) -> bool:
    """Whether the pool is all clients that are served: for those who see all, without a choice of people."""
    return str(pool.order_by().query) == str(Client.objects.filter(score__isnull=False).order_by().query)


def _lit(**more: Any) -> QuerySet[LampState]:
    return LampState.objects.filter(state=State.LIT, lamp__is_active=True, **more)


def _shown(pool: QuerySet[Client], chosen: BoardFilter, by_code: dict[str, LampColumn]) -> QuerySet[Client]:
    if chosen.show == ALL:
        return pool
    if chosen.show == ANY:
        return pool.filter(pk__in=_lit().values("client"))
    if chosen.show == URGENT:
        return pool.filter(pk__in=_lit(is_urgent=True).values("client"))
    return pool.filter(pk__in=_lit(lamp=by_code[chosen.show].pk).values("client"))


_COLUMNS = (
    "pk",
    "name",
    "score__necessity",
    "score__certainty",
    "facts__debt_amount",
    "facts__last_reached_date",
    "facts__next_planned_date",
    "facts__expert_id",
)


def _ordered(clients: QuerySet[Client], chosen: BoardFilter, by_code: dict[str, LampColumn]) -> QuerySet[Client]:
    calm = [F("score__necessity").desc(nulls_last=True), F("name_folded").asc(), F("pk").asc()]
    if chosen.sort in by_code:
        state = _lit(client=OuterRef("pk"), lamp=by_code[chosen.sort].pk).annotate(
            heat=Case(When(is_urgent=True, then=Value(2)), default=Value(1), output_field=IntegerField())
        )
        clients = clients.annotate(heat=Subquery(state.values("heat")[:1]))
        field, descending = "heat", True
    else:
        field, descending = SORTS[chosen.sort]
    if chosen.is_reversed:
        descending = not descending
    first: OrderBy = F(field).desc(nulls_last=True) if descending else F(field).asc(nulls_last=True)
    return clients.order_by(first, *calm)


def _cells(client_ids: list[int], columns: tuple[LampColumn, ...]) -> dict[int, dict[str, LampCell]]:
    cells: dict[int, dict[str, LampCell]] = defaultdict(dict)
    if not client_ids:
        return cells
    states = LampState.objects.filter(client__in=client_ids, lamp__in=[column.pk for column in columns])
    rows = states.values_list(
        "client_id",
        "lamp__code",
        "state",
        "is_urgent",
        "evidence",
        "lamp__figure",
        "lamp__reason",
        "lamp__never_reason",
    )
    for client_id, code, state, is_urgent, evidence, figure, reason, never_reason in rows:
        is_lit = state == State.LIT
        cells[client_id][code] = LampCell(
            is_lit=is_lit,
            is_urgent=is_urgent,
            figure=worded(figure, evidence) if is_lit else "",
            reason=reason_of(reason, never_reason, evidence) if is_lit else "",
        )
    return cells
