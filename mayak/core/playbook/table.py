"""Definitions kept in a table with a ``code``: out as rows that YAML can hold, in again, out of use."""

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import NOT_PROVIDED

from mayak.core.questions import Question

Row = dict[str, Any]
Rows = list[Row]
_UNSET: Any = object()


@dataclass(frozen=True)
class Column:
    """One key of a row. ``attribute``: the model's field when it is named otherwise; a foreign key goes by code.

    ``sql`` reads the value from the table ``t`` where the field alone does not tell it. ``is_condition``: a condition
    (docs/conditions.md), told as a sentence. ``refers``: the section whose codes it holds. ``default``: what a row
    without the key means, the field's default without one. ``label``: the field's name without one.
    """

    key: str
    attribute: str = ""
    sql: str = ""
    is_condition: bool = False
    refers: str = ""
    default: Any = _UNSET
    label: Any = ""

    @property
    def name(self) -> str:
        """The model's field."""
        return self.attribute or self.key


@dataclass(frozen=True)
class Children:
    """Definitions inside of a definition: the list under ``key``; ``link`` is their foreign key to it."""

    key: str
    table: "DefinitionTable"
    link: str


@dataclass(frozen=True)
class DefinitionTable:
    """How the definitions of a model become rows and rows definitions, in the order of the rows.

    Rows are known by their code (inside of their parent when they are ``children``). ``values`` gives further fields
    of the model that follow from a row. ``freed``: what a definition gives up when it goes out of use, because only
    one may have it.
    """

    model: type[models.Model]
    columns: Sequence[Column]
    children: Children | None = None
    values: Callable[[Row], dict[str, Any]] | None = None
    is_ordered: bool = True
    freed: Mapping[str, Any] = field(default_factory=dict)

    @property
    def all_columns(self) -> tuple[Column, ...]:
        """The columns, with ``is_active`` when the model knows it."""
        names = {column.key for column in self.columns}
        last = (Column("is_active"),) if self.can_retire and "is_active" not in names else ()
        return (*self.columns, *last)

    @property
    def can_retire(self) -> bool:
        """Whether a definition can be taken out of use without deleting it."""
        return any(each.name == "is_active" for each in self.model._meta.concrete_fields)

    def label_of(self, key: str) -> str:
        """What a key of a row is called."""
        column = next((each for each in self.all_columns if each.key == key), None)
        if column is None:
            return key
        label = str(column.label or self.field_of(column).verbose_name)
        return label[:1].upper() + label[1:]

    def field_of(self, column: Column) -> "models.Field[Any, Any]":
        """The model's field behind a column."""
        found = self.model._meta.get_field(column.name)
        assert isinstance(found, models.Field)
        return found

    def question(self) -> Question[Rows]:
        """All definitions as rows in their order, complete and comparable."""
        return Question(self.sql(), {}, lambda rows: [self.canonical(row) for row in rows])

    def sql(self, where: str = "", alias: str = "t") -> str:
        """One SELECT of all rows."""
        parts = [f"{alias}.code"]
        parts += [f'{self._read(column, alias)} AS "{column.key}"' for column in self.all_columns]
        if self.children:
            of_parent = f"c.{self._link.column} = {alias}.id"
            inner = self.children.table.sql(where=of_parent, alias="c")
            parts.append(f"(SELECT coalesce(json_agg(ch), '[]') FROM ({inner}) ch) AS \"{self.children.key}\"")
        order = f'{alias}."order", {alias}.code' if self.is_ordered else f"{alias}.code"
        condition = f" WHERE {where}" if where else ""
        return f"SELECT {', '.join(parts)} FROM {self.model._meta.db_table} {alias}{condition} ORDER BY {order}"

    def canonical(self, row: Row) -> Row:
        """A row as :meth:`question` gives it: every key, defaults for those it leaves out, plain JSON values."""
        known = {column.key for column in self.all_columns} | {"code"}
        if self.children:
            known.add(self.children.key)
        full: Row = {"code": str(row["code"])}
        for column in self.all_columns:
            value = row[column.key] if column.key in row else self._default(column)
            full[column.key] = self._plain(column, value)
        if self.children:
            inner = self.children.table
            full[self.children.key] = [inner.canonical(each) for each in row.get(self.children.key) or []]
        return full

    def load(self, rows: Iterable[Row]) -> None:
        """Create or update by code, in the order of the rows; what is equal stays untouched, what is not named too."""
        self._load([self.canonical(row) for row in rows], None)

    def retire(self, codes: Collection[str], *, delete_unused: bool = False) -> list[str]:
        """Take definitions out of use; returns the codes of those that stay because something refers to them.

        ``codes`` of children are ``parent/code``. One that is referred to is never deleted; one that knows no
        "in use" of its own is deleted when nothing refers to it.
        """
        kept = []
        own = [code for code in codes if "/" not in code]
        # The last first: in a tree the parents come before their children.
        for definition in reversed(list(self.model._default_manager.filter(code__in=own))):
            kept += [] if self._retire(definition, delete_unused) else [str(getattr(definition, "code", ""))]
        inner = [code for code in codes if "/" in code]
        if self.children and inner:
            for code in inner:
                parent, _slash, child = code.partition("/")
                found = self.children.table.model._default_manager.filter(
                    **{f"{self.children.link}__code": parent, "code": child}
                ).first()
                if found is not None and not self.children.table._retire(found, delete_unused):
                    kept.append(code)
        return kept

    def _retire(self, definition: models.Model, delete_unused: bool) -> bool:
        is_used = self._is_used(definition)
        if not is_used and (delete_unused or not self.can_retire):
            definition.delete()
            return True
        if self.can_retire:
            if getattr(definition, "is_active", False):
                for name, value in {**self.freed, "is_active": False}.items():
                    setattr(definition, name, value)
                definition.save(update_fields=[*self.freed, "is_active"])
            return True
        return False

    def _is_used(self, definition: models.Model) -> bool:
        """Whether a record refers to the definition, or to one that it holds."""
        inner = self.children
        for relation in _relations(definition):
            if inner and relation.related_model is inner.table.model and relation.field.name == inner.link:
                held = inner.table.model._default_manager.filter(**{inner.link: definition})
                if any(inner.table._is_used(each) for each in held):
                    return True
            elif _refers(relation, definition):
                return True
        return False

    @property
    def _link(self) -> "models.Field[Any, Any]":
        assert self.children is not None
        found = self.children.table.model._meta.get_field(self.children.link)
        assert isinstance(found, models.Field)
        return found

    def _read(self, column: Column, alias: str) -> str:
        if column.sql:
            return column.sql.replace("t.", f"{alias}.")
        found = self.field_of(column)
        if isinstance(found, models.ForeignKey):
            table = found.related_model._meta.db_table
            return f"(SELECT ref.code FROM {table} ref WHERE ref.id = {alias}.{found.column})"
        return f'{alias}."{found.column}"'

    def _default(self, column: Column) -> Any:
        if column.default is not _UNSET:
            return column.default
        given = self.field_of(column).default
        if given is NOT_PROVIDED:
            return "" if isinstance(self.field_of(column), models.CharField) else None
        return given() if callable(given) else given

    def _plain(self, column: Column, value: Any) -> Any:
        if column.sql and value is None:
            return None
        found = self.field_of(column)
        if isinstance(found, models.DecimalField) and value is not None:
            return str(Decimal(str(value)).quantize(Decimal(1).scaleb(-found.decimal_places)))
        return _jsonable(value)

    def _load(self, rows: Rows, parent: models.Model | None) -> None:
        stored = self._stored(parent)
        late: list[tuple[models.Model, str, Any]] = []
        targets = self._targets(rows)
        for place, row in enumerate(rows, start=1):
            definition = stored.get(row["code"])
            is_new = definition is None
            if definition is None:
                definition = self.model(code=row["code"])
                if parent is not None:
                    setattr(definition, self._parent_link(parent), parent)
            wanted = self._wanted(row, place, targets)
            own = {name: value for name, value in wanted.items() if not isinstance(value, _Later)}
            late += [(definition, name, value.code) for name, value in wanted.items() if isinstance(value, _Later)]
            if is_new or _differs(definition, own):
                for name, value in own.items():
                    setattr(definition, name, value)
                definition.save()
            stored[row["code"]] = definition
            if self.children:
                self.children.table._load(row[self.children.key], definition)
        for definition, name, code in late:
            target = stored[code] if code else None
            if getattr(definition, f"{name}_id") != (target.pk if target else None):
                setattr(definition, name, target)
                definition.save(update_fields=[name])

    def _stored(self, parent: models.Model | None) -> dict[str, models.Model]:
        found = self.model._default_manager.all()
        if parent is not None:
            found = found.filter(**{self._parent_link(parent): parent})
        return {str(getattr(definition, "code", "")): definition for definition in found}

    def _parent_link(self, parent: models.Model) -> str:
        return next(
            each.name
            for each in self.model._meta.concrete_fields
            if isinstance(each, models.ForeignKey) and each.related_model is type(parent)
        )

    def _targets(self, rows: Rows) -> dict[str, dict[str, models.Model]]:
        """For every foreign key to another model: its definitions by code. One query each."""
        targets = {}
        for column in self.all_columns:
            found = None if column.sql else self.field_of(column)
            if isinstance(found, models.ForeignKey) and found.related_model is not self.model:
                codes = {row[column.key] for row in rows if row[column.key]}
                objects = found.related_model._default_manager.filter(code__in=codes)
                targets[column.key] = {str(getattr(each, "code", "")): each for each in objects}
        return targets

    def _wanted(self, row: Row, place: int, targets: dict[str, dict[str, models.Model]]) -> dict[str, Any]:
        wanted: dict[str, Any] = {"order": place} if self.is_ordered else {}
        for column in self.all_columns:
            if column.sql:
                continue
            value = row[column.key]
            found = self.field_of(column)
            if isinstance(found, models.ForeignKey):
                if found.related_model is self.model:
                    wanted[column.name] = _Later(value)
                else:
                    target = targets[column.key].get(value)
                    wanted[found.attname] = target.pk if target else None
            elif isinstance(found, models.DecimalField | models.DateField) and value is not None:
                wanted[column.name] = found.to_python(value)
            else:
                wanted[column.name] = value
        return {**wanted, **(self.values(row) if self.values else {})}


@dataclass(frozen=True)
class _Later:
    """A definition of the same table, found when all are there."""

    code: str | None


def _relations(definition: models.Model) -> list[Any]:
    """Every foreign key to the definition, those that cannot be followed backwards included."""
    fields = definition._meta.get_fields(include_hidden=True)
    return [each for each in fields if each.auto_created and not each.concrete and each.is_relation]


def _refers(relation: Any, definition: models.Model) -> bool:
    return bool(relation.related_model._base_manager.filter(**{relation.field.name: definition}).exists())


def _differs(definition: models.Model, wanted: dict[str, Any]) -> bool:
    return any(getattr(definition, name) != value for name, value in wanted.items())


def _jsonable(value: Any) -> Any:
    """Plain JSON values; numbers of a condition stay numbers."""
    if isinstance(value, Decimal):
        return int(value) if value == int(value) and value.as_tuple().exponent == 0 else float(value)
    if isinstance(value, dict):
        return {str(key): _jsonable(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_jsonable(each) for each in value]
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return json.loads(json.dumps(value, default=str))
