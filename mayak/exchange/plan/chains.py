"""Segments and indicator values: chains of intervals, of which a table's row is one link."""

from collections import defaultdict
from collections.abc import Callable, Hashable
from datetime import date, timedelta
from typing import Any

from mayak.card.models import IndicatorDefinition
from mayak.card.restating import stored_form
from mayak.card.words import source_code
from mayak.exchange.plan.directory import fetch
from mayak.exchange.plan.draft import Draft
from mayak.exchange.tables.spec import Table

ONE_DAY = timedelta(days=1)
Link = dict[str, Any]
SEGMENTS = (
    "SELECT t.id, t.xmin::text, t.client_id, t.type_id, t.segment_id, t.from_date, t.to_date "
    "FROM clients_clientsegment t WHERE t.client_id = ANY(%s)"
)
INDICATORS = (
    "SELECT t.id, t.xmin::text, t.client_id, t.person_id, t.indicator_id, t.source, t.value, t.confirmed_date, "
    "t.valid_until_date, t.confirmed_by_name, t.from_date, t.to_date "
    "FROM card_indicatorvalue t WHERE t.client_id = ANY(%s)"
)
SEGMENT_NAMES = ("pk", "version", "client", "type", "segment", "entered", "left")
INDICATOR_NAMES = (
    "pk", "version", "client", "person", "indicator", "source", "value", "confirmed", "valid_until", "confirmed_by",
    "from", "to",
)  # fmt: skip


def match(table: Table, drafts: list[Draft]) -> None:
    """Find the link that a row is, or the place of a new link; note which former link it closes."""
    if table.code == "segments":
        chains = _load(SEGMENTS, SEGMENT_NAMES, drafts, _segment_key, "entered")
        for draft in drafts:
            _place(draft, chains.get(_segment_key(draft.values), []), "entered", "left")
            _end_segment(draft)
    else:
        _add_terms(drafts)
        chains = _load(INDICATORS, INDICATOR_NAMES, drafts, _indicator_key, "from")
        for draft in drafts:
            _place(draft, chains.get(_indicator_key(draft.values), []), "confirmed", "to")


def _segment_key(values: Link) -> Hashable:
    return values["client"], values["type"]


def _indicator_key(values: Link) -> Hashable:
    """Whose word it is; a source that is stored by its label still is the same source."""
    return values["client"], values.get("person"), values["indicator"], source_code(values.get("source") or "")


def _load(
    sql: str, names: tuple[str, ...], drafts: list[Draft], key_of: Callable[[Link], Hashable], start: str
) -> dict[Hashable, list[Link]]:
    chains: dict[Hashable, list[Link]] = defaultdict(list)
    for row in fetch(sql, [list({draft.values["client"] for draft in drafts})]):
        link = dict(zip(names, row, strict=True))
        chains[key_of(link)].append({**link, "start": link[start]})
    for chain in chains.values():
        chain.sort(key=lambda link: link["start"] or date.min)
    return chains


def _place(draft: Draft, chain: list[Link], start: str, end: str) -> None:
    """The same first day: that link. Else a new one between its neighbours, the former closed the day before."""
    day = draft.values[start]
    successor = next((link for link in chain if (link["start"] or date.min) > day), None)
    latest = successor["start"] - ONE_DAY if successor else None
    draft.parts = {}
    same = next((link for link in chain if link["start"] == day), None)
    if same:
        draft.before, draft.target, draft.version = {**same, "latest": latest}, same["pk"], same["version"]
        return
    former = next((link for link in reversed(chain) if (link["start"] or date.min) < day), None)
    if former and (former[end] is None or former[end] >= day):
        draft.parts["+close"] = [[former["pk"], day - ONE_DAY]]
    if end == "to":
        draft.parts |= {"from_date": day, "to_date": latest}
    elif latest and (draft.values.get("left") is None or draft.values["left"] > latest):
        draft.values["left"] = latest


def _end_segment(draft: Draft) -> None:
    """An empty day of leaving is that of a later entry, where there is one."""
    before = draft.before
    if before and before["latest"] and (draft.values.get("left") is None or draft.values["left"] > before["latest"]):
        draft.values["left"] = before["latest"]


def _add_terms(drafts: list[Draft]) -> None:
    """Without a last day of validity the indicator's own term counts; the value takes the form of its type."""
    known = IndicatorDefinition.objects.in_bulk({draft.values["indicator"] for draft in drafts})
    for draft in drafts:
        indicator = known.get(draft.values["indicator"])
        if indicator is None:
            continue
        if indicator.validity_days and draft.values.get("valid_until") is None:
            draft.values["valid_until"] = draft.values["confirmed"] + timedelta(days=indicator.validity_days)
        if draft.values.get("value"):
            draft.values["value"] = stored_form(indicator, draft.values["value"])
