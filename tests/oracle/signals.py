"""The seven weighted signals computed naively from table rows: slow, plain, and sharing no code with the product.

Rows are dictionaries with Python values (dates as ``date``); references are source ids. The meaning is that of the
exchange tables' description: as of a day D, nothing dated after D counts.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal

Row = dict[str, Any]
Tables = dict[str, list[Row]]
State = Literal["lit", "out", "unknown"]

WEIGHTS = {
    "renewal_due": Decimal("0.30"),
    "product_unused": Decimal("0.20"),
    "kit_stale": Decimal("0.10"),
    "training_unmet": Decimal("0.20"),
    "debt_overdue": Decimal("0.10"),
    "acts_unreturned": Decimal("0.05"),
    "hotline_silent": Decimal("0.05"),
}
MADE_KNOWN_BY = {
    "renewal_due": ("contracts", "signed"),
    "product_unused": ("usage", "day"),
    "kit_stale": ("updates", "updated"),
    "training_unmet": ("trainings", "day"),
    "debt_overdue": ("invoices", "issued"),
    "acts_unreturned": ("acts", "issued"),
    "hotline_silent": ("hotline", "asked"),
}


def days(count: int) -> timedelta:
    """So many calendar days."""
    return timedelta(days=count)


def of(tables: Tables, table: str, client: str) -> list[Row]:
    """The client's rows."""
    return [row for row in tables.get(table, []) if row["client"] == client]


def is_lit(value: bool) -> State:
    """Lit or out."""
    return "lit" if value else "out"


def renewal_due(tables: Tables, client: str, day: date) -> State:
    """The current end ≤ D+30; a contract without an end never lights; no contract: unknown."""
    contracts = [row for row in of(tables, "contracts", client) if row["signed"] <= day]
    if not contracts:
        return "unknown"
    newest = max(row["signed"] for row in contracts)
    current = [row for row in contracts if row["signed"] == newest]
    ends = [row["prepaid_until"] if row["payment_terms"] == "prepaid" else row["ends"] for row in current]
    return is_lit(any(end is not None and end <= day + days(30) for end in ends))


def active_kits(tables: Tables, client: str, day: date) -> list[Row]:
    """Kits active on the day."""
    return [
        row
        for row in of(tables, "kits", client)
        if (row["active_from"] is None or row["active_from"] <= day)
        and (row["active_to"] is None or row["active_to"] >= day)
    ]


def is_old(kit: Row, day: date, count: int) -> bool:
    """Whether the kit has been active for at least so many days."""
    return kit["active_from"] is None or day - kit["active_from"] >= days(count)


def product_unused(tables: Tables, client: str, day: date) -> State:
    """A kit at least 7 days old is active and log-ins over D-6…D sum to 0."""
    kits = active_kits(tables, client, day)
    if not kits:
        return "unknown"
    usage = [row for row in of(tables, "usage", client) if row["day"] <= day]
    if all(kit["kind"] in {"local", "flash"} for kit in kits) and not usage:
        return "unknown"
    recent = sum(row["logins"] for row in usage if row["day"] >= day - days(6))
    return is_lit(any(is_old(kit, day, 7) for kit in kits) and recent == 0)


def kit_stale(tables: Tables, client: str, day: date) -> State:
    """An active local or flash kit, at least 14 days old, without an update in D-13…D."""
    kits = active_kits(tables, client, day)
    if not kits:
        return "unknown"

    def is_stale(kit: Row) -> bool:
        if kit["kind"] == "online" or not is_old(kit, day, 14):
            return False
        updates = [row["updated"] for row in tables.get("updates", []) if row["kit"] == kit["id"]]
        return not any(day - days(13) <= updated <= day for updated in updates)

    return is_lit(any(is_stale(kit) for kit in kits))


def training_unmet(tables: Tables, client: str, day: date) -> State:
    """No working key user (none marked: no working person) has a training in force."""
    working = [
        row
        for row in of(tables, "persons", client)
        if (row["left"] is None or row["left"] > day) and (row["started"] is None or row["started"] <= day)
    ]
    if not working:
        return "unknown"
    wanted = [row for row in working if "key_user" in row["roles"]] or working

    def is_in_force(training: Row) -> bool:
        if training["day"] > day:
            return False
        if training["valid_until"] is None:
            return bool(training["day"] >= day - days(365))
        return bool(training["valid_until"] >= day)

    trained = {row["person"] for row in of(tables, "trainings", client) if is_in_force(row)}
    return is_lit(not any(row["id"] in trained for row in wanted))


def open_invoices(tables: Tables, client: str, day: date) -> Iterable[tuple[date, Decimal]]:
    """Due day and unpaid rest of every invoice that is neither cancelled nor fully paid."""
    for invoice in of(tables, "invoices", client):
        if invoice["issued"] > day or (invoice["cancelled"] is not None and invoice["cancelled"] <= day):
            continue
        paid = sum(
            (
                row["amount"]
                for row in tables.get("payments", [])
                if row["invoice"] == invoice["id"] and row["paid"] <= day
            ),
            Decimal(0),
        )
        if paid < invoice["amount"]:
            yield invoice["due"] or invoice["issued"] + days(10), invoice["amount"] - paid


def debt_overdue(tables: Tables, client: str, day: date) -> State:
    """An uncancelled invoice, not fully paid, has D − due > 14."""
    return is_lit(any(day - due > days(14) for due, _rest in open_invoices(tables, client, day)))


def acts_unreturned(tables: Tables, client: str, day: date) -> State:
    """An act without return has due_back < D, or, without that, D − issued > 45."""

    def is_late(act: Row) -> bool:
        if act["issued"] > day or (act["returned"] is not None and act["returned"] <= day):
            return False
        if act["due_back"] is not None:
            return bool(act["due_back"] < day)
        return bool(day - act["issued"] > days(45))

    return is_lit(any(is_late(act) for act in of(tables, "acts", client)))


def hotline_silent(tables: Tables, client: str, day: date) -> State:
    """No question over D-59…D."""
    return is_lit(not any(day - days(59) <= row["asked"] <= day for row in of(tables, "hotline", client)))


RULES = {
    "renewal_due": renewal_due,
    "product_unused": product_unused,
    "kit_stale": kit_stale,
    "training_unmet": training_unmet,
    "debt_overdue": debt_overdue,
    "acts_unreturned": acts_unreturned,
    "hotline_silent": hotline_silent,
}


def state_of(tables: Tables, code: str, client: str, day: date) -> State:
    """The signal of a client on a day: unknown for everybody while the office has no row of its table."""
    table, column = MADE_KNOWN_BY[code]
    if not any(row[column] <= day for row in tables.get(table, [])):
        return "unknown"
    return RULES[code](tables, client, day)


def two_places(value: Decimal) -> Decimal:
    """Half up."""
    return value.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def board(tables: Tables, day: date) -> list[Row]:
    """One row per client active on the day, by necessity descending, then id; without a score last."""
    rows = []
    for client in tables["clients"]:
        if (client["since"] and client["since"] > day) or (client["left"] and client["left"] <= day):
            continue
        key = client["id"]
        lamps = {code: state_of(tables, code, key, day) for code in WEIGHTS}
        known = sum((WEIGHTS[code] for code, state in lamps.items() if state != "unknown"), Decimal(0))
        lit = sum((WEIGHTS[code] for code, state in lamps.items() if state == "lit"), Decimal(0))
        rows.append(
            {
                "client": key,
                "necessity": two_places(lit / known) if known else None,
                "certainty": two_places(known),
                "debt": sum((rest for due, rest in open_invoices(tables, key, day) if due < day), Decimal(0)),
                "lamps": lamps,
            }
        )
    return sorted(rows, key=lambda row: (-row["necessity"] if row["necessity"] is not None else 1, row["client"]))
