"""What there is to tell a client: materials in force whose topics fit (P1 (4))."""

from dataclasses import dataclass
from datetime import date

from mayak.core.questions import Question, Row
from mayak.library.models import MaterialKind


@dataclass(frozen=True)
class MaterialLine:
    """A material to offer; ``shared_topics`` are those of the person or the client, empty for a general one."""

    pk: int
    kind: MaterialKind
    title: str
    text: str
    url: str
    shared_topics: tuple[str, ...]


# One per kind and fit: the topics named come first, then the newest.
_MATERIALS = """
SELECT id, kind, title, text, url, shared FROM (
  SELECT m.id, m.kind, m.title, m.text, m.url, m.valid_from_date, fit.shared,
    row_number() OVER (PARTITION BY m.kind
      ORDER BY cardinality(fit.shared) DESC, m.valid_from_date DESC NULLS LAST, m.id) AS place
  FROM library_material m
  CROSS JOIN LATERAL (
    SELECT coalesce(array_agg(topic), '{}') AS shared FROM unnest(m.topics) topic
    WHERE lower(topic) = ANY(%(topics)s)
  ) fit
  WHERE (m.valid_from_date IS NULL OR m.valid_from_date <= %(today)s)
    AND (m.valid_until_date IS NULL OR m.valid_until_date >= %(today)s)
    AND (m.topics = '{}' OR cardinality(fit.shared) > 0)
) fitting
WHERE place <= 2
ORDER BY cardinality(shared) DESC, valid_from_date DESC NULLS LAST, id
"""


def materials_for(topics: tuple[str, ...], today: date) -> Question[tuple[MaterialLine, ...]]:
    """Materials in force on a day for somebody with these topics: fitting ones first, at most two of a kind."""

    def read(rows: list[Row]) -> tuple[MaterialLine, ...]:
        return tuple(
            MaterialLine(
                row["id"], MaterialKind(row["kind"]), row["title"], row["text"], row["url"], tuple(row["shared"])
            )
            for row in rows
        )

    return Question(_MATERIALS, {"topics": [topic.lower() for topic in topics], "today": today}, read)
