"""Persons whose data were erased: a table that brings them again does not bring them back.

Their own row stays out, with a remark. Rows of other tables about them keep their figures and links; what those tables
say in words about the person is left as the erasure left it.
"""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from mayak.clients.models import ErasedPerson
from mayak.clients.models.erased import key_digest, mail_digest, name_digest
from mayak.core.personal import Fate, emptied, personal_fields
from mayak.exchange.plan.directory import born_here
from mayak.exchange.plan.draft import Draft
from mayak.exchange.tables.spec import Column, Kind, Table

if TYPE_CHECKING:
    from mayak.exchange.plan.planner import Planning


class ErasedPersons:
    """All of them, read once for an import."""

    def __init__(self) -> None:
        self.keys: set[int] = set()
        self.by_key: dict[str, int] = {}
        self.digests: set[str] = set()
        for pk, key, digests in ErasedPerson.objects.values_list("person_id", "key_digest", "digests").iterator():
            self.keys.add(pk)
            self.by_key[key] = pk
            self.digests.update(digests)
        self.by_key.pop("", None)

    def by_source(self, keys: list[str]) -> dict[str, int]:
        """The anonymous records of persons whose keys in the source system these are."""
        if not self.by_key:
            return {}
        found = {key: self.by_key.get(key_digest(key)) for key in keys}
        return {key: pk for key, pk in found.items() if pk is not None}

    def is_erased(self, draft: Draft, is_known: bool) -> bool:
        """Whether a row of persons is one of them: by its key; when new here, by name at the client or mailbox."""
        if draft.key and (self.by_source([draft.key]) or born_here(draft.key) in self.keys):
            return True
        if is_known:
            return False
        values = draft.values
        names = [values.get(part) or "" for part in ("last_name", "first_name", "middle_name")]
        digests = {mail_digest(str(point[0])) for point in values.get("emails") or []}
        if values.get("client"):
            digests.add(name_digest(values["client"], *names))
        return bool(digests & self.digests)


def leave_out(planning: "Planning", table: Table, drafts: list[Draft]) -> list[Draft]:
    """The rows that may come in; what the others would say about erased persons goes."""
    erased = planning.directory.erased
    if not erased.keys:
        return drafts
    if table.code != "persons":
        for column in table.columns:
            if column.kind is Kind.REFERENCE and column.table == "persons":
                _silence(planning, table, column, drafts)
        return drafts
    known = planning.directory.in_office(table, [draft.key for draft in drafts if draft.key])
    kept = []
    for draft in drafts:
        if erased.is_erased(draft, is_known=draft.key in known):
            planning.note(table, draft.row, "", "", _("stays out: this person’s data were erased"))
        else:
            kept.append(draft)
    return kept


def _silence(planning: "Planning", table: Table, column: Column, drafts: list[Draft]) -> None:
    """Words about an erased person stay out: an old row keeps its own, a new one comes without."""
    fates = personal_fields(table.model._meta.label)
    texts = [one for one in table.columns if fates.get(one.field.removesuffix("_id"), Fate.KEPT) is Fate.EMPTIED]
    for draft in drafts:
        if draft.values.get(column.code) not in planning.directory.erased.keys:
            continue
        for one in texts:
            if draft.values.get(one.code) not in (None, "", []):
                draft.values[one.code] = emptied(table.model._meta.get_field(one.field), draft.values[one.code])
                draft.raw.pop(one.code, None)
                planning.note(table, draft.row, one.code, "", _("left empty: this person’s data were erased"))
