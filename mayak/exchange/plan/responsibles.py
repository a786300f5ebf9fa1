"""Who is responsible when: the explicit table, and what the client's own columns say in its absence."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from mayak.accounts.models import Role, Staff
from mayak.clients.models import ResponsibilityRole
from mayak.clients.policies import can_hold
from mayak.exchange.plan.directory import fetch
from mayak.exchange.plan.draft import Draft
from mayak.exchange.plan.parse import SheetParser
from mayak.exchange.sources.sheet import Sheet
from mayak.exchange.tables.spec import Table

if TYPE_CHECKING:
    from mayak.exchange.plan.planner import Planning

ONE_DAY = timedelta(days=1)
ROLES = ("expert", "account_manager")
LOAD = (
    "SELECT id, xmin::text, client_id, staff_id, role, from_date, to_date, is_derived "
    "FROM clients_responsibility WHERE client_id = ANY(%s)"
)
NAMES = ("pk", "version", "client", "staff", "role", "from", "to", "is_derived")
Found = dict[str, Any]
Group = tuple[int, str]


def pairs_of(sheets: list[Sheet]) -> set[tuple[str, str]]:
    """(client's id as written, role) of every readable row of the tables of responsibles."""
    pairs = set()
    for number, sheet in enumerate(sheets):
        if sheet.table.code == "responsibles":
            for draft in SheetParser(sheet, number).drafts():
                if not draft.errors:
                    pairs.add((draft.values["client"], draft.values["role"]))
    return pairs


def _load(clients: set[int]) -> dict[Group, list[Found]]:
    found: dict[Group, list[Found]] = defaultdict(list)
    if clients:
        for row in fetch(LOAD, [list(clients)]):
            item = dict(zip(NAMES, row, strict=True))
            found[item["client"], item["role"]].append(item)
    for rows in found.values():
        rows.sort(key=lambda row: row["from"] or date.min)
    return found


def match(table: Table, drafts: list[Draft]) -> None:
    """Rows of the explicit table against the office's: same first day, same row; neighbours must not overlap."""
    groups: dict[Group, list[Draft]] = defaultdict(list)
    for draft in drafts:
        groups[draft.values["client"], draft.values["role"]].append(draft)
    known = _load({client for client, _role in groups})
    for group, rows in groups.items():
        _match_group(rows, known.get(group, []))


def _match_group(drafts: list[Draft], known: list[Found]) -> None:
    by_start = {row["from"]: row for row in known}
    matched = {draft.values["from"] for draft in drafts} & by_start.keys()
    rest = [row for row in known if row["from"] not in matched and not row["is_derived"]]
    _keep_apart(drafts, rest)
    good = [draft for draft in drafts if not draft.errors]
    for draft in good:
        if row := by_start.get(draft.values["from"]):
            draft.before, draft.target, draft.version = row, row["pk"], row["version"]
    if not any(draft.before is None or _differs(draft) or "+close" in draft.parts for draft in good):
        return
    for draft in good:
        if draft.before is not None and draft.before["is_derived"]:
            draft.parts["is_derived"] = False
    # What the client's column said makes way for the explicit rows.
    gone = [row["pk"] for row in known if row["is_derived"] and row["from"] not in matched]
    if gone:
        good[0].parts["+delete"] = gone


def _differs(draft: Draft) -> bool:
    before = draft.before or {}
    return before["staff"] != draft.values["staff"] or ("to" in draft.values and before["to"] != draft.values["to"])


def _keep_apart(drafts: list[Draft], rest: list[Found]) -> None:
    """An open end, or one on the next one's first day, ends the day before; any other overlap is an error."""
    line: list[tuple[date, Draft | None, Found | None]] = [(draft.values["from"], draft, None) for draft in drafts]
    line += [(row["from"] or date.min, None, row) for row in rest]
    line.sort(key=lambda item: item[0])
    for (_start, draft, row), (start, next_draft, _next_row) in pairwise(line):
        end = draft.values.get("to") if draft else row["to"] if row else None
        if end is not None and end < start:
            continue
        if draft and (end is None or end == start):
            draft.values["to"] = start - ONE_DAY
        elif row and next_draft:
            next_draft.parts.setdefault("+close", []).append([row["pk"], start - ONE_DAY])
        else:
            wrong = next_draft or draft
            assert wrong is not None
            wrong.errors.append(("from", start.isoformat(), _("overlaps the days of another responsible of this role")))


def derive(today: date, explicit: set[tuple[str, str]], drafts: list[Draft]) -> None:
    """Intervals from the client's own columns, unless explicit rows speak of the client and role.

    First known: since the move to remote service, else since the client came, else since ever. Changed later:
    the former ends yesterday, the new one begins today.
    """
    known = _load({draft.target for draft in drafts if draft.before is not None and draft.target is not None})
    for draft in drafts:
        for role in ROLES:
            if role in draft.values and (draft.key, role) not in explicit:
                assert draft.target is not None
                _derive_one(draft, role, known.get((draft.target, role), []), today)


def _derive_one(draft: Draft, role: str, rows: list[Found], today: date) -> None:
    staff = draft.values[role]
    if draft.before is None:
        if staff is not None:
            start = draft.values.get("remote_since") or draft.values.get("since")
            draft.parts.setdefault("+open", []).append([role, staff, start])
        return
    if any(not row["is_derived"] for row in rows):
        return
    current = next((row for row in rows if row["to"] is None), None)
    former = current["staff"] if current else None
    if former == staff:
        return
    draft.changes.append((role, former, draft.raw.get(role)))
    start = today
    if current and current["from"] is not None and current["from"] >= today:
        start = current["from"]
        draft.parts.setdefault("+delete", []).append(current["pk"])
    elif current:
        draft.parts.setdefault("+close", []).append([current["pk"], today - ONE_DAY])
    if staff is not None:
        draft.parts.setdefault("+open", []).append([role, staff, start])


def note_unfit(planning: "Planning", table: Table, named: Iterable[tuple[Draft, str, int | None, str]]) -> None:
    """A remark for everybody who is to look after clients in a role that is not theirs: the rows come in.

    ``named``: row, column, member of staff, role. Told once for each person and role.
    """
    found = [(draft, column, staff, role) for draft, column, staff, role in named if staff is not None]
    unknown = {staff for _draft, _column, staff, _role in found} - planning.staff_roles.keys()
    if unknown:
        planning.staff_roles.update(Staff.objects.filter(pk__in=unknown).values_list("pk", "role"))
    for draft, column, staff, role in found:
        theirs = planning.staff_roles.get(staff, "")
        if not theirs or can_hold(theirs, role) or (staff, role) in planning.unfit:
            continue
        planning.unfit.add((staff, role))
        reason = _("came in as it is, but the role of this person in the office is “%(theirs)s”, not “%(role)s”")
        words = {"theirs": Role(theirs).label, "role": ResponsibilityRole(role).label}
        planning.note(table, draft.row, column, draft.raw.get(column, ""), reason % words)
