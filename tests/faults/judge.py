"""What must be true of the office when everything is calm, whatever struck it."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from tests.crash.office import LIMIT_SECONDS, SOURCES, processes, wait_until
from tests.faults.imports import ACTIVITIES, CLIENTS, PAYMENTS
from tests.faults.ledger import Deed, Ledger
from tests.faults.striking import StruckOffice

Session = psycopg.Connection[tuple[Any, ...]]


@dataclass
class Verdict:
    """What was found wrong, by sort."""

    losses: list[str] = field(default_factory=list)
    doubles: list[str] = field(default_factory=list)
    mismatches: list[str] = field(default_factory=list)
    leftovers: list[str] = field(default_factory=list)
    checked: int = 0

    def count(self, deed: Deed, found: int, what: str, wanted: int = 1) -> bool:
        """Exactly ``wanted`` of an acknowledged deed, all or none of any other; returns whether it is there."""
        self.checked += 1
        said = f"{deed.kind} {deed.token} by {deed.by} ({deed.tries} tries, {deed.answer}): {found} of {wanted} {what}"
        if found > wanted:
            self.doubles.append(said)
        elif found < wanted and (deed.is_acknowledged or found):
            self.losses.append(said)
        elif found and deed.is_refused:
            self.mismatches.append(f"{said}, though it was refused")
        return found > 0

    def must(self, is_true: bool, said: str) -> None:
        """A rule of the office."""
        self.checked += 1
        if not is_true:
            self.mismatches.append(said)


def judge(office: StruckOffice, ledger: Ledger) -> Verdict:
    """Look at all deeds and rules; the bots are at rest."""
    verdict = Verdict()
    with office.session() as session:
        for deed in ledger.of():
            check = CHECKS.get(deed.kind)
            if check is not None:
                check(session, deed, verdict)
        _corrections_in_force(session, ledger, verdict)
        _rules(session, verdict)
    return verdict


def _number(session: Session, sql: str, *parameters: object) -> int:
    row = session.execute(sql, parameters).fetchone()
    return int(row[0]) if row else 0


# --- deeds ------------------------------------------------------------------------------------------


def _contact(session: Session, deed: Deed, verdict: Verdict) -> None:
    contact, like = deed.about["contact"], f"%{deed.token}%"
    closed = _number(
        session,
        "SELECT count(*) FROM work_activity WHERE comment LIKE %s AND state = 'done' AND closing_key = %s AND id = %s",
        like,
        deed.about["key"],
        contact,
    )
    verdict.count(deed, _number(session, "SELECT count(*) FROM work_activity WHERE comment LIKE %s", like), "contacts")
    if not verdict.count(deed, closed, "contacts closed with its key"):
        return
    agreed = "SELECT count(*) FROM work_agreement WHERE activity_id = %s AND text LIKE %s"
    verdict.count(deed, _number(session, agreed, contact, like), "agreements", deed.about["agreements"])
    told = "SELECT count(*) FROM audit_change WHERE \"table\" = 'work_activity' AND after->>'comment' LIKE %s"
    verdict.count(deed, _number(session, told, like), "entries of the audit trail")
    told = "SELECT count(*) FROM audit_change WHERE \"table\" = 'work_agreement' AND operation = 'I' AND object_id IN"
    of_it = "(SELECT id FROM work_agreement WHERE activity_id = %s AND text LIKE %s)"
    found = _number(session, f"{told} {of_it}", contact, like)
    verdict.count(deed, found, "entries of the audit trail about agreements", deed.about["agreements"])
    drafts = _number(session, "SELECT count(*) FROM calling_contactdraft WHERE activity_id = %s", contact)
    verdict.must(drafts == 0, f"contact {contact} is closed and keeps a draft")
    followers = _number(session, "SELECT count(*) FROM work_activity WHERE previous_id = %s", contact)
    verdict.must(followers <= 1, f"contact {contact} has {followers} next contacts")


def _put_off(session: Session, deed: Deed, verdict: Verdict) -> None:
    like = f"%{deed.token}%"
    verdict.count(deed, _number(session, "SELECT count(*) FROM planning_putoff WHERE reason LIKE %s", like), "put-offs")
    # Contacts made for it, not those only moved: their first record in the audit trail is of the same moment.
    born = _number(
        session,
        "SELECT count(*) FROM work_activity a WHERE put_off_reason LIKE %s AND NOT EXISTS (SELECT 1 FROM audit_change c"
        " WHERE c.\"table\" = 'work_activity' AND c.object_id = a.id AND c.after->>'put_off_reason' LIKE %s)",
        like,
        like,
    )
    moved = _number(
        session,
        "SELECT count(DISTINCT object_id) FROM audit_change WHERE \"table\" = 'work_activity'"
        " AND after->>'put_off_reason' LIKE %s",
        like,
    )
    verdict.must(born <= 1 and not (born and moved), f"put off {deed.token}: {born} contacts made, {moved} moved")


def _correction(session: Session, deed: Deed, verdict: Verdict) -> None:
    like = f"%{deed.token}%"
    made = _number(
        session,
        "SELECT (SELECT count(*) FROM lamps_scorecorrection WHERE reason LIKE %s) + (SELECT count(*) FROM audit_change"
        " WHERE \"table\" = 'lamps_scorecorrection' AND operation = 'D' AND before->>'reason' LIKE %s)",
        like,
        like,
    )
    verdict.count(deed, made, "corrections")


def _kept(session: Session, deed: Deed, verdict: Verdict) -> None:
    agreement = deed.about["agreement"]
    kept = _number(session, "SELECT count(*) FROM work_agreement WHERE id = %s AND state = 'kept'", agreement)
    verdict.must(kept == 1 or not deed.is_acknowledged, f"agreement {agreement} was ticked and is not kept")
    told = _number(
        session,
        "SELECT count(*) FROM audit_change WHERE \"table\" = 'work_agreement' AND object_id = %s"
        " AND after->>'state' = 'kept'",
        agreement,
    )
    verdict.must(told == kept, f"agreement {agreement} kept: {told} entries of the audit trail")


def _absence(session: Session, deed: Deed, verdict: Verdict) -> None:
    like = f"%{deed.token}%"
    made = _number(
        session,
        "SELECT (SELECT count(*) FROM accounts_absence WHERE reason LIKE %s) + (SELECT count(*) FROM audit_change"
        " WHERE \"table\" = 'accounts_absence' AND operation = 'D' AND before->>'reason' LIKE %s)",
        like,
        like,
    )
    if verdict.count(deed, made, "absences"):
        told = _number(
            session,
            "SELECT count(*) FROM notifications_notification n JOIN accounts_absence a"
            " ON n.key = 'absence:' || a.id || ':recorded' AND n.staff_id = a.substitute_id WHERE a.reason LIKE %s",
            like,
        )
        there = _number(session, "SELECT count(*) FROM accounts_absence WHERE reason LIKE %s", like)
        verdict.must(told == there, f"absence {deed.token}: the substitute was told {told} times")


def _taken_back(session: Session, deed: Deed, verdict: Verdict) -> None:
    absence = deed.about["absence"]
    there = _number(session, "SELECT count(*) FROM accounts_absence WHERE id = %s", absence)
    told = _number(
        session,
        "SELECT count(*) FROM audit_change WHERE \"table\" = 'accounts_absence' AND operation = 'D' AND object_id = %s",
        absence,
    )
    verdict.must(there == 0 or not deed.is_acknowledged, f"absence {absence} was taken back and is there")
    verdict.must(told + there == 1, f"absence {absence}: there {there}, {told} times deleted in the audit trail")


def _import(session: Session, deed: Deed, verdict: Verdict) -> None:
    wanted = {"clients_client": CLIENTS, "work_activity": ACTIVITIES, "money_payment": PAYMENTS}
    found = {
        table: _number(session, f"SELECT count(*) FROM {table} WHERE external_id LIKE %s", f"{deed.token}-%")
        for table in wanted
    }
    undo, there = deed.about.get("undo"), sum(found.values())
    if undo:  # taken back wholly or not at all
        left = (0,) if undo == "done" else (0, sum(wanted.values()))
        verdict.must(there in left, f"{deed.kind} {deed.token}: undo {undo}, and there are {found}")
    else:
        verdict.count(deed, there, f"rows {found}", sum(wanted.values()))
    texts = _number(session, "SELECT count(*) FROM money_payment WHERE purpose LIKE %s", f"%{deed.token}%")
    verdict.must(texts == found["money_payment"], f"{deed.kind} {deed.token}: {texts} payments by their words")


CHECKS = {
    "contact": _contact,
    "put off": _put_off,
    "correction": _correction,
    "agreement kept": _kept,
    "absence": _absence,
    "absence taken back": _taken_back,
    "import by command": _import,
    "import by page": _import,
}


def _corrections_in_force(session: Session, ledger: Ledger, verdict: Verdict) -> None:
    """Of every client the last acknowledged correction counts, or an unacknowledged later one."""
    allowed: dict[int, list[str]] = {}
    for deed in ledger.of("correction"):
        if deed.is_acknowledged:
            allowed[deed.about["client"]] = [deed.token]
        elif deed.about["client"] in allowed:
            allowed[deed.about["client"]].append(deed.token)
    for client, tokens in allowed.items():
        rows = session.execute(
            "SELECT reason FROM lamps_scorecorrection WHERE client_id = %s ORDER BY from_date DESC, id DESC", [client]
        ).fetchall()
        in_force = str(rows[0][0]).split()[0] if rows else ""
        verdict.must(in_force in tokens, f"client {client}: the correction {in_force} counts instead of {tokens}")
        score = session.execute("SELECT is_corrected FROM lamps_score WHERE client_id = %s", [client]).fetchone()
        verdict.must(score in (None, (True,)), f"client {client}: the score does not know of its correction")


# --- rules of the office ------------------------------------------------------------------------------

NONE_OF = {
    "open contacts for one reason": "SELECT client_id, kind, ref FROM work_activityreason WHERE is_open"
    " GROUP BY 1, 2, 3 HAVING count(*) > 1",
    "closed contacts that still hold a reason": "SELECT a.id FROM work_activityreason r JOIN work_activity a"
    " ON a.id = r.activity_id WHERE r.is_open AND a.state <> 'planned'",
    "contacts done without an outcome by a form": "SELECT id FROM work_activity WHERE closing_key <> ''"
    " AND (state <> 'done' OR outcome_id IS NULL)",
    "forms that closed two contacts": "SELECT closing_key FROM work_activity WHERE closing_key <> ''"
    " GROUP BY 1 HAVING count(*) > 1",
    "clients without a next contact after one was closed": "SELECT c.id FROM clients_client c"
    " WHERE c.status <> 'disconnected' AND EXISTS (SELECT 1 FROM work_activity a WHERE a.client_id = c.id"
    " AND a.closing_key <> '') AND NOT EXISTS (SELECT 1 FROM work_activity a WHERE a.client_id = c.id"
    " AND a.state = 'planned')",
    "contacts begun twice for one client": "SELECT client_id FROM work_activity WHERE state = 'planned'"
    " AND is_unplanned GROUP BY 1 HAVING count(*) > 1",
    "standing assignments twice": "SELECT client_id, executor_id FROM work_assignment WHERE is_standing"
    " AND closed_date IS NULL GROUP BY 1, 2 HAVING count(*) > 1",
    "records created twice in the audit trail": 'SELECT "table", object_id FROM audit_change'
    " WHERE operation = 'I' GROUP BY 1, 2 HAVING count(*) > 1",
    "records deleted twice in the audit trail": 'SELECT "table", object_id FROM audit_change'
    " WHERE operation = 'D' GROUP BY 1, 2 HAVING count(*) > 1",
    "things told twice": "SELECT staff_id, key FROM notifications_notification GROUP BY 1, 2 HAVING count(*) > 1",
    "committed imports without their moment": "SELECT id FROM exchange_importrun"
    " WHERE (state IN ('committed', 'undone')) <> (committed_at IS NOT NULL)",
    # A job of an import that lost its worker again and again is given up and offered on the page once more.
    "failed jobs": "SELECT id, task_name FROM procrastinate_jobs WHERE status = 'failed'"
    " AND task_name NOT LIKE '%work_on_import'",
    "imports at work that nobody works on": "SELECT id, state, progress FROM exchange_importrun"
    " WHERE state IN ('planning', 'committing') AND progress->>'job' IS NULL",
}


def _rules(session: Session, verdict: Verdict) -> None:
    for what, sql in NONE_OF.items():
        rows = session.execute(sql.encode()).fetchall()
        verdict.must(not rows, f"{what}: {rows[:5]}")


# --- calm, and what is left over -----------------------------------------------------------------------


def wait_for_calm(office: StruckOffice, limit: float) -> None:
    """Until nothing waits: no marks, no jobs due, a worker that lives. AssertionError after ``limit`` seconds."""
    wait_until(lambda: _is_calm(office), limit)


def _is_calm(office: StruckOffice) -> bool:
    if not office.is_ready():
        return False
    try:
        with office.session() as session:
            marks = _number(session, "SELECT count(*) FROM facts_dirtymark")
            due = "status = 'doing' OR (status = 'todo' AND coalesce(scheduled_at, now()) <= now())"
            return marks + _number(session, f"SELECT count(*) FROM procrastinate_jobs WHERE {due}") == 0
    except (psycopg.Error, OSError):
        return False


def recomputed(office: StruckOffice) -> dict[str, Any]:
    """Facts, lamps, scores against the same measured from scratch."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.recompute", str(office.home)],
        env={**{n: v for n, v in os.environ.items() if n != "DATABASE_URL"}, "PYTHONPATH": SOURCES},
        capture_output=True,
        text=True,
        timeout=10 * LIMIT_SECONDS,
        check=False,
    )
    if done.returncode:
        return {"rows": 0, "wrong": [done.stderr[-2000:]]}
    return dict(json.loads(done.stdout.splitlines()[-1]))


def leftovers(office: StruckOffice, seconds: float = 5) -> Iterator[str]:
    """Locks held by nobody's work and transactions nobody ends: the same in every look for some seconds."""
    held: set[tuple[Any, ...]] | None = None
    deadline = time.monotonic() + seconds
    while held is None or (held and time.monotonic() < deadline):
        with office.session() as session:
            rows = session.execute(
                "SELECT a.pid, l.classid, l.objid, a.state, a.backend_start, a.query"
                " FROM pg_stat_activity a JOIN pg_locks l USING (pid)"
                " WHERE l.locktype = 'advisory' AND a.state LIKE 'idle%'"
                " UNION ALL SELECT pid, 0, 0, state, backend_start, query"
                " FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'"
            ).fetchall()
        held = set(rows) if held is None else held & set(rows)
        time.sleep(0.3)
    yield from (f"lock or transaction left over: {row}" for row in held)


def orphans(home: Path) -> list[str]:
    """Processes that still belong to the office after it was stopped."""
    return [f"process left over: {number} {command}" for number, command in processes() if str(home) in command]
