"""Phones by any of their digits or an extension, mailboxes by any part of the address."""

from dataclasses import dataclass

from mayak.clients.domain.wanted import Wanted
from mayak.clients.models.person import ADDRESS_SEARCHED
from mayak.clients.queries.finding.hits import (
    FEWEST_LETTERS,
    Hits,
    Page,
    escaped,
    hits_reader,
    nothing_found,
    ordered,
)
from mayak.clients.queries.reach import Reach
from mayak.core.questions import Question, Row

# So few phones have so many digits one after the other that all of them are looked at.
TELLING_DIGITS = 5
_IS_LEFT = "p.left_date IS NOT NULL OR c.left_date IS NOT NULL"
_ORDER = f"quality, is_own DESC, t.is_unwanted, ({_IS_LEFT}), p.name_folded, t.id"


@dataclass(frozen=True)
class FoundPoint:
    """A phone or a mailbox and whose it is; ``quality``: 0 is it, 1 ends (a mailbox: begins) so, 2 has it inside."""

    pk: int
    text: str
    extension: str
    kind: str
    is_unwanted: bool
    person_id: int
    person: str
    is_left: bool
    client_id: int
    client: str
    quality: int
    is_own: bool


def phones_found(asked: Wanted, reach: Reach, page: Page) -> Question[Hits[FoundPoint]]:
    """Phones that have the typed digits one after the other, and begin their extension as typed."""
    if asked.only is not None or not (asked.number or asked.extension):
        return nothing_found()
    ways = ["t.extension LIKE %(extension)s AND t.extension <> ''"]
    if asked.number:
        extension = " AND t.extension LIKE %(extension)s" if asked.extension else ""
        inside = f"t.digits LIKE %(inside)s{extension}"
        # of few digits many numbers have, those that end so are surely looked at
        ways = [inside] if len(asked.number) >= TELLING_DIGITS else [f"t.digits LIKE %(ends)s{extension}", inside]
    number = escaped(asked.number)
    params = {
        "number": asked.number,
        "ends": f"%{number}",
        "inside": f"%{number}%",
        "extension": f"{escaped(asked.extension)}%",
    }
    quality = """CASE WHEN %(number)s = '' OR right(t.digits, 10) = %(number)s THEN 0
      WHEN t.digits LIKE %(ends)s THEN 1 ELSE 2 END"""
    sql = _sql("clients_personphone", ways, quality, "t.number AS text, t.extension", reach, page)
    return Question(sql, params | reach.params | page.params, hits_reader(_read, page), reach.shared)


def mails_found(asked: Wanted, reach: Reach, page: Page) -> Question[Hits[FoundPoint]]:
    """Mailboxes that have the typed text in their address."""
    if len(asked.mail) < FEWEST_LETTERS:
        return nothing_found()
    address = ADDRESS_SEARCHED.format(c="t.")
    quality = f"CASE WHEN {address} = %(mail)s THEN 0 WHEN {address} LIKE %(mail_start)s THEN 1 ELSE 2 END"
    mail = escaped(asked.mail)
    params = {"mail": asked.mail, "mail_start": f"{mail}%", "mail_part": f"%{mail}%"}
    sql = _sql("clients_personemail", [f"{address} LIKE %(mail_part)s"], quality, "t.address AS text", reach, page)
    return Question(sql, params | reach.params | page.params, hits_reader(_read, page), reach.shared)


def _sql(table: str, ways: list[str], quality: str, told: str, reach: Reach, page: Page) -> str:
    """Rows that fit in one of the ways, the most telling way looked at first."""
    candidates = _in_the_pool(table, ways[-1]) if reach.is_narrow else _among_all(table, ways, reach, page)
    found = f"""
    WITH {candidates}
    SELECT t.id, {reach.owns("p.client_id")} AS is_own, count(*) OVER () AS found, {quality} AS quality
    FROM candidates k JOIN {table} t ON t.id = k.id
    JOIN clients_person p ON p.id = t.person_id JOIN clients_client c ON c.id = p.client_id
    """
    return f"""
    SELECT f.*, {told}, t.kind, t.is_unwanted, p.id AS person_id, p.client_id, c.name AS client,
      concat_ws(' ', nullif(p.first_name, ''), p.last_name) AS person, ({_IS_LEFT}) AS is_left
    FROM ({ordered(found, _ORDER, page)}) f JOIN {table} t ON t.id = f.id
    JOIN clients_person p ON p.id = t.person_id JOIN clients_client c ON c.id = p.client_id
    ORDER BY f.place
    """


def _in_the_pool(table: str, way: str) -> str:
    """The candidates of few clients: all their people have is looked at. OFFSET keeps the index of all out of it."""
    return f"""candidates AS (SELECT t.id FROM (SELECT t.* FROM pool_people p
      JOIN {table} t ON t.person_id = p.id OFFSET 0) t WHERE {way})"""


def _among_all(table: str, ways: list[str], reach: Reach, page: Page) -> str:
    """The candidates by the index of all; of too many those by the first way are surely looked at."""
    matched = ", ".join(
        f"matched{n} AS MATERIALIZED (SELECT t.id, t.person_id FROM {table} t WHERE {way})"
        for n, way in enumerate(ways)
    )
    candidates = " UNION ".join(
        f"(SELECT m.id FROM {_seen(f'matched{n}', reach)} {page.look})" for n in range(len(ways))
    )
    return f"{matched}, candidates AS ({candidates})"


def _seen(matched: str, reach: Reach) -> str:
    if reach.sees_all:
        return f"{matched} m"
    return f"{matched} m JOIN clients_person p ON p.id = m.person_id WHERE {reach.sees('p.client_id')}"


def _read(row: Row) -> FoundPoint:
    return FoundPoint(
        pk=row["id"],
        text=row["text"],
        extension=row.get("extension", ""),
        kind=row["kind"],
        is_unwanted=row["is_unwanted"],
        person_id=row["person_id"],
        person=row["person"],
        is_left=row["is_left"],
        client_id=row["client_id"],
        client=row["client"],
        quality=row["quality"],
        is_own=row["is_own"],
    )
