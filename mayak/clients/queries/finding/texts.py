"""Texts by the words in them, in any form: what work and usage ask of their own tables."""

from dataclasses import dataclass
from datetime import datetime

from mayak.clients.domain.spelling import text_query
from mayak.clients.domain.wanted import Wanted
from mayak.clients.queries.finding.hits import Hits, Page, nothing_found
from mayak.clients.queries.reach import Reach
from mayak.core.questions import Question, Row
from mayak.core.questions import moment as as_moment

# So much of a text is fetched, to show the place of its words.
LONGEST = 2000
# Rows with the words that are looked at for the newest ones.
MOST_LOOKED_AT = 20_000
# Words before the last one are taken for unfinished only when fewer texts have them as they are.
ENOUGH = 25


@dataclass(frozen=True)
class FoundText:
    """A text with the words looked for; ``source`` says where it stands, ``kind`` how it came there."""

    source: str
    pk: int
    text: str
    kind: str
    at: datetime
    client_id: int
    client: str
    is_own: bool


@dataclass(frozen=True)
class TextPlace:
    """A table ``t`` whose texts are searched: expressions of its text, stems, moment and kind, and an own condition."""

    source: str
    table: str
    text: str
    stems: str
    at: str
    kind: str
    condition: str = "TRUE"


def texts_found(place: TextPlace, asked: Wanted, reach: Reach, page: Page) -> Question[Hits[FoundText]]:
    """Texts that have all the words in any form, the newest first."""
    strict, loose = text_query(asked.plain, is_loose=False), text_query(asked.plain)
    if asked.only is not None or not loose:
        return nothing_found()
    enough = f"(SELECT count(*) FROM (SELECT FROM exact LIMIT {ENOUGH}) e) < {ENOUGH}"
    beginnings = f"UNION {_matched(place, 'loose', reach)} AND {enough}" if strict != loose else ""
    sql = f"""
    WITH exact AS MATERIALIZED ({_matched(place, "strict", reach)} LIMIT {MOST_LOOKED_AT}),
    matched AS (SELECT * FROM exact {beginnings}),
    seen AS (SELECT m.*, count(*) OVER () AS found FROM matched m ORDER BY m.at DESC, m.id DESC {page.limit})
    SELECT s.id, s.at, s.found, '{place.source}' AS source, left({place.text}, {LONGEST}) AS text, {place.kind} AS kind,
      s.client_id, c.name AS client, {reach.owns("s.client_id")} AS is_own
    FROM seen s JOIN {place.table} t ON t.id = s.id JOIN clients_client c ON c.id = s.client_id
    ORDER BY s.at DESC, s.id DESC
    """
    params = {"strict": strict} | ({"loose": loose} if strict != loose else {})
    return Question(sql, params | reach.params | page.params, _hits)


def _matched(place: TextPlace, query: str, reach: Reach) -> str:
    """All that the index finds, then the rights: by way of a pool's own rows each text would be taken apart anew."""
    return f"""SELECT t.* FROM (SELECT t.id, t.client_id, {place.at} AS at FROM {place.table} t
      WHERE {place.stems} @@ to_tsquery('russian', %({query})s) AND {place.condition} OFFSET 0) t
      WHERE {reach.sees("t.client_id")}"""


def _hits(rows: list[Row]) -> Hits[FoundText]:
    """All that the index finds are looked at, so their number is exact up to that bound."""
    total = rows[0]["found"] if rows else 0
    return Hits(tuple(_read(row) for row in rows), total, total >= MOST_LOOKED_AT)


def _read(row: Row) -> FoundText:
    at = as_moment(row["at"])
    assert at is not None
    return FoundText(
        source=row["source"],
        pk=row["id"],
        text=row["text"],
        kind=row["kind"] or "",
        at=at,
        client_id=row["client_id"],
        client=row["client"],
        is_own=row["is_own"],
    )
