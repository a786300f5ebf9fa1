"""What selections hit among the clients a person may see, now and at the end of yesterday."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection

from mayak.accounts.models import Staff
from mayak.core import clock
from mayak.facts.conditions.compiler import Parameters, compile_condition
from mayak.facts.conditions.domain.parsing import ConditionError, parse
from mayak.facts.conditions.domain.tree import Condition
from mayak.facts.conditions.domain.vocabulary import Vocabulary
from mayak.facts.conditions.editing.counting import visible_rows
from mayak.facts.conditions.expressions import with_positions
from mayak.facts.measuring import TABLE
from mayak.facts.models import Selection, SelectionDay


@dataclass(frozen=True)
class Hits:
    """How many a selection hits, and how many it hit at the end of yesterday (None: it is not that old)."""

    now: int
    yesterday: int | None = None

    @property
    def change(self) -> int | None:
        """More or fewer than yesterday; None when nothing is known or nothing changed."""
        return None if self.yesterday in {None, self.now} else self.now - (self.yesterday or 0)

    @property
    def change_words(self) -> str:
        """The change with its sign."""
        return f"{self.change:+d}".replace("-", "\u2212") if self.change else ""


def readable(selections: Iterable[Selection], vocabulary: Vocabulary) -> dict[int, Condition]:
    """The conditions of those that still fit the playbook, by the key of the selection."""
    found = {}
    for selection in selections:
        try:
            found[selection.pk] = parse(selection.condition, vocabulary)
        except ConditionError:
            continue
    return found


def hits_of(selections: Iterable[Selection], user: Staff, vocabulary: Vocabulary) -> tuple[int, dict[int, Hits]]:
    """How many clients the person sees, and what each selection hits of them. Two statements."""
    conditions = readable(selections, vocabulary)
    parameters = Parameters(clock.today())
    tests = [compile_condition(condition, parameters=parameters) for condition in conditions.values()]
    counts = "".join(f", count(*) FILTER (WHERE {test})" for test in tests)
    sql, values = with_positions(
        f"SELECT count(*){counts} FROM {TABLE} f%(visible)s", parameters, visible=visible_rows(user)
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        total, *numbers = cursor.fetchone()
    before = _yesterday(list(conditions), user) if conditions else {}
    return total, {pk: Hits(now, before.get(pk)) for pk, now in zip(conditions, numbers, strict=True)}


def _yesterday(keys: list[int], user: Staff) -> dict[int, int]:
    visible, values = visible_rows(user)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT d.selection_id, (SELECT count(*) FROM {TABLE} f {visible or "WHERE TRUE"}
                  AND f.client_id = ANY(d.client_ids))
                FROM {SelectionDay._meta.db_table} d WHERE d.selection_id = ANY(%s) AND d.day = %s""",
            [*values, keys, clock.today() - timedelta(days=1)],
        )
        return dict(cursor.fetchall())
