"""Which invoice and which client a payment means."""

from collections import defaultdict
from datetime import date
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from mayak.exchange.models import PlanRow
from mayak.exchange.plan.directory import Directory, fetch
from mayak.exchange.plan.draft import Draft
from mayak.exchange.tables.money import INVOICES

PLAN = PlanRow._meta.db_table
STORED = (
    "SELECT id, coalesce(external_id, 'm-' || id), number, client_id, payer_id, issued_date FROM money_invoice "
    "WHERE external_id = ANY(%s) OR number = ANY(%s) OR (external_id IS NULL AND 'm-' || id = ANY(%s))"
)
PLANNED = (
    "SELECT p.target_id, p.key, coalesce(p.values->>'number', o.number), "
    "coalesce((p.values->>'client_id')::bigint, o.client_id), coalesce((p.values->>'payer_id')::bigint, o.payer_id), "
    "coalesce((p.values->>'issued_date')::date, o.issued_date) "
    f"FROM {PLAN} p LEFT JOIN money_invoice o ON o.id = p.target_id "
    "WHERE p.run_id = %s AND p.\"table\" = 'invoices' AND p.action IN ('create', 'update') "
    "AND (p.key = ANY(%s) OR p.values->>'number' = ANY(%s))"
)


class Candidate(NamedTuple):
    """An invoice that a cell may mean."""

    pk: int
    key: str
    number: str
    client: int
    payer: int | None
    issued: date


def resolve(run_id: int, directory: Directory, drafts: list[Draft], day_column: str) -> None:
    """Replace the invoice cell by a primary key.

    An id counts first; a number means the client's latest invoice of that number issued by the day, because
    numbers restart each January.
    """
    named = [draft for draft in drafts if draft.values.get("invoice") is not None]
    if not named:
        return
    words = list({draft.values["invoice"] for draft in named})
    by_word: dict[str, list[Candidate]] = defaultdict(list)
    rows = [*fetch(STORED, [words, words, words]), *fetch(PLANNED, [run_id, words, words])]
    for candidate in {row[0]: Candidate(*row) for row in rows}.values():
        for word in {candidate.key, candidate.number}:
            by_word[word].append(candidate)
    for draft in named:
        word = draft.values["invoice"]
        draft.values["invoice"] = _choose(draft, word, by_word.get(word, []), draft.values.get(day_column), directory)


def _choose(draft: Draft, word: str, found: list[Candidate], day: date | None, directory: Directory) -> int | None:
    client = draft.values.get("client")
    fitting = [item for item in found if client is None or client in (item.client, item.payer)]
    by_id = [item for item in fitting if item.key == word]
    if by_id:
        return by_id[0].pk
    if not fitting:
        if found:
            draft.fail("invoice", _("the invoice with this id or number belongs to another client"))
        else:
            _known, reasons = directory.resolve(INVOICES.code, [word])
            draft.fail("invoice", reasons.get(word, _("no such id in “%(table)s”") % {"table": INVOICES.title}))
        return None
    before = [item for item in fitting if day is None or item.issued <= day]
    best = max(before, key=lambda item: item.issued) if before else min(fitting, key=lambda item: item.issued)
    if client is None and any(item.issued.year == best.issued.year and item.client != best.client for item in fitting):
        draft.fail("invoice", _("several clients have an invoice of this number: give the client or the id"))
        return None
    return best.pk


def find_payers(run_id: int, drafts: list[Draft]) -> None:
    """The client of a new payment that names none: its invoice's, else the only one with the payer's INN."""
    open_ones = [draft for draft in drafts if draft.values.get("client") is None]
    invoices = [draft.values["invoice"] for draft in open_ones if draft.values.get("invoice") is not None]
    owners: dict[int, int] = {}
    if invoices:
        owners.update(fetch("SELECT id, client_id FROM money_invoice WHERE id = ANY(%s)", [invoices]))
        sql = (
            f"SELECT target_id, (values->>'client_id')::bigint FROM {PLAN} "
            "WHERE run_id = %s AND \"table\" = 'invoices' AND action = 'create' AND target_id = ANY(%s)"
        )
        owners.update(fetch(sql, [run_id, invoices]))
    payers = _by_inn(run_id, [draft.values["payer_inn"] for draft in open_ones if draft.values.get("payer_inn")])
    for draft in open_ones:
        client: Any = owners.get(draft.values.get("invoice") or 0) or payers.get(draft.values.get("payer_inn") or "")
        if client is not None:
            draft.values["client"] = client


def _by_inn(run_id: int, numbers: list[str]) -> dict[str, int]:
    if not numbers:
        return {}
    found: dict[str, set[int]] = defaultdict(set)
    planned = (
        f"SELECT values->>'inn', target_id FROM {PLAN} "
        "WHERE run_id = %s AND \"table\" = 'clients' AND action = 'create' AND values->>'inn' = ANY(%s)"
    )
    stored = "SELECT inn, id FROM clients_client WHERE inn = ANY(%s)"
    for inn, pk in [*fetch(stored, [numbers]), *fetch(planned, [run_id, numbers])]:
        found[inn].add(pk)
    return {inn: next(iter(pks)) for inn, pks in found.items() if len(pks) == 1}
