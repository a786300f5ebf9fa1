"""Guesses for columns that nobody knows: shown as proposals, never applied by themselves."""

import re
from difflib import SequenceMatcher

from mayak.exchange.choosing.choices import ColumnChoice, SourceChoice
from mayak.exchange.sources.targets import JOINED, Target, targets_of
from mayak.exchange.tables.spec import Kind, folded_label

ENOUGH = 0.62
MOST = 2
_NOT_WORDS = re.compile(r"[^\w]+")
_PHONE = re.compile(r"\+?[78]?[\s(-]*\d{3}[\s)-]*\d{3}[\s-]?\d{2}[\s-]?\d{2}$")


def _bare(text: str) -> str:
    return " ".join(_NOT_WORDS.sub(" ", folded_label(text)).split())


def _likeness(header: str, word: str) -> float:
    if not header or not word:
        return 0
    likeness = SequenceMatcher(None, header, word).ratio()
    shorter, longer = sorted((header, word), key=len)
    own, other = set(shorter.split()), set(longer.split())
    if len(shorter) > 3 and (own <= other or longer.startswith(shorter)):
        likeness = max(likeness, 0.8)
    if any(len(part) > 3 and any(each.startswith(part[:5]) for each in other) for part in own):
        likeness = max(likeness, 0.65)
    return likeness


def _likeness_of_cells(column: ColumnChoice, target: Target) -> float:
    """What the cells themselves say: mailboxes and phones show what they are."""
    texts = [str(cell).strip() for cell in column.sample]
    if not texts:
        return 0
    kind = target.column.kind
    if kind is Kind.EMAILS and not target.kind:
        return 0.9 if sum("@" in text for text in texts) * 2 > len(texts) else 0
    if kind is Kind.PHONES and not target.kind:
        return 0.85 if sum(bool(_PHONE.match(text)) for text in texts) * 2 > len(texts) else 0
    return 0


def proposals_of(source: SourceChoice, column: ColumnChoice) -> list[Target]:
    """The likeliest targets of a column that are still free, best first."""
    if not source.table:
        return []
    table = source.spec
    assert table is not None
    taken = {own.code for target in source.targets if target for own in target.columns_of(table)}
    header = _bare(column.header)
    scored = []
    for target in targets_of(source.table).values():
        own = target.columns_of(table)
        if target.column.kind not in JOINED and any(each.code in taken for each in own):
            continue
        words = [target.label] if target.kind or target.is_name else [target.column.label, target.column.code]
        words += [] if target.kind or target.is_name else list(target.column.also)
        likeness = max(*(_likeness(header, _bare(word)) for word in words), _likeness_of_cells(column, target))
        if likeness >= ENOUGH:
            scored.append((likeness, target))
    scored.sort(key=lambda item: -item[0])
    return [target for _likeness_found, target in scored[:MOST]]
