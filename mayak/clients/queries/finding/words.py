"""The words of all names, to understand a text that finds nothing."""

from mayak.clients.domain.spelling import Known
from mayak.clients.models.client import CLIENT_SEARCHED, NAME_SEARCHED
from mayak.clients.queries.finding.clients import AFTER_ALL
from mayak.clients.queries.reach import Reach
from mayak.core.questions import Question, Row
from mayak.core.text import alike_sql

# Words of names compared with a typed one, closest first; fewer where each must be looked up among the visible.
SIMILAR = 30
SIMILAR_VISIBLE = 12


def known_words(words: tuple[str, ...], reach: Reach) -> Question[dict[str, Known]]:
    """What the words of names say of each typed word. Whose rights end somewhere gets words of visible names only."""
    most = SIMILAR if reach.sees_all else SIMILAR_VISIBLE
    sql = f"""
    SELECT t.word, w.is_whole, s.is_start, CASE WHEN w.is_whole THEN NULL ELSE ARRAY(
      SELECT n.word FROM (
        SELECT n.word FROM clients_nameword n ORDER BY n.word <-> t.word LIMIT {most}) n
      WHERE {_is_visible(reach)}) END AS similar
    FROM unnest(%(unknown)s::text[]) t(word)
    CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM clients_nameword n WHERE n.word = t.word) AS is_whole) w
    CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM clients_nameword n
      WHERE n.word >= t.word AND n.word < t.word || {AFTER_ALL}) AS is_start) s
    """
    return Question(sql, {"unknown": list(words)} | reach.params, _read)


def _is_visible(reach: Reach) -> str:
    """Whether a visible name has the word. Asked as a whole, for the planner to use the index and not hope for luck."""
    if reach.sees_all:
        return "TRUE"
    part = f"'%%' || {alike_sql('n.word')} || '%%'"
    return f"""coalesce((SELECT bool_or({reach.sees("p.client_id")}) FROM clients_person p
        WHERE {NAME_SEARCHED.format(c="p.")} LIKE {part}), FALSE)
      OR coalesce((SELECT bool_or({reach.sees("c.id")}) FROM clients_client c
        WHERE {CLIENT_SEARCHED.format(c="c.")} LIKE {part}), FALSE)"""


def _read(rows: list[Row]) -> dict[str, Known]:
    return {row["word"]: Known(row["is_whole"], row["is_start"], tuple(row["similar"] or ())) for row in rows}
