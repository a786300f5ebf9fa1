"""What a deed about a person changed, row by row, and the way back (C4).

Rows of every app are meant: whoever owns them stands above this one and is reached through Django's registry. A step
is plain JSON: ``set`` (a column of a row: before, after), ``point`` (rows whose foreign key went from one person to
another), ``add`` (a row that was made), ``remove`` (a row that had to go, with all its values).
"""

import json
from collections.abc import Iterable
from typing import Any, TypeAlias

from django.apps import apps
from django.db import connection, models

Step = dict[str, Any]
ForeignKey: TypeAlias = "models.ForeignKey[Any, Any]"
PERSONS, LINKS = "clients_person", "clients_personrubric"


class Steps:
    """Does and notes; what is noted is undone by :func:`take_back`."""

    def __init__(self) -> None:
        self.done: list[Step] = []

    def change(self, row: models.Model, **values: Any) -> None:
        """Set columns of a row (by the names of its fields)."""
        columns = [_column(row, name) for name in values]
        before = _as_json(row, columns)
        for name, value in values.items():
            setattr(row, name, value)
        row.save(update_fields=list(values))
        after = _as_json(row, columns)
        table = row._meta.db_table
        self.done += [
            {"do": "set", "table": table, "id": row.pk, "column": each, "before": before[each], "after": after[each]}
            for each in columns
            if before[each] != after[each]
        ]

    def point(
        self, model: type[models.Model], field: ForeignKey, keys: Iterable[int], old: int, new: int | None
    ) -> int:
        """Let rows that named one person name another one; the number of rows."""
        rows = list(keys)
        if not rows:
            return 0
        table = model._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(
                f'UPDATE "{table}" SET "{field.column}" = %s WHERE id = ANY(%s) AND "{field.column}" = %s',
                [new, rows, old],
            )
        self.done.append({"do": "point", "table": table, "column": field.column, "ids": rows, "from": old, "to": new})
        return len(rows)

    def add(self, row: models.Model) -> None:
        """A row was made; with what it said then, so that it is seen later whether somebody wrote in it."""
        made = _as_json(row, [str(field.column) for field in row._meta.concrete_fields])
        self.done.append({"do": "add", "table": row._meta.db_table, "id": row.pk, "row": made})

    def remove(self, model: type[models.Model], keys: Iterable[int]) -> None:
        """Take rows away, keeping all their values."""
        rows = list(keys)
        if not rows:
            return
        table = model._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT to_jsonb(t) FROM "{table}" t WHERE id = ANY(%s) ORDER BY id', [rows])
            kept = [_loaded(row) for (row,) in cursor.fetchall()]
            cursor.execute(f'DELETE FROM "{table}" WHERE id = ANY(%s)', [rows])
        self.done += [{"do": "remove", "table": table, "row": row} for row in kept]


def take_back(steps: Iterable[Step]) -> int:
    """Undo steps from the last to the first; the number of values that somebody changed since and that stay."""
    return sum(_BACK[step["do"]](step) for step in reversed(list(steps)))


def _set_back(step: Step) -> int:
    table, column = step["table"], step["column"]
    values = json.dumps({column: step["before"]})
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE "{table}" t SET "{column}" = r."{column}" FROM "{table}" o '
            f"CROSS JOIN LATERAL jsonb_populate_record(o, %s::jsonb) r WHERE o.id = t.id AND t.id = %s "
            f"AND coalesce(to_jsonb(o)->%s, 'null'::jsonb) = %s::jsonb",
            [values, step["id"], column, json.dumps(step["after"])],
        )
        return 0 if cursor.rowcount else 1


def _point_back(step: Step) -> int:
    table, column = step["table"], step["column"]
    is_to = f'"{column}" IS NULL' if step["to"] is None else f'"{column}" = %s'
    values = [step["from"], step["ids"]] + ([] if step["to"] is None else [step["to"]])
    with connection.cursor() as cursor:
        cursor.execute(f'UPDATE "{table}" SET "{column}" = %s WHERE id = ANY(%s) AND {is_to}', values)
        return len(step["ids"]) - int(cursor.rowcount)


def _add_back(step: Step) -> int:
    with connection.cursor() as cursor:
        if step["table"] == PERSONS:  # links follow the words of a person and are no step of their own
            cursor.execute(f'DELETE FROM "{LINKS}" WHERE person_id = %s', [step["id"]])
        cursor.execute(f'DELETE FROM "{step["table"]}" WHERE id = %s', [step["id"]])
    return 0


def _remove_back(step: Step) -> int:
    table = step["table"]
    model = next(each for each in apps.get_models(include_auto_created=True) if each._meta.db_table == table)
    columns = ", ".join(
        f'"{field.column}"' for field in model._meta.concrete_fields if not getattr(field, "generated", False)
    )
    # The words of a restored person have made its links already: they get their sources back.
    again = "(person_id, rubric_id) DO UPDATE SET source = EXCLUDED.source, noted_date = EXCLUDED.noted_date"
    conflict = again if table == LINKS else "DO NOTHING"
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{table}" ({columns}) SELECT {columns} '
            f'FROM jsonb_populate_record(NULL::"{table}", %s::jsonb) ON CONFLICT {conflict}',
            [json.dumps(step["row"])],
        )
        return 0 if cursor.rowcount else 1


def changed_since(steps: Iterable[Step]) -> list[tuple[str, str]]:
    """(table, column) of what somebody wrote since into rows that the steps made: taking back would lose it."""
    found = []
    for step in steps:
        if step["do"] != "add" or "row" not in step:
            continue
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT to_jsonb(t) FROM "{step["table"]}" t WHERE id = %s', [step["id"]])
            row = cursor.fetchone()
        now = _loaded(row[0]) if row else step["row"]
        found += [(step["table"], column) for column, then in step["row"].items() if now.get(column) != then]
    return found


_BACK = {"set": _set_back, "point": _point_back, "add": _add_back, "remove": _remove_back}


def _column(row: models.Model, name: str) -> str:
    return str(next(field.column for field in row._meta.concrete_fields if field.name == name))


def _as_json(row: models.Model, columns: Iterable[str]) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT to_jsonb(t) FROM "{row._meta.db_table}" t WHERE id = %s', [row.pk])
        whole = _loaded(cursor.fetchone()[0])
    return {column: whole.get(column) for column in columns}


def _loaded(value: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(value) if isinstance(value, str) else value
    return found


def references_to(model: type[models.Model]) -> list[tuple[type[models.Model], ForeignKey]]:
    """(model, foreign key) of every table that may name rows of a model, whichever app owns it."""
    return [
        (other, field)
        for other in apps.get_models(include_auto_created=True)
        if other._meta.managed and not other._meta.proxy
        for field in other._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model is model and field.model is other
    ]
