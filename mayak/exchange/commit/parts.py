"""What belongs to a row but is kept in other tables: intervals, phones, mailboxes, instruments."""

from datetime import timedelta

from mayak.exchange.commit import journal
from mayak.exchange.models import ImportRun, PlanRow
from mayak.exchange.tables.spec import Table

PLAN = PlanRow._meta.db_table
WRITTEN = "p.run_id = %s AND p.\"table\" = %s AND p.action IN ('create', 'update')"
# Which intervals the parts +close and +delete of a table's rows mean.
INTERVALS = {
    "clients": "clients_responsibility",
    "responsibles": "clients_responsibility",
    "segments": "clients_clientsegment",
    "indicators": "card_indicatorvalue",
}
# Part, table, owner, column and its type of the values that are kept over time.
PERIODS = {
    "clients": [("status", "clients_clientstatusperiod", "client_id", "status", "text")],
    "kits": [
        ("price", "clients_kitprice", "kit_id", "price_amount", "numeric"),
        ("users", "clients_kitusers", "kit_id", "users", "integer"),
    ],
}
POINTS = {"phones": ("clients_personphone", "number, extension"), "emails": ("clients_personemail", "address")}
QUANTITIES = {
    "assignments": ("planned_instruments", "work_assignmentinstrument", "assignment_id"),
    "activities": ("instruments", "work_activityinstrument", "activity_id"),
}
# A record's phones, mailboxes, instruments as the plan writes them, for its row ``p``.
POINTS_NOW = (
    "(SELECT jsonb_agg(jsonb_build_array({value}, {extension}, kind, is_favourite, is_unwanted) "
    'ORDER BY "order", id) FROM {table} x WHERE x.person_id = p.target_id)'
)
QUANTITIES_NOW = (
    "(SELECT jsonb_agg(jsonb_build_array(instrument_id, quantity) ORDER BY instrument_id) FROM {table} x "
    "WHERE x.{owner} = p.target_id)"
)
TO_DATE = "jsonb_build_object('to_date', t.to_date)"


def lists_now(code: str) -> list[tuple[str, str]]:
    """(part, SQL of the list that the office has now) of the lists that belong to a row ``p`` of a table."""
    if code == "persons":
        phones = POINTS_NOW.format(value="number", extension="extension", table=POINTS["phones"][0])
        emails = POINTS_NOW.format(value="address", extension="''", table=POINTS["emails"][0])
        return [("phones", phones), ("emails", emails)]
    if code in QUANTITIES:
        part, table, owner = QUANTITIES[code]
        return [(part, QUANTITIES_NOW.format(table=table, owner=owner))]
    return []


def close_former(run: ImportRun, table: Table) -> None:
    """Former intervals end (or make way) before new ones are written."""
    intervals = INTERVALS.get(table.code)
    if intervals is None:
        return
    where = [run.pk, table.code]
    journal.delete(
        run.pk,
        intervals,
        f"{PLAN} p, jsonb_array_elements_text(p.values->'+delete') gone "
        f"WHERE {WRITTEN} AND p.values ? '+delete' AND t.id = gone::bigint",
        where,
    )
    journal.update(
        run.pk,
        intervals,
        "to_date = (closed->>1)::date",
        f"{PLAN} p, jsonb_array_elements(p.values->'+close') closed "
        f"WHERE {WRITTEN} AND p.values ? '+close' AND t.id = (closed->>0)::bigint",
        TO_DATE,
        where,
    )


def write_parts(run: ImportRun, table: Table) -> None:
    """Everything of the table's rows that lives elsewhere."""
    if table.code == "clients":
        _open_responsibilities(run)
    for period in PERIODS.get(table.code, ()):
        _write_period(run, table.code, *period)
    if table.code == "persons":
        for part in POINTS:
            _write_points(run, part)
    if table.code in QUANTITIES:
        _write_quantities(run, table.code)


def _open_responsibilities(run: ImportRun) -> None:
    journal.execute(
        "INSERT INTO clients_responsibility (client_id, role, staff_id, from_date, is_derived) "
        "SELECT p.target_id, opened->>0, (opened->>1)::bigint, (opened->>2)::date, true "
        f"FROM {PLAN} p, jsonb_array_elements(p.values->'+open') opened WHERE {WRITTEN} AND p.values ? '+open'",
        [run.pk, "clients"],
    )


def _write_period(run: ImportRun, code: str, part: str, table: str, owner: str, column: str, kind: str) -> None:
    """The first word of a value holds since ever; a change holds from the day of the import."""
    key, today = f"+{part}", run.as_of_date
    where = [run.pk, code]
    changed = f"{PLAN} p WHERE {WRITTEN} AND p.action = 'update' AND p.values ? %s AND t.{owner} = p.target_id"
    journal.delete(
        run.pk, table, f"{changed} AND t.to_date IS NULL AND t.from_date >= %s", [*where, key, today]
    )  # fmt: skip
    journal.update(
        run.pk,
        table,
        "to_date = %s",
        f"{changed} AND t.to_date IS NULL",
        TO_DATE,
        [today - timedelta(days=1), *where, key],
    )
    journal.execute(
        f"INSERT INTO {table} ({owner}, {column}, from_date) "
        f"SELECT p.target_id, (p.values->>%s)::{kind}, CASE WHEN p.action = 'update' THEN %s::date END "
        f"FROM {PLAN} p WHERE {WRITTEN} AND p.values->>%s IS NOT NULL",
        [key, today, *where, key],
    )


def _write_points(run: ImportRun, part: str) -> None:
    table, columns = POINTS[part]
    key, where = f"+{part}", [run.pk, "persons"]
    journal.delete(
        run.pk,
        table,
        f"{PLAN} p WHERE {WRITTEN} AND p.action = 'update' AND p.values ? %s AND t.person_id = p.target_id",
        [*where, key],
    )
    values = "point->>0, point->>1" if part == "phones" else "point->>0"
    journal.execute(
        f'INSERT INTO {table} (person_id, {columns}, kind, is_favourite, is_unwanted, "order") '
        f"SELECT p.target_id, {values}, point->>2, (point->>3)::boolean, (point->>4)::boolean, place - 1 "
        f"FROM {PLAN} p, jsonb_array_elements(p.values->%s) WITH ORDINALITY AS item(point, place) "
        f"WHERE {WRITTEN} AND p.values ? %s",
        [key, *where, key],
    )
    _keep_what_is_known_of_points(run, table, columns.split(", "))


def _keep_what_is_known_of_points(run: ImportRun, table: str, columns: list[str]) -> None:
    """A number or address that was there before keeps its remark and whether it works: tables know neither."""
    same = " AND ".join(f"t.{column} = f.\"before\"->>'{column}'" for column in columns)
    journal.execute(
        f"UPDATE {table} t SET label = r.label, confirmed_date = r.confirmed_date, invalid_date = r.invalid_date, "
        f"invalid_reason = r.invalid_reason FROM {journal.FORMER} f "
        f'CROSS JOIN LATERAL jsonb_populate_record(NULL::{table}, f."before") r '
        f"WHERE f.run_id = %s AND f.db_table = %s AND f.operation = 'D' AND t.person_id = r.person_id AND {same}",
        [run.pk, table],
    )


def _write_quantities(run: ImportRun, code: str) -> None:
    part, table, owner = QUANTITIES[code]
    key, where = f"+{part}", [run.pk, code]
    journal.delete(
        run.pk,
        table,
        f"{PLAN} p WHERE {WRITTEN} AND p.action = 'update' AND p.values ? %s AND t.{owner} = p.target_id",
        [*where, key],
    )
    journal.execute(
        f"INSERT INTO {table} ({owner}, instrument_id, quantity) "
        "SELECT p.target_id, (pair->>0)::bigint, (pair->>1)::smallint "
        f"FROM {PLAN} p, jsonb_array_elements(p.values->%s) pair WHERE {WRITTEN} AND p.values ? %s",
        [key, *where, key],
    )
