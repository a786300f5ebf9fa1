"""Bringing the playbook to wanted rows, whatever they come from: a pack, an old version, a file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from mayak.core.errors import ConflictError
from mayak.core.playbook import Rows, Section, office_rows, sections
from mayak.core.playbook.comparison import child_key, records


@dataclass(frozen=True)
class Kept:
    """Definitions that should have gone and stay, because something refers to them."""

    section: str
    codes: tuple[str, ...]


@transaction.atomic
def bring_to(wanted: Mapping[str, Rows], *, delete_unused: bool = False) -> list[Kept]:
    """Make the sections have exactly the wanted rows, in their order. Returns what stays nevertheless.

    What is not wanted any more is taken out of use; it is deleted only when it knows no "in use" of its own (or
    ``delete_unused``) and nothing refers to it, no record and no other definition. Raises MayakError when the rows
    contradict each other or what exists.
    """
    chosen = [section for section in sections() if section.name in wanted and section.table]
    current = office_rows()
    named = _named({**current, **wanted}) if not delete_unused else set()
    try:
        with transaction.atomic():
            kept = [
                _retired(section, current[section.name], wanted[section.name], named, delete_unused)
                for section in reversed(chosen)
            ]
            for section in chosen:
                section.load(wanted[section.name])
            if delete_unused:
                # What was in use a moment ago only by a definition that has changed since.
                for section in reversed(chosen):
                    _retired(section, current[section.name], wanted[section.name], named, delete_unused)
            return [each for each in kept if each.codes]
    except IntegrityError as error:
        raise ConflictError(
            _("These definitions contradict each other or what the office has."),
            hint=_("Compare the sections one by one and take over what fits."),
        ) from error


def _retired(section: Section, current: Rows, wanted: Rows, named: set[str], delete_unused: bool) -> Kept:
    inner = child_key(section)
    stays = records(wanted, inner)
    gone = [code for code in records(current, inner) if code not in stays]
    whole = {code for code in gone if "/" not in code}
    gone = [code for code in gone if code in whole or code.partition("/")[0] not in whole]
    table = section.table
    assert table is not None
    is_kept = {code for code in gone if code.rpartition("/")[2] in named and not table.can_retire}
    kept = table.retire([code for code in gone if code not in is_kept], delete_unused=delete_unused)
    return Kept(section.name, tuple(sorted([*is_kept, *kept])))


def _named(rows: Mapping[str, Rows]) -> set[str]:
    """Codes that definitions hold in lists and conditions: no foreign key guards these."""
    found: set[str] = set()
    for section in sections():
        for column in section.table.all_columns if section.table else ():
            if column.refers or column.is_condition:
                for row in rows.get(section.name, []):
                    found |= set(_texts(row.get(column.key)))
    return found


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
