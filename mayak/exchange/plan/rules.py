"""What single tables need beyond reading, resolving and comparing."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib.auth.hashers import make_password
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mayak.card.domain.values import refusal_of
from mayak.card.models import IndicatorDefinition, ValueType
from mayak.card.words import problem_words
from mayak.clients.domain.groups import closes_circle
from mayak.clients.models import Client
from mayak.core import clock
from mayak.exchange.models import PlanAction, PlanRow
from mayak.exchange.plan import chains, invoices, parts, responsibles
from mayak.exchange.plan.directory import fetch, new_ids
from mayak.exchange.plan.draft import Draft
from mayak.exchange.plan.existing import Found, by_id
from mayak.exchange.sources.sheet import Sheet
from mayak.exchange.tables.clients import CLIENTS, RESPONSIBLES
from mayak.exchange.tables.spec import Column, Kind, Table
from mayak.exchange.tables.staff import STAFF
from mayak.exchange.values import is_right_inn
from mayak.work.domain import directions
from mayak.work.models import Assignment

if TYPE_CHECKING:
    from mayak.exchange.plan.planner import Planning

# Pairs of days of which the second is not before the first.
ORDERED_DAYS = {
    "kits": ("active_from", "active_to"),
    "responsibles": ("from", "to"),
    "segments": ("entered", "left"),
    "materials": ("valid_from", "valid_until"),
}
_FED_BY_RECORDS = {
    "person.rubrics": gettext_lazy("the person’s rubrics feed it: bring them in the column “Rubrics” of the persons"),
    "person.tax_regimes": gettext_lazy("the person’s own tax regimes feed it: add them on the person’s page"),
}
NOT_NEGATIVE = {"kits": "price", "invoices": "amount"}


def explicit_responsibles(sheets: list[Sheet]) -> set[tuple[str, str]]:
    """(client's id, role) pairs that the table of responsibles of this import speaks of."""
    return responsibles.pairs_of(sheets)


def resolves_itself(table: Table, column: Column) -> bool:
    """Whether a reference is more than an id: an invoice is named by id or number."""
    return column.table == "invoices" and table.code in ("payments", "promises")


def check(planning: "Planning", table: Table, drafts: list[Draft]) -> None:
    """Errors that a cell alone does not show; values that follow from others of the row."""
    if table.code in ORDERED_DAYS:
        first, last = ORDERED_DAYS[table.code]
        for draft in drafts:
            start, end = draft.values.get(first), draft.values.get(last)
            if isinstance(start, date) and isinstance(end, date) and end < start:
                draft.errors.append((last, end.isoformat(), _("earlier than the start")))
    if table.code in NOT_NEGATIVE:
        code = NOT_NEGATIVE[table.code]
        for draft in drafts:
            if (draft.values.get(code) or 0) < 0:
                draft.errors.append((code, str(draft.values[code]), _("less than zero")))
    for column in table.columns:
        if column.kind is Kind.INN:
            _check_inn(planning, table, column.code, drafts)
    own = _CHECKS.get(table.code)
    if own:
        own(planning, table, drafts)


def _check_inn(planning: "Planning", table: Table, code: str, drafts: list[Draft]) -> None:
    for draft in drafts:
        inn = draft.values.get(code)
        if inn and table.code != "payments" and not is_right_inn(inn):
            planning.note(table, draft.row, code, inn, _("the check digit of the INN is wrong; it came in as it is"))


def _check_teams(planning: "Planning", table: Table, drafts: list[Draft]) -> None:
    own = planning.directory.reserved.get("teams", {})
    for draft in drafts:
        if draft.values.get("parent") is not None and draft.values["parent"] == own.get(draft.key):
            draft.fail("parent", _("a team cannot be part of itself"))


def _check_clients(planning: "Planning", table: Table, drafts: list[Draft]) -> None:
    own = planning.directory.reserved.get("clients", {})
    for draft in drafts:
        # Old systems name the head of a group as its own head, and who pays for itself as its own payer.
        for code in ("group_head", "payer"):
            if draft.values.get(code) is not None and draft.values[code] == own.get(draft.key):
                draft.values[code] = None
        kpp = draft.values.get("kpp")
        if kpp and len(kpp) > 9:
            draft.errors.append(("kpp", kpp, _("a KPP has 9 characters")))
    circle = _("this head belongs to a group below the client itself: a circle")
    _check_circles("group_head", planning.heads, circle, drafts, own)
    circle = _("this payer itself pays through the client: a circle")
    _check_circles("payer", planning.payers, circle, drafts, own)


def _check_circles(
    code: str, known: dict[int, int | None], circle: str, drafts: list[Draft], own: dict[str, int]
) -> None:
    """Neither groups nor payers close to a circle; the row that would close one is refused with these words.

    ``known``: what each client hangs on, as the office has it and as far as the rows have been read.
    """
    named = [draft for draft in drafts if code in draft.values and draft.key in own]
    if any(draft.values[code] is not None for draft in named) and not known:
        known.update(Client.objects.exclude(**{code: None}).values_list("pk", f"{code}_id"))
    for draft in named:
        pk, above = own[draft.key], draft.values[code]
        if closes_circle(pk, above, known.get):
            draft.fail(code, circle)
        else:
            known[pk] = above


def _check_invoices(planning: "Planning", table: Table, drafts: list[Draft]) -> None:
    for draft in drafts:
        cancelled = draft.values.get("cancelled")
        if isinstance(cancelled, bool):
            draft.values["cancelled"] = draft.values.get("issued") if cancelled else None


def _check_payments(planning: "Planning", table: Table, drafts: list[Draft]) -> None:
    invoices.resolve(planning.run.pk, planning.directory, drafts, "paid")


def _check_promises(planning: "Planning", table: Table, drafts: list[Draft]) -> None:
    invoices.resolve(planning.run.pk, planning.directory, drafts, "promised")


def _check_hotline(planning: "Planning", table: Table, drafts: list[Draft]) -> None:
    for draft in drafts:
        rating = draft.values.get("rating")
        if rating is not None and not 1 <= rating <= 5:
            draft.errors.append(("rating", str(rating), _("a rating is 1 to 5")))


def _check_indicators(planning: "Planning", table: Table, drafts: list[Draft]) -> None:
    """What records of a person feed holds no value of its own: a row would stand there unseen.

    What cannot be (a number below zero, “none” beside other choices) is refused as on the pages.
    """
    definitions = IndicatorDefinition.objects.filter(Q(bound_to__in=_FED_BY_RECORDS) | ~Q(value_type=ValueType.TEXT))
    known = {one.pk: (one, one.allowed) for one in definitions}
    for draft in drafts:
        found = known.get(draft.values.get("indicator") or 0)
        if found is None:
            continue
        indicator, allowed = found
        value = draft.values.get("value") or ""
        if indicator.bound_to in _FED_BY_RECORDS:
            draft.fail("indicator", str(_FED_BY_RECORDS[indicator.bound_to]))
        elif error := refusal_of(value, indicator.value_type, allowed):
            draft.errors.append(("value", value, problem_words(error, indicator.choices)))


def _check_activities(planning: "Planning", table: Table, drafts: list[Draft]) -> None:
    for draft in drafts:
        values = draft.values
        if values.get("state") == "done" and values.get("done") is None:
            values["done"] = values.get("planned")
        if values.get("planned") is None:
            values["planned"] = values.get("done")
        if values.get("planned") is None and not draft.errors:
            draft.fail("planned", _("neither planned nor done has a date"))


def _check_staff(planning: "Planning", table: Table, drafts: list[Draft]) -> None:
    for draft in drafts:
        login = draft.values.get("login")
        if login and planning.logins.setdefault(login.lower(), draft.key) != draft.key:
            draft.errors.append(("login", login, _("this log-in name belongs to another member of staff")))


_CHECKS: dict[str, Callable[["Planning", Table, list[Draft]], None]] = {
    "teams": _check_teams,
    "staff": _check_staff,
    "clients": _check_clients,
    "invoices": _check_invoices,
    "payments": _check_payments,
    "promises": _check_promises,
    "hotline": _check_hotline,
    "activities": _check_activities,
    "indicators": _check_indicators,
}


def matches_itself(planning: "Planning", table: Table, drafts: list[Draft]) -> bool:
    """Tables whose rows are intervals find their former rows by the interval."""
    if table.code in ("segments", "indicators"):
        chains.match(table, drafts)
    elif table.code == "responsibles":
        responsibles.match(table, drafts)
    else:
        return False
    return True


def adopt_by_login(drafts: list[Draft], take: Callable[[Draft, Found | None], None]) -> None:
    """A member of staff made here by hand (no source key) is the one in the table with the same log-in name."""
    logins = [draft.values["login"] for draft in drafts]
    sql = "SELECT lower(login), id, external_id FROM accounts_staff WHERE lower(login) = ANY(%s)"
    known = {login: (pk, key) for login, pk, key in fetch(sql, [[login.lower() for login in logins]])}
    for draft in drafts:
        pk, key = known.get(draft.values["login"].lower(), (None, None))
        if pk is None or pk == draft.target:
            continue
        if draft.before is None and key is None:
            take(draft, by_id(STAFF, [f"m-{pk}"])[f"m-{pk}"])
        else:
            draft.errors.append(
                ("login", draft.values["login"], _("this log-in name belongs to another member of staff"))
            )


def complete(planning: "Planning", table: Table, drafts: list[Draft]) -> None:
    """Values of rows that are to come in which follow from the rest of the office; parts kept in other tables."""
    own = _COMPLETIONS.get(table.code)
    if own:
        own(planning, drafts)


def _complete_staff(planning: "Planning", drafts: list[Draft]) -> None:
    for draft in drafts:
        if draft.target is not None and draft.values.get("role"):
            planning.staff_roles[draft.target] = draft.values["role"]
        if draft.is_new:
            draft.parts["password"] = make_password(None)
        elif draft.target == planning.run.author_id and draft.values.get("is_admin") is False:
            # Whoever brings the table in would lock themselves out of the way back.
            draft.values["is_admin"] = True
            planning.note(STAFF, draft.row, "is_admin", "", _("your own administrator's right was kept"))


def _complete_clients(planning: "Planning", drafts: list[Draft]) -> None:
    for draft in drafts:
        if draft.is_new and not draft.values.get("status"):
            left = draft.values.get("left")
            draft.values["status"] = "disconnected" if left and left <= planning.as_of else "active"
    parts.compare_period(drafts, "status")
    responsibles.derive(planning.as_of, planning.explicit, drafts)
    named = [(draft, role, draft.values.get(role), role) for role in responsibles.ROLES for draft in drafts]
    responsibles.note_unfit(planning, CLIENTS, named)


def _complete_responsibles(planning: "Planning", drafts: list[Draft]) -> None:
    ends = [(draft, draft.values.get("to")) for draft in drafts]
    now = [draft for draft, end in ends if end is None or end >= planning.as_of]
    named = [(draft, "staff", draft.values.get("staff"), draft.values["role"]) for draft in now]
    responsibles.note_unfit(planning, RESPONSIBLES, named)


def _complete_persons(planning: "Planning", drafts: list[Draft]) -> None:
    parts.compare_points(drafts, "phones", "clients_personphone", "number", "extension")
    parts.compare_points(drafts, "emails", "clients_personemail", "address", "''")


def _complete_kits(planning: "Planning", drafts: list[Draft]) -> None:
    parts.compare_period(drafts, "price")
    parts.compare_period(drafts, "users")


def _complete_payments(planning: "Planning", drafts: list[Draft]) -> None:
    invoices.find_payers(planning.run.pk, [draft for draft in drafts if draft.is_new])
    for draft in drafts:
        if draft.is_new and not draft.key:
            draft.parts["occurrence"] = draft.natural[-1]


def _complete_assignments(planning: "Planning", drafts: list[Draft]) -> None:
    parts.compare_quantities(drafts, "planned_instruments", "work_assignmentinstrument", "assignment_id")


def _complete_activities(planning: "Planning", drafts: list[Draft]) -> None:
    parts.compare_quantities(drafts, "instruments", "work_activityinstrument", "activity_id")
    _keep_what_was_closed_here(drafts)
    for draft in drafts:
        planned = draft.values.get("planned")
        if draft.is_new and planned is not None and draft.values.get("state") == "planned":
            local = planned.astimezone(clock.office_zone())
            draft.parts["is_fixed_time"] = bool(local.hour or local.minute)
    _assign(planning, [draft for draft in drafts if draft.is_new and draft.values.get("assignment") is None])


def _keep_what_was_closed_here(drafts: list[Draft]) -> None:
    """The old system still plans a contact that was closed or cancelled here meanwhile: our record is the newer one."""
    for draft in drafts:
        before = draft.before
        if before and before["state"] != "planned" and draft.values.get("state") == "planned":
            draft.values.update({code: before[code] for code in draft.values if code in before})
            draft.changes.clear()
            draft.parts.clear()


def _assign(planning: "Planning", drafts: list[Draft]) -> None:
    """Contacts without an assignment belong to the standing one of their client and executor."""
    standing = planning.standing
    wanted = {(draft.values["client"], draft.values["executor"]) for draft in drafts} - standing.keys()
    if wanted:
        sql = (
            "SELECT client_id, executor_id, id FROM work_assignment "
            "WHERE is_standing AND closed_date IS NULL AND client_id = ANY(%s)"
        )
        rows = fetch(sql, [list({client for client, _executor in wanted})])
        standing.update({(client, executor): pk for client, executor, pk in rows})
    new: dict[tuple[int, int], date] = {}
    for draft in drafts:
        pair = (draft.values["client"], draft.values["executor"])
        if pair not in standing:
            day = clock.day_of(draft.values["planned"])
            new[pair] = min(day, new.get(pair, day))
    ids = new_ids(Assignment._meta.db_table, len(new))
    for (pair, _day), pk in zip(new.items(), ids, strict=True):
        standing[pair] = pk
    rows_of = [
        {
            "id": standing[client, executor],
            "client_id": client,
            "executor_id": executor,
            "direction": directions.SERVICE,
            "opened_date": day,
            "is_standing": True,
        }
        for (client, executor), day in new.items()
    ]
    planning.writer.support(Assignment._meta.label, rows_of)
    for draft in drafts:
        draft.values["assignment"] = standing[draft.values["client"], draft.values["executor"]]


def _complete_agreements(planning: "Planning", drafts: list[Draft]) -> None:
    for draft in drafts:
        if draft.is_new and not draft.values.get("owner"):
            draft.values["owner"] = "us"


_COMPLETIONS: dict[str, Callable[["Planning", list[Draft]], None]] = {
    "staff": _complete_staff,
    "clients": _complete_clients,
    "responsibles": _complete_responsibles,
    "persons": _complete_persons,
    "kits": _complete_kits,
    "payments": _complete_payments,
    "assignments": _complete_assignments,
    "activities": _complete_activities,
    "agreements": _complete_agreements,
}


def fail_followers(planning: "Planning", table: Table) -> None:
    """A row that refers to a row of its own table that failed fails as well, and so on until no one is left."""
    columns = [column for column in table.columns if column.kind is Kind.REFERENCE and column.table == table.code]
    reserved = planning.directory.reserved[table.code]
    rows = PlanRow.objects.filter(run=planning.run, table=table.code)
    while True:
        failed = dict(rows.filter(action=PlanAction.ERROR).exclude(key="").values_list("key", "row"))
        existing = set(planning.directory.in_office(table, list(failed)))
        gone = {reserved[key]: (key, row) for key, row in failed.items() if key in reserved and key not in existing}
        for key in [key for key in failed if key not in existing]:
            planning.directory.found.get(table.code, {}).pop(key, None)
        hit = False
        if not gone:
            break
        for column in columns:
            sql = (
                f"SELECT id, (values->>%s)::bigint, action FROM {PlanRow._meta.db_table} "
                "WHERE run_id = %s AND \"table\" = %s AND action IN ('create', 'update') "
                "AND (values->>%s)::bigint = ANY(%s)"
            )
            for pk, target, action in fetch(sql, [column.field, planning.run.pk, table.code, column.field, list(gone)]):
                key, number = gone[target]
                reason = _("row %(row)d of “%(table)s” with this id has errors and does not come in") % {
                    "row": number,
                    "table": table.title,
                }
                errors: list[Any] = [(column.code, key, reason)]
                PlanRow.objects.filter(pk=pk).update(
                    action=PlanAction.ERROR, errors=errors, values=None, target_id=None
                )
                counter = planning.writer.counts[table.code]
                counter[action] -= 1
                counter[PlanAction.ERROR] += 1
                hit = True
        if not hit:
            break
    failed_keys = set(rows.filter(action=PlanAction.ERROR).exclude(key="").values_list("key", flat=True))
    kept = set(planning.directory.in_office(table, list(failed_keys)))
    planning.directory.reserved[table.code] = {
        key: pk for key, pk in reserved.items() if key not in failed_keys or key in kept
    }
