"""The words of names, to understand a text that finds nothing."""

from mayak.clients.domain.spelling import CLOSE_ENOUGH, MOST_LONGER, Known
from mayak.clients.models.client import CLIENT_SEARCHED, NAME_SEARCHED
from mayak.clients.queries.finding.clients import AFTER_ALL
from mayak.clients.queries.reach import Reach
from mayak.core.questions import Question, Row
from mayak.core.text import alike_sql

# Words of names compared with a typed one, closest first; fewer where each must be looked up among the visible.
SIMILAR = 30
SIMILAR_VISIBLE = 12
# Names with such a word that are looked at for a visible one.
NAMES_LOOKED_AT = 2000

# Every word of the names of few clients and their people. Most names share their parts, and one long text is taken
# apart in a fraction of the time that a thousand short ones are.
_OF_THE_POOL = """
    WITH names AS (SELECT c.name_folded FROM pool_clients c UNION ALL SELECT p.name_folded FROM pool_people p),
    parts AS (SELECT DISTINCT s.part
      FROM string_to_table((SELECT string_agg(n.name_folded, ' ') FROM names n), ' ') s(part)),
    words AS MATERIALIZED (SELECT w AS word
      FROM clients_words_of((SELECT string_agg(p.part, ' ') FROM parts p)) w)"""
# What a word must be for `closest_word` to take it: about as long, with enough of the same letters (first of all of the
# same alphabet). To see that costs a tenth of a comparison.
_MAY_BE_MEANT = f"""(n.word COLLATE "C" < U&'\\0430') = (t.word COLLATE "C" < U&'\\0430')
      AND abs(length(n.word) - length(t.word)) <= {MOST_LONGER}
      AND 2 * (length(n.word) - length(translate(n.word, t.word, '')))
        >= float8 '{CLOSE_ENOUGH}' * (length(n.word) + length(t.word))"""


def known_words(words: tuple[str, ...], reach: Reach) -> Question[dict[str, Known]]:
    """What the words of names say of each typed word. Whose rights end somewhere gets words of visible names only."""
    source = "words" if reach.is_narrow else "clients_nameword"
    # without an index the order of the alphabet would cost more than the letters themselves
    in_order = f"n.word >= t.word AND n.word < t.word || {AFTER_ALL}"
    begins = "starts_with(n.word, t.word)" if reach.is_narrow else in_order
    sql = f"""
    {_OF_THE_POOL if reach.is_narrow else ""}
    SELECT t.word, w.is_whole, s.is_start, CASE WHEN w.is_whole THEN NULL ELSE ARRAY({_similar(reach)}) END AS similar
    FROM unnest(%(unknown)s::text[]) t(word)
    CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM {source} n WHERE n.word = t.word) AS is_whole) w
    CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM {source} n WHERE {begins}) AS is_start) s
    """
    return Question(sql, {"unknown": list(words)} | reach.params, _read, reach.shared)


def _similar(reach: Reach) -> str:
    if reach.is_narrow:
        return f"SELECT n.word FROM words n WHERE {_MAY_BE_MEANT} ORDER BY n.word <-> t.word, n.word LIMIT {SIMILAR}"
    if reach.sees_all:
        return f"SELECT n.word FROM clients_similar_words(t.word, {SIMILAR}) n(word)"
    return f"SELECT n.word FROM clients_similar_words(t.word, {SIMILAR_VISIBLE}) n(word) WHERE {_is_visible(reach)}"


def _is_visible(reach: Reach) -> str:
    """Whether a visible name has the word. Found by the index first, for the planner not to hope for luck."""
    part = f"'%%' || {alike_sql('n.word')} || '%%'"
    ways = (
        f"SELECT p.client_id FROM clients_person p WHERE {NAME_SEARCHED.format(c='p.')} LIKE {part}",
        f"SELECT c.id AS client_id FROM clients_client c WHERE {CLIENT_SEARCHED.format(c='c.')} LIKE {part}",
    )
    return " OR ".join(
        f"""coalesce((
          WITH having_it AS MATERIALIZED ({way})
          SELECT bool_or({reach.sees("h.client_id")}) FROM (SELECT * FROM having_it LIMIT {NAMES_LOOKED_AT}) h
        ), FALSE)"""
        for way in ways
    )


def _read(rows: list[Row]) -> dict[str, Known]:
    return {row["word"]: Known(row["is_whole"], row["is_start"], tuple(row["similar"] or ())) for row in rows}
