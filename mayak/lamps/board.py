"""The monitoring board (S5): clients × lamps with score, debt and dates, now or recomputed for a past day."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import F, QuerySet

from mayak.clients.models import Client
from mayak.core.text import localized
from mayak.facts.conditions import Condition, clients_where
from mayak.facts.services import facts_as_of
from mayak.lamps.judging import ClientJudgement, Judged, judge
from mayak.lamps.models import LampDefinition, LampState, State
from mayak.lamps.rules import current_rules
from mayak.lamps.wording import reason_of, worded

PAGE_SIZE = 50
# How the board may be sorted: the column and whether the largest comes first.
SORTS: dict[str, tuple[str, bool]] = {
    "necessity": ("score__necessity", True),
    "name": ("name_folded", False),
    "debt": ("facts__debt_amount", True),
    "contact": ("facts__last_reached_date", False),
    "next": ("facts__next_planned_date", False),
}


@dataclass(frozen=True)
class Column:
    """A lamp as a column."""

    code: str
    name: str
    short_label: str
    unit: str


@dataclass(frozen=True)
class Cell:
    """A lamp of one client; ``figure`` and ``reason`` only where it is lit."""

    code: str
    state: State
    is_urgent: bool = False
    figure: str = ""
    reason: str = ""


@dataclass(frozen=True)
class BoardRow:
    """One client on the board; the cells in the order of the columns."""

    client_id: int
    name: str
    necessity: Decimal | None
    certainty: Decimal
    is_corrected: bool
    debt_amount: Decimal | None
    last_reached_date: date | None
    next_planned_date: date | None
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Board:
    """One page of the board. ``total``: clients that fit the filters, on all pages."""

    columns: tuple[Column, ...]
    rows: tuple[BoardRow, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True)
class BoardFilter:
    """What the board shows. ``lamp``: the code of a lamp that must be lit, "any" for one at least."""

    expert_id: int | None = None
    lamp: str = ""
    urgent_only: bool = False
    condition: Condition | None = None
    sort: str = "necessity"
    reverse: bool = False
    page: int = 1


def columns_of_board() -> tuple[Column, ...]:
    """All lamps in use as columns. One SQL query."""
    return tuple(
        Column(lamp.code, localized(lamp.name), localized(lamp.short_label), localized(lamp.unit))
        for lamp in LampDefinition.objects.filter(is_active=True)
    )


def clients_on_board(clients: QuerySet[Client], wanted: BoardFilter) -> QuerySet[Client]:
    """Those of ``clients`` (what a person may see) that are in service and fit the filters."""
    rows = clients.filter(score__isnull=False)
    if wanted.expert_id is not None:
        rows = rows.filter(facts__expert_id=wanted.expert_id)
    lit = LampState.objects.filter(state=State.LIT, lamp__is_active=True)
    if wanted.urgent_only:
        lit = lit.filter(is_urgent=True)
    if wanted.lamp and wanted.lamp != "any":
        lit = lit.filter(lamp__code=wanted.lamp)
    if wanted.lamp or wanted.urgent_only:
        rows = rows.filter(pk__in=lit.values("client"))
    return rows.filter(clients_where(wanted.condition)) if wanted.condition else rows


def board(clients: QuerySet[Client], wanted: BoardFilter) -> Board:
    """A page of the live board: four SQL queries."""
    fitting = clients_on_board(clients, wanted)
    total = fitting.count()
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(1, wanted.page), pages)
    field, largest_first = SORTS.get(wanted.sort, SORTS["necessity"])
    descending = largest_first != wanted.reverse
    order = F(field).desc(nulls_last=True) if descending else F(field).asc(nulls_last=True)
    start = (page - 1) * PAGE_SIZE
    rows = list(
        fitting.order_by(order, "pk").values("pk", "name", *_SCORE_FIELDS, *_FACT_FIELDS)[start : start + PAGE_SIZE]
    )
    definitions = list(LampDefinition.objects.filter(is_active=True))
    cells = _live_cells([row["pk"] for row in rows], definitions)
    columns = tuple(
        Column(lamp.code, localized(lamp.name), localized(lamp.short_label), localized(lamp.unit))
        for lamp in definitions
    )
    return Board(columns, tuple(_live_row(row, definitions, cells) for row in rows), total, page, pages)


_SCORE_FIELDS = ("score__necessity", "score__certainty", "score__is_corrected")
_FACT_FIELDS = ("facts__debt_amount", "facts__last_reached_date", "facts__next_planned_date")


def _live_cells(client_ids: list[int], definitions: list[LampDefinition]) -> dict[tuple[int, int], Cell]:
    by_pk = {lamp.pk: lamp for lamp in definitions}
    cells = {}
    states = LampState.objects.filter(client_id__in=client_ids, lamp_id__in=list(by_pk))
    for state in states:
        lamp = by_pk[state.lamp_id]
        cells[state.client_id, lamp.pk] = _cell(lamp, State(state.state), state.is_urgent, state.evidence)
    return cells


def _cell(lamp: LampDefinition, state: State, is_urgent: bool, evidence: dict[str, Any]) -> Cell:
    if state is not State.LIT:
        return Cell(lamp.code, state)
    figure = worded(lamp.figure, evidence) if lamp.figure else ""
    return Cell(lamp.code, state, is_urgent, figure, reason_of(lamp.reason, lamp.never_reason, evidence))


def _live_row(row: dict[str, Any], definitions: list[LampDefinition], cells: dict[tuple[int, int], Cell]) -> BoardRow:
    return BoardRow(
        client_id=row["pk"],
        name=row["name"],
        necessity=row["score__necessity"],
        certainty=row["score__certainty"],
        is_corrected=row["score__is_corrected"],
        debt_amount=row["facts__debt_amount"],
        last_reached_date=row["facts__last_reached_date"],
        next_planned_date=row["facts__next_planned_date"],
        cells=tuple(cells.get((row["pk"], lamp.pk), Cell(lamp.code, State.OUT)) for lamp in definitions),
    )


@dataclass(frozen=True)
class PastRow:
    """A client as recomputed for a day with today's playbook."""

    client_id: int
    exchange_id: str
    name: str
    expert: str | None
    debt_amount: Decimal
    judgement: ClientJudgement

    @property
    def lamps(self) -> dict[str, State]:
        """The states of the weighted lamps by code, in the playbook's order."""
        return {judged.lamp.code: _state(judged) for judged in self._weighted}

    @property
    def reasons(self) -> list[str]:
        """Why the weighted lamps that are lit are lit, the heaviest first, in the active language."""
        lit = sorted((judged for judged in self._weighted if judged.is_lit), key=lambda judged: -judged.weight)
        return [
            reason_of(judged.lamp.definition.reason, judged.lamp.definition.never_reason, judged.evidence)
            for judged in lit
        ]

    @property
    def _weighted(self) -> list[Judged]:
        return [judged for judged in self.judgement.lamps if judged.lamp.weight is not None]


def _state(judged: Judged) -> State:
    if judged.is_lit is None:
        return State.UNKNOWN
    return State.LIT if judged.is_lit else State.OUT


_PAST = """
SELECT f.client_id, COALESCE(c.external_id, 'm-' || c.id), c.name, s.login, COALESCE(f.debt_amount, 0)
FROM {relation} f JOIN clients_client c ON c.id = f.client_id LEFT JOIN accounts_staff s ON s.id = f.expert_id
WHERE f.is_served
"""


def board_as_of(day: date, *, expert: str | None = None) -> list[PastRow]:
    """The clients in service on a day, recomputed for it: by necessity, the highest first (unknown last), then id.

    ``expert``: the log-in name of the one responsible on the day.
    """
    rules = current_rules()
    with facts_as_of(day) as relation, connection.cursor() as cursor:
        judgements = {item.client_id: item for item in judge(rules, day, relation=relation)}
        cursor.execute(_PAST.format(relation=relation))
        rows = [_past_row(row, judgements) for row in cursor.fetchall()]
    if expert is not None:
        rows = [row for row in rows if row.expert is not None and row.expert.lower() == expert.lower()]
    return sorted(rows, key=_by_necessity)


def _past_row(row: tuple[Any, ...], judgements: dict[int, ClientJudgement]) -> PastRow:
    client_id, exchange_id, name, expert, debt_amount = row
    return PastRow(client_id, exchange_id, name, expert, debt_amount, judgements[client_id])


def _by_necessity(row: PastRow) -> tuple[bool, Decimal, str]:
    necessity = row.judgement.score.necessity
    return necessity is None, -(necessity or Decimal(0)), row.exchange_id
