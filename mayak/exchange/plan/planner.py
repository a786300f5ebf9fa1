"""The plan of an import: every table in order, in chunks, written to the database as it is made."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import CharField, TextField
from django.utils.translation import gettext as _

from mayak.core import clock
from mayak.exchange.models import ImportRun, PlanAction, PlanRow
from mayak.exchange.plan import erased, existing, rules
from mayak.exchange.plan.definitions import Definitions
from mayak.exchange.plan.directory import Directory, born_here, fetch, new_ids
from mayak.exchange.plan.draft import Draft
from mayak.exchange.plan.parse import SheetParser, field_of
from mayak.exchange.plan.seen import SeenKeys
from mayak.exchange.plan.writer import PlanWriter
from mayak.exchange.problems import SAME_KEY
from mayak.exchange.sources.files import Found
from mayak.exchange.sources.sheet import Sheet
from mayak.exchange.tables import TABLES
from mayak.exchange.tables.spec import Column, Kind, Table
from mayak.exchange.values import clean

CHUNK = 4000
MANY_ROWS = 5_000
# Overlaps of responsibles are seen over the whole table only.
CHUNK_OF = {"responsibles": 1_000_000}
OMIT = object()
# Beside the numbers by action: how many rows had something mended.
REPAIRED = "repaired"


@dataclass
class Planning:
    """What the whole run shares: the day, the ids, the numbers, remarks that stop nothing."""

    run: ImportRun
    as_of: date
    directory: Directory
    writer: PlanWriter
    definitions: Definitions
    notes: list[dict[str, Any]] = field(default_factory=list)
    # (client's id in the source, role) pairs of the table of responsibles: they outrank the client's own columns.
    explicit: set[tuple[str, str]] = field(default_factory=set)
    standing: dict[tuple[int, int], int] = field(default_factory=dict)
    logins: dict[str, str] = field(default_factory=dict)
    # The head of each client, as the office has it and as far as the rows have been read.
    heads: dict[int, int | None] = field(default_factory=dict)
    # The payer of each client, the same way.
    payers: dict[int, int | None] = field(default_factory=dict)
    # The role of each member of staff, as rows and office say; who was told to be unfit for which responsibility.
    staff_roles: dict[int, str] = field(default_factory=dict)
    unfit: set[tuple[int, str]] = field(default_factory=set)
    told: Callable[[str, int], None] = lambda table, rows: None

    def note(self, table: Table, row: int, column: str, value: str, reason: str) -> None:
        """A remark: the row comes in nevertheless."""
        if len(self.notes) < 1000:
            self.notes.append({"table": table.code, "row": row, "column": column, "value": value, "reason": reason})


def make_plan(
    run: ImportRun,
    found: Found,
    say: Callable[[str], None],
    told: Callable[[str, int], None] = lambda table, rows: None,
) -> None:
    """Write the plan of ``found`` into ``run`` (inside the caller's transaction).

    ``say`` hears the name of each table, ``told`` how many more of its rows are planned.
    """
    writer = PlanWriter(run.pk)
    planning = Planning(run, run.as_of_date, Directory(run.pk), writer, Definitions(writer), told=told)
    planning.explicit = rules.explicit_responsibles(found.sheets)
    numbered = list(enumerate(found.sheets))
    for table in TABLES:
        sheets = [(number, sheet) for number, sheet in numbered if sheet.table is table]
        if sheets:
            say(table.title)
            TablePlanner(planning, table, sheets).plan()
    run.counts = {code: dict(counter) for code, counter in writer.counts.items()}
    run.notes = planning.notes
    if sum(sum(numbers.values()) for numbers in run.counts.values()) >= MANY_ROWS:
        # The commit joins these rows: the planner must not take their table for empty.
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {PlanRow._meta.db_table}")


class TablePlanner:
    """Plans one table: all its sheets, one after the other."""

    def __init__(self, planning: Planning, table: Table, sheets: list[tuple[int, Sheet]]) -> None:
        self.planning = planning
        self.table = table
        self.sheets = sheets
        self.seen = SeenKeys()
        self.taken: set[int] = set()
        self.occurrences: dict[int, int] = {}
        self.own_references = [c for c in table.columns if c.kind is Kind.REFERENCE and c.table == table.code]
        self.allocated: list[tuple[int, int]] = []
        self.empty = {column.code: self._empty_of(column) for column in table.columns}
        self.places = {column.code: place for place, column in enumerate(table.columns)}

    def _empty_of(self, column: Column) -> Any:
        """What an empty cell writes; OMIT: it leaves the value (or the default) alone."""
        if column.keeps_when_empty:
            return OMIT
        if not column.field:
            return None if column.kind is Kind.REFERENCE else []
        stored = field_of(self.table, column)
        if stored is None or stored.null:
            return None
        if isinstance(stored, ArrayField):
            return []
        return "" if isinstance(stored, CharField | TextField) and stored.blank else OMIT

    def plan(self) -> None:
        """All sheets of the table."""
        writer = self.planning.writer
        for action in PlanAction:
            if action is not PlanAction.SUPPORT:
                writer.count(self.table.code, action, 0)
        if self.own_references:
            self._reserve()
        for number, sheet in self.sheets:
            columns = sheet.columns
            drafts = SheetParser(sheet, number).drafts()
            while chunk := list(islice(drafts, CHUNK_OF.get(self.table.code, CHUNK))):
                self._plan_chunk(chunk, columns)
            for row, (text, reason) in sheet.left_out.items():
                self.planning.note(self.table, row, "", text, reason)
        if self.own_references:
            self._fail_followers()

    # --- rows that refer to their own table -----------------------------------------------------------------

    def _reserve(self) -> None:
        """Give every row of the files its primary key beforehand, so that rows may name later ones."""
        keys: dict[str, None] = {}
        for number, sheet in self.sheets:
            for draft in SheetParser(sheet, number).drafts():
                if draft.values.get("id"):
                    keys.setdefault(draft.values["id"])
        names = list(keys)
        known: dict[str, int] = {}
        for start in range(0, len(names), CHUNK):
            known.update(self.planning.directory.in_office(self.table, names[start : start + CHUNK]))
        missing = [name for name in names if name not in known]
        self.planning.directory.reserved[self.table.code] = {**known, **self._keys_for(missing)}

    def _fail_followers(self) -> None:
        """A row that refers to a row of its own table that failed fails as well, and so on."""
        rules.fail_followers(self.planning, self.table)

    def _keys_for(self, names: list[str]) -> dict[str, int]:
        """New primary keys; a record born in another office keeps its own when that is free here."""
        wanted = {name: pk for name in names if (pk := born_here(name)) is not None}
        used = (
            {
                row[0]
                for row in fetch(f"SELECT id FROM {self.table.db_table} WHERE id = ANY(%s)", [list(wanted.values())])
            }
            if wanted
            else set()
        )
        kept = {
            name: pk
            for name, pk in wanted.items()
            if pk not in used and not any(first <= pk <= last for first, last in self.allocated)
        }
        if kept:
            sequence = f"pg_get_serial_sequence('{self.table.db_table}', 'id')"
            fetch(f"SELECT setval({sequence}, greatest(%s, nextval({sequence})))", [max(kept.values())])
            self.allocated += (
                [(pk, pk) for pk in kept.values()] if len(kept) < 100 else [(min(kept.values()), max(kept.values()))]
            )
        rest = [name for name in names if name not in kept]
        fresh = new_ids(self.table.db_table, len(rest))
        if fresh:
            self.allocated.append((fresh[0], fresh[-1]))
        return {**kept, **dict(zip(rest, fresh, strict=True))}

    # --- a chunk --------------------------------------------------------------------------------------------

    def _plan_chunk(self, drafts: list[Draft], columns: list[Column]) -> None:
        read = len(drafts)
        for draft in drafts:
            if self.table.has_id and draft.values.get("id"):
                draft.key = draft.values["id"]
        self._resolve(drafts, columns)
        drafts = erased.leave_out(self.planning, self.table, drafts)
        rules.check(self.planning, self.table, drafts)
        self._name(drafts)
        good = [draft for draft in drafts if not draft.errors]
        self._match(good)
        rules.complete(self.planning, self.table, [draft for draft in good if not draft.errors])
        for draft in good:
            if not draft.errors:
                self._compare(draft, columns)
        self._write(drafts, columns)
        self.planning.told(self.table.code, read)

    def _resolve(self, drafts: list[Draft], columns: list[Column]) -> None:
        """References and definitions become primary keys."""
        for column in self.table.columns:
            code = column.code
            if column not in columns:
                continue
            if column.kind is Kind.REFERENCE:
                if rules.resolves_itself(self.table, column):
                    continue
                wanted = {draft.values[code] for draft in drafts if draft.values[code] is not None}
                if not wanted:
                    continue
                known, reasons = self.planning.directory.resolve(column.table, wanted)
                for draft in drafts:
                    key = draft.values[code]
                    if key is not None:
                        pk = known.get(key)
                        if pk is None:
                            draft.fail(code, reasons[key])
                        draft.values[code] = pk
            elif column.kind in (Kind.DEFINITION, Kind.QUANTITIES):
                self.planning.definitions.resolve(column, drafts)

    def _name(self, drafts: list[Draft]) -> None:
        """The key of each row; the same key a second time is an error of the later row."""
        table = self.table
        for draft in drafts:
            values = draft.values
            if draft.key:
                mark: tuple[Any, ...] = ("id", draft.key)
            elif table.key and not draft.errors:
                draft.natural = existing.natural_key(table, values)
                if table.code == "payments":
                    draft.natural = (*draft.natural, self._occurrence(draft.natural))
                mark = draft.natural
            else:
                continue
            if not self.seen.add(mark):
                column = "id" if draft.key else table.key[0]
                # As the file writes it: our own keys of the client or the type say nothing to a person.
                shown = draft.key or ", ".join(draft.raw[code] for code in table.key if draft.raw.get(code))
                draft.errors.append((column, shown, str(SAME_KEY)))
                draft.key = ""

    def _occurrence(self, natural: tuple[Any, ...]) -> int:
        mark = hash(natural)
        self.occurrences[mark] = self.occurrences.get(mark, 0) + 1
        return self.occurrences[mark]

    def _match(self, drafts: list[Draft]) -> None:
        """Find the rows that the office has, and give new ones their primary keys."""
        with_id = [draft for draft in drafts if draft.key]
        if with_id:
            found = existing.by_id(self.table, [draft.key for draft in with_id])
            for draft in with_id:
                self._take(draft, found.get(draft.key))
        if self.table.key:
            rest = [draft for draft in drafts if draft.before is None]
            for draft in rest:
                draft.natural = draft.natural or existing.natural_key(self.table, draft.values)
            if not rules.matches_itself(self.planning, self.table, rest):
                self._match_by_natural_key(rest)
        elif self.table.code == "staff":
            rules.adopt_by_login(drafts, self._take)
        new = [draft for draft in drafts if draft.before is None and draft.target is None and not draft.errors]
        reserved = self.planning.directory.reserved.get(self.table.code)
        if reserved is not None:
            for draft in new:
                draft.target = reserved[draft.key]
        else:
            names = [draft.key or f"\0{place}" for place, draft in enumerate(new)]
            keys = self._keys_for(names)
            for name, draft in zip(names, new, strict=True):
                draft.target = keys[name]
        for draft in new:
            draft.is_new = True

    def _match_by_natural_key(self, drafts: list[Draft]) -> None:
        found = existing.by_natural_key(self.table, drafts)
        nth = self.table.code == "payments"
        for draft in drafts:
            rows = found.get(draft.natural[: len(self.table.key)], [])
            if nth and not draft.key:
                place = draft.natural[-1] - 1
                rows = rows[place : place + 1]
            rows = [row for row in rows if row["pk"] not in self.taken and not (draft.key and row.get("id"))]
            if draft.key:
                # A row without a source key takes one only when it is the same client's.
                rows = [row for row in rows if row["client"] in (None, draft.values.get("client"))]
            rows.sort(key=lambda row: bool(row.get("id")))
            if len(rows) > 1 and not draft.key and rows[0].get("id"):
                draft.fail(self.table.key[0], _("several records have this number in this year: give the id"))
            elif rows:
                self._take(draft, rows[0])

    def _take(self, draft: Draft, row: existing.Found | None) -> None:
        if row is not None:
            draft.before, draft.target, draft.version = row, row["pk"], row["version"]
            self.taken.add(row["pk"])

    def _compare(self, draft: Draft, columns: list[Column]) -> None:
        """Note the differences from what the office has; all given values of a new row."""
        before = draft.before
        for column in columns:
            code = column.code
            if not column.field or code not in draft.values:
                continue
            new = draft.values[code]
            if new is None:
                new = self.empty[code]
                if new is OMIT:
                    draft.values.pop(code)
                    continue
                draft.values[code] = new
            if before is None:
                continue
            old = before[code]
            if new == old or (column.kind is Kind.MOMENT and _is_same_moment(new, old)):
                continue
            # What was typed here may hold spaces that no table keeps.
            if isinstance(old, str) and (clean(old) or "") == new:
                continue
            if code == "id" and born_here(new) == draft.target and not old:
                continue
            shown = draft.raw.get(code, new) if column.kind in (Kind.REFERENCE, Kind.DEFINITION) else new
            draft.changes.append((code, old, shown))
        if len(draft.changes) > 1:
            draft.changes.sort(key=lambda change: self.places[change[0]])

    def _write(self, drafts: list[Draft], columns: list[Column]) -> None:
        writer, code = self.planning.writer, self.table.code
        missing = [c.code for c in self.table.columns if c.required and c not in columns]
        stored = {c.code: c.field for c in self.table.columns if c.field}
        planned: list[tuple[Draft, PlanAction, dict[str, Any] | None]] = []
        if repaired := sum(1 for draft in drafts if draft.repairs):
            writer.count(code, REPAIRED, repaired)
        for draft in drafts:
            for title in self.table.titled_by:
                if title in draft.raw:
                    draft.raw[f"={title}"] = draft.raw[title]
            if missing and (draft.is_new or (draft.errors and draft.before is None)):
                draft.errors += [
                    (name, "", _("a new row needs this column, and the table has none")) for name in missing
                ]
            if draft.errors:
                planned.append((draft, PlanAction.ERROR, None))
                draft.target = None
            elif draft.before is None:
                values = {stored[name]: value for name, value in draft.values.items() if name in stored}
                if values.get("external_id") and born_here(values["external_id"]) == draft.target:
                    values["external_id"] = None
                planned.append((draft, PlanAction.CREATE, {**values, **draft.parts}))
            elif draft.changes or draft.parts:
                values = {stored[name]: draft.values[name] for name, *_shown in draft.changes if name in stored}
                planned.append((draft, PlanAction.UPDATE, {**values, **draft.parts}))
            else:
                writer.count(code, PlanAction.UNCHANGED)
                continue
            writer.count(code, planned[-1][1])
        # A row that refers to its own table may turn out to be bad when the whole table is read.
        writer.write(code, planned, keeps_cells=bool(self.own_references))


def _is_same_moment(new: Any, old: Any) -> bool:
    """A cell with a day alone agrees with any moment of that day."""
    if old is None or new is None:
        return False
    local = new.astimezone(clock.office_zone())
    return not (local.hour or local.minute or local.second or local.microsecond) and clock.day_of(old) == local.date()
