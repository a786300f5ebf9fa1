"""People by their names, also together with the name of their client."""

from dataclasses import dataclass

from mayak.clients.domain.wanted import Only, Wanted
from mayak.clients.models.client import CLIENT_SEARCHED, NAME_SEARCHED
from mayak.clients.queries.dialling import number_works
from mayak.clients.queries.finding.clients import AFTER_ALL
from mayak.clients.queries.finding.hits import (
    Hits,
    Page,
    all_like,
    any_like,
    hits_reader,
    like_start,
    nothing_found,
    ordered,
    word_params,
)
from mayak.clients.queries.reach import Reach
from mayak.core.questions import Question, Row

# Rows of one word that are looked at when the other words may be in the client's name, or in the person's.
SEEDS = 500
# A word that fewer rows have leads to them without a look at the other words.
FEW_SEEDS = 50
# Of so many words, the longest ones, the one that fewest rows have leads to them.
LEADING = 3
_OWN_NAME = NAME_SEARCHED.format(c="p.")
_CLIENTS_NAME = CLIENT_SEARCHED.format(c="c.")
_NAMES = f"{_OWN_NAME} AS own_name, {_OWN_NAME} || {_CLIENTS_NAME} AS both_names"
_IS_LEFT = "p.left_date IS NOT NULL OR c.left_date IS NOT NULL"
_ORDER = f"quality, is_own DESC, ({_IS_LEFT}), p.name_folded, p.id"


@dataclass(frozen=True)
class FoundPerson:
    """A person; ``quality``: 0 has these names, 1 names that begin so, 2 inside of them, 3 together with the client."""

    pk: int
    full_name: str
    short_name: str
    position: str
    is_left: bool
    client_id: int
    client: str
    phone: str
    quality: int
    is_own: bool


def persons_found(asked: Wanted, reach: Reach, page: Page) -> Question[Hits[FoundPerson]]:
    """People who have one of the words in their own name, and all of them there or in the client's."""
    if not asked.words or asked.only not in (None, Only.PERSONS):
        return nothing_found()
    own = all_like(_OWN_NAME, len(asked.words))
    candidates = _in_the_pool(asked) if reach.is_narrow else _among_all(own, asked, reach, page)
    found = f"""
    WITH {candidates}
    SELECT p.id, {reach.owns("p.client_id")} AS is_own, count(*) OVER () AS found,
      CASE WHEN {_OWN_NAME} || ' ' LIKE ALL (%(whole)s::text[]) THEN 0
        WHEN {_OWN_NAME} LIKE ALL (%(beginnings)s::text[]) THEN 1 WHEN {own} THEN 2 ELSE 3 END AS quality
    FROM candidates k JOIN clients_person p ON p.id = k.id JOIN clients_client c ON c.id = p.client_id
    """
    sql = f"""
    SELECT f.*, p.last_name, p.first_name, p.middle_name, p.position, p.client_id, c.name AS client,
      ({_IS_LEFT}) AS is_left,
      (SELECT t.number FROM clients_personphone t WHERE t.person_id = p.id AND {number_works("t")}
        ORDER BY t.is_favourite DESC, t."order", t.id LIMIT 1) AS phone
    FROM ({ordered(found, _ORDER, page)}) f
    JOIN clients_person p ON p.id = f.id JOIN clients_client c ON c.id = p.client_id ORDER BY f.place
    """
    params = {
        "beginnings": [like_start(word) for word in asked.words],
        "whole": [f"{like_start(word)[:-1]} %" for word in asked.words],
        "person_starts": list(dict.fromkeys([" ".join(asked.plain), " ".join(reversed(asked.plain))])),
    }
    values = word_params(asked.words) | params | reach.params | page.params
    return Question(sql, values, hits_reader(_read, page), reach.shared)


def _in_the_pool(asked: Wanted) -> str:
    """The candidates of few clients: each of their people is looked at. OFFSET keeps the index of all names out.

    A name without Latin letters is searched as it is: to make the letters alike costs more than the rest together.
    """
    count = len(asked.words)
    own_name = NAME_SEARCHED.format(c="o.")
    return f"""own AS MATERIALIZED (SELECT o.id, o.client_id, {own_name} AS own_name FROM pool_people o
      WHERE {any_like("(' ' || o.name_folded)", range(count))}
        OR o.name_folded COLLATE "C" ~ '[a-z]' AND ({any_like(own_name, range(count))})),
    candidates AS (SELECT b.id FROM (SELECT o.id, o.own_name || {_CLIENTS_NAME} AS both_names FROM own o
      JOIN clients_client c ON c.id = o.client_id OFFSET 0) b WHERE {all_like("b.both_names", count)})"""


def _among_all(own: str, asked: Wanted, reach: Reach, page: Page) -> str:
    """The candidates by the indexes of all names."""
    count = len(asked.words)
    leading = sorted(range(count), key=lambda n: -len(asked.words[n]))[:LEADING] if count > 1 else []
    ways = [_by_own_name(own, reach, page), *(_by_both_names(count) if leading else ())]
    return f"""matched AS MATERIALIZED (SELECT p.id, p.client_id FROM clients_person p WHERE {own}),
    {_seeds(leading, reach) if leading else ""} candidates AS ({" UNION ".join(ways)})"""


def _by_own_name(own: str, reach: Reach, page: Page) -> str:
    """All words in the person's own name; first looked at: whose name begins so, the own clients' people."""
    return f"""
    (SELECT m.id FROM matched m WHERE {reach.sees("m.client_id")} {page.look})
    UNION (SELECT p.id FROM (
      SELECT p.* FROM ({reach.own_clients}) o JOIN clients_person p ON p.client_id = o.client_id OFFSET 0) p
      WHERE {own})
    UNION (SELECT b.id FROM unnest(%(person_starts)s::text[]) s(start) CROSS JOIN LATERAL (
      SELECT p.id FROM clients_person p WHERE p.name_folded >= s.start AND p.name_folded < s.start || {AFTER_ALL}
        AND {reach.sees("p.client_id")} ORDER BY p.name_folded {page.look}) b)"""


def _seeds(leading: list[int], reach: Reach) -> str:
    """The people and the clients that have a word, for the one word that fewest have: whoever fits has it in either.

    A word that few have is enough: the next ones, which may be in every tenth name, are then not looked for.
    """
    ctes: list[str] = []
    is_wanted = "TRUE"
    for n in leading:
        ctes.append(f"""named{n} AS MATERIALIZED (SELECT p.id, p.client_id FROM clients_person p
      WHERE {_OWN_NAME} LIKE %(word{n})s),
    at{n} AS MATERIALIZED (SELECT c.id FROM clients_client c WHERE {_CLIENTS_NAME} LIKE %(word{n})s),
    seeds{n} AS MATERIALIZED ((SELECT {n} AS word, m.id AS person_id, NULL::bigint AS at_id FROM named{n} m
      WHERE {is_wanted} AND {reach.sees("m.client_id")} LIMIT {SEEDS})
      UNION ALL (SELECT {n}, NULL, m.id FROM at{n} m WHERE {is_wanted} AND {reach.sees("m.id")} LIMIT {SEEDS})),
    count{n} AS MATERIALIZED (SELECT {n} AS word, count(*) AS count FROM seeds{n} HAVING {is_wanted})""")
        is_wanted = f"coalesce((SELECT k.count >= {FEW_SEEDS} FROM count{n} k), FALSE)"
    seeds = " UNION ALL ".join(f"SELECT * FROM seeds{n}" for n in leading)
    counts = " UNION ALL ".join(f"SELECT * FROM count{n}" for n in leading)
    return f"""{", ".join(ctes)}, seeds AS ({seeds}),
    lead AS MATERIALIZED (SELECT k.word FROM ({counts}) k ORDER BY k.count, k.word LIMIT 1),"""


def _by_both_names(count: int) -> list[str]:
    """The words spread over the person's and the client's name; the leading word leads to either.

    OFFSET 0 keeps the words from being looked for in every pair of names instead of those of the seeds.
    """
    fits = f"{all_like('b.both_names', count)} AND ({any_like('b.own_name', range(count))})"
    return [
        f"""(SELECT b.id FROM (SELECT p.id, {_NAMES} FROM lead l JOIN seeds s ON s.word = l.word
          JOIN clients_person p ON p.id = s.person_id JOIN clients_client c ON c.id = p.client_id OFFSET 0) b
          WHERE {fits})""",
        f"""(SELECT b.id FROM (SELECT p.id, {_NAMES} FROM lead l JOIN seeds s ON s.word = l.word
          JOIN clients_client c ON c.id = s.at_id JOIN clients_person p ON p.client_id = c.id OFFSET 0) b
          WHERE {fits})""",
    ]


def _read(row: Row) -> FoundPerson:
    names = [row["last_name"], row["first_name"], row["middle_name"]]
    return FoundPerson(
        pk=row["id"],
        full_name=" ".join(name for name in names if name),
        short_name=" ".join(name for name in (row["first_name"], row["last_name"]) if name),
        position=row["position"],
        is_left=row["is_left"],
        client_id=row["client_id"],
        client=row["client"],
        phone=row["phone"] or "",
        quality=row["quality"],
        is_own=row["is_own"],
    )
