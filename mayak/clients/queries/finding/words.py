"""The words of all names, to understand a text that finds nothing."""

from mayak.clients.domain.spelling import Known
from mayak.clients.models.client import CLIENT_SEARCHED, NAME_SEARCHED
from mayak.clients.queries.finding.clients import AFTER_ALL
from mayak.clients.queries.reach import Reach
from mayak.core.questions import Question, Row
from mayak.core.text import alike_sql

# Words of names that are compared with a typed one, closest first.
SIMILAR = 30


def known_words(words: tuple[str, ...], reach: Reach) -> Question[dict[str, Known]]:
    """What the words of names say of each typed word. Whose rights end somewhere gets words of visible names only."""
    sql = f"""
    SELECT t.word, w.is_whole, s.is_start, CASE WHEN w.is_whole THEN NULL ELSE ARRAY(
      SELECT n.word FROM (
        SELECT n.word FROM clients_nameword n ORDER BY n.word <-> t.word LIMIT {SIMILAR}) n
      WHERE {_is_visible(reach)}) END AS similar
    FROM unnest(%(unknown)s::text[]) t(word)
    CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM clients_nameword n WHERE n.word = t.word) AS is_whole) w
    CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM clients_nameword n
      WHERE n.word >= t.word AND n.word < t.word || {AFTER_ALL}) AS is_start) s
    """
    return Question(sql, {"unknown": list(words)} | reach.params, _read)


def _is_visible(reach: Reach) -> str:
    if reach.sees_all:
        return "TRUE"
    part = f"'%%' || {alike_sql('n.word')} || '%%'"
    return f"""(EXISTS (SELECT FROM clients_client c WHERE {CLIENT_SEARCHED.format(c="c.")} LIKE {part}
        AND {reach.sees("c.id")})
      OR EXISTS (SELECT FROM clients_person p WHERE {NAME_SEARCHED.format(c="p.")} LIKE {part}
        AND {reach.sees("p.client_id")}))"""


def _read(rows: list[Row]) -> dict[str, Known]:
    return {row["word"]: Known(row["is_whole"], row["is_start"], tuple(row["similar"] or ())) for row in rows}
