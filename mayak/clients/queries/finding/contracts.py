"""Contracts by their number, and what finds documents of any kind by theirs."""

from dataclasses import dataclass
from datetime import date

from mayak.clients.domain.wanted import Only, Wanted
from mayak.clients.models.client import NUMBER_SEARCHED
from mayak.clients.queries.finding.hits import FEWEST_LETTERS, Hits, Page, escaped, hits_reader, nothing_found, ordered
from mayak.clients.queries.reach import Reach
from mayak.core.questions import Question, Row
from mayak.core.questions import day as as_day

# So few documents have so many signs inside of their number that all of them are looked at.
TELLING_SIGNS = 5
NUMBER = NUMBER_SEARCHED.format(c="d.")


@dataclass(frozen=True)
class FoundContract:
    """A contract; ``quality``: 0 has this number, 1 begins so, 2 has it inside."""

    pk: int
    number: str
    signed_date: date
    ends_date: date | None
    client_id: int
    client: str
    quality: int
    is_own: bool


def number_params(asked: Wanted) -> dict[str, str]:
    """The number of a document for :func:`number_ways` and NUMBER_QUALITY."""
    number = escaped(asked.document)
    return {"document": asked.document, "document_start": f"{number}%", "document_part": f"%{number}%"}


def number_ways(asked: Wanted) -> list[str]:
    """The conditions by which a document ``d`` is found by its number, the most telling first."""
    start, part = f"{NUMBER} LIKE %(document_start)s", f"{NUMBER} LIKE %(document_part)s"
    if len(asked.document) < FEWEST_LETTERS:
        return [start]
    return [start, part] if len(asked.document) < TELLING_SIGNS else [part]


NUMBER_QUALITY = f"CASE WHEN {NUMBER} = %(document)s THEN 0 WHEN {NUMBER} LIKE %(document_start)s THEN 1 ELSE 2 END"


def documents_sql(table: str, ways: list[str], quality: str, order: str, told: str, reach: Reach, page: Page) -> str:
    """A page of documents ``d`` that fit in one of the ways."""
    matched = ", ".join(
        f"matched{n} AS MATERIALIZED (SELECT d.id, d.client_id FROM {table} d WHERE {way})"
        for n, way in enumerate(ways)
    )
    candidates = " UNION ".join(
        f"(SELECT m.id FROM matched{n} m WHERE {reach.sees('m.client_id')} {page.look})" for n in range(len(ways))
    )
    found = f"""
    WITH {matched}, candidates AS ({candidates})
    SELECT d.id, {reach.owns("d.client_id")} AS is_own, count(*) OVER () AS found, {quality} AS quality
    FROM candidates k JOIN {table} d ON d.id = k.id
    """
    return f"""
    SELECT f.*, d.number, d.client_id, c.name AS client, {told}
    FROM ({ordered(found, f"quality, is_own DESC, {order}", page)}) f
    JOIN {table} d ON d.id = f.id JOIN clients_client c ON c.id = d.client_id ORDER BY f.place
    """


def contracts_found(asked: Wanted, reach: Reach, page: Page) -> Question[Hits[FoundContract]]:
    """Contracts whose number begins as typed or has it inside, the newest first."""
    if not asked.has_document or asked.only not in (None, Only.DOCUMENTS):
        return nothing_found()
    sql = documents_sql(
        "clients_contract",
        number_ways(asked),
        NUMBER_QUALITY,
        "d.signed_date DESC, d.id DESC",
        "d.signed_date, d.ends_date",
        reach,
        page,
    )
    return Question(sql, number_params(asked) | reach.params | page.params, hits_reader(_read, page))


def _read(row: Row) -> FoundContract:
    signed = as_day(row["signed_date"])
    assert signed is not None
    return FoundContract(
        pk=row["id"],
        number=row["number"],
        signed_date=signed,
        ends_date=as_day(row["ends_date"]),
        client_id=row["client_id"],
        client=row["client"],
        quality=row["quality"],
        is_own=row["is_own"],
    )
