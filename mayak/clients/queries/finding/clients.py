"""Clients by their name, legal name or INN."""

from dataclasses import dataclass
from typing import Any

from mayak.clients.domain.wanted import LEGAL_FORMS, Only, Wanted
from mayak.clients.models.client import CLIENT_SEARCHED, NAME_SEARCHED
from mayak.clients.queries.finding.hits import (
    Hits,
    Page,
    all_like,
    escaped,
    hits_reader,
    like_start,
    nothing_found,
    ordered,
    word_params,
)
from mayak.clients.queries.reach import Reach
from mayak.core.questions import Question, Row

# So many digits are a whole INN and end none.
SHORTEST_INN = 10
# Greater than any letter: where the names that begin with a text end.
AFTER_ALL = "chr(1114111)"
_LEGAL_FORM = f"^ ({'|'.join(LEGAL_FORMS)}) "
_ORDER = "quality, is_own DESC, c.left_date IS NOT NULL, c.name_folded, c.id"


@dataclass(frozen=True)
class FoundClient:
    """A client; ``quality``: 0 is called so, 1 begins so, 2 has such words, 3 has them inside of others."""

    pk: int
    name: str
    inn: str
    place: str
    status: str
    quality: int
    is_own: bool
    expert: str


def clients_found(asked: Wanted, reach: Reach, page: Page) -> Question[Hits[FoundClient]]:
    """Clients by their name or legal name, or by the beginning or the end of their INN."""
    if asked.digits and not asked.extension and asked.only in (None, Only.INN):
        return _by_inn(asked, reach, page)
    if asked.words and asked.only is None:
        return _by_name(asked, reach, page)
    return nothing_found()


def _by_name(asked: Wanted, reach: Reach, page: Page) -> Question[Hits[FoundClient]]:
    searched = CLIENT_SEARCHED.format(c="c.")
    fits = all_like(searched, len(asked.words))
    core = f"regexp_replace({NAME_SEARCHED.format(c='c.')}, %(legal_form)s, ' ')"
    candidates = _in_the_pool(len(asked.words)) if reach.is_narrow else _among_all(fits, reach, page)
    found = f"""
    WITH {candidates}
    SELECT c.id, {reach.owns("c.id")} AS is_own, count(*) OVER () AS found,
      CASE WHEN {core} = ' ' || %(asked)s THEN 0 WHEN {core} LIKE ' ' || %(asked_like)s || '%%' THEN 1
        WHEN {searched} LIKE ALL (%(beginnings)s::text[]) THEN 2 ELSE 3 END AS quality
    FROM candidates k JOIN clients_client c ON c.id = k.id
    """
    text = " ".join(asked.words)
    params = {
        "asked": text,
        "asked_like": escaped(text),
        "beginnings": [like_start(word) for word in asked.words],
        "starts": list(asked.starts),
        "legal_form": _LEGAL_FORM,
    }
    return _question(found, word_params(asked.words) | params, reach, page)


def _in_the_pool(count: int) -> str:
    """The candidates of few clients: each of them is looked at.

    A name of Russian letters alone is searched as it is: to make letters alike costs more than the rest together.
    """
    return f"""candidates AS (SELECT c.id FROM pool_clients c
      WHERE {all_like("(' ' || c.name_folded)", count)} OR (c.legal_name <> '' OR c.name_folded COLLATE "C" ~ '[a-z„“]')
        AND {all_like(CLIENT_SEARCHED.format(c="c."), count)})"""


def _among_all(fits: str, reach: Reach, page: Page) -> str:
    """The candidates by the index of all names; of too many those called so and the own ones are surely looked at."""
    return f"""matched AS MATERIALIZED (SELECT c.id FROM clients_client c WHERE {fits}),
    candidates AS (
      (SELECT m.id FROM matched m WHERE {reach.sees("m.id")} {page.look})
      UNION (SELECT c.id FROM (
        SELECT c.* FROM ({reach.own_clients}) o JOIN clients_client c ON c.id = o.client_id OFFSET 0) c WHERE {fits})
      UNION (SELECT b.id FROM unnest(%(starts)s::text[]) s(start) CROSS JOIN LATERAL (
        SELECT c.id FROM clients_client c WHERE c.name_folded >= s.start AND c.name_folded < s.start || {AFTER_ALL}
          AND {reach.sees("c.id")} ORDER BY c.name_folded {page.look}) b))"""


def _by_inn(asked: Wanted, reach: Reach, page: Page) -> Question[Hits[FoundClient]]:
    ends = "UNION SELECT c.id FROM clients_client c WHERE c.inn LIKE '%%' || %(digits)s"
    # the beginning by the plain index: trigrams cost ten times as much
    ways = f"""SELECT c.id FROM clients_client c WHERE c.inn >= %(digits)s AND c.inn < %(digits)s || {AFTER_ALL}
      {ends if len(asked.digits) < SHORTEST_INN else ""}"""
    found = f"""
    SELECT c.id, {reach.owns("c.id")} AS is_own, count(*) OVER () AS found,
      CASE WHEN c.inn = %(digits)s THEN 0 WHEN c.inn LIKE %(digits)s || '%%' THEN 1 ELSE 2 END AS quality
    FROM (SELECT m.id FROM ({ways}) m WHERE {reach.sees("m.id")} {page.look}) k JOIN clients_client c ON c.id = k.id
    """
    return _question(found, {"digits": asked.digits}, reach, page)


def _question(found: str, params: dict[str, Any], reach: Reach, page: Page) -> Question[Hits[FoundClient]]:
    sql = f"""
    SELECT f.*, c.name, c.inn, coalesce(nullif(c.region, ''), c.address) AS whereabouts, c.status,
      {reach.expert("c.id")} AS expert
    FROM ({ordered(found, _ORDER, page)}) f JOIN clients_client c ON c.id = f.id ORDER BY f.place
    """
    return Question(sql, params | reach.params | page.params, hits_reader(_read, page), reach.shared)


def _read(row: Row) -> FoundClient:
    return FoundClient(
        pk=row["id"],
        name=row["name"],
        inn=row["inn"],
        place=row["whereabouts"] or "",
        status=row["status"],
        quality=row["quality"],
        is_own=row["is_own"],
        expert=row["expert"] or "",
    )
