"""What a subject declares."""

from dataclasses import dataclass

from django.db import models

from mayak.facts.fields import FactField

# Who is concerned by a changed row: SQL over the alias ``r`` of the row.
CLIENT = "SELECT r.client_id"
# A definition that every client's facts rest on.
EVERYBODY = "SELECT everybody.id FROM clients_client everybody"


@dataclass(frozen=True)
class Source:
    """A table that a subject reads, and how a row of it names its clients.

    ``clients`` is a SELECT of client ids, in which ``r`` is the changed row.
    """

    table: str
    clients: str = CLIENT


class FactColumns(models.Model):
    """The columns of one subject."""

    class Meta:
        abstract = True


@dataclass(frozen=True)
class Subject:
    """One subject of the fact sheet.

    ``select`` returns exactly one row with the columns' names for the client of the outer row ``s``
    (``s.client_id``). It knows the parameters ``%(day)s`` (the as-of day D), ``%(end)s`` (the first moment
    after D), ``%(zone)s``, ``%(never)s``, the playbook's figures ``%(<code>)s`` and what the office records at all:
    ``%(knows_usage)s``… Nothing dated after D may count. A subject without columns only carries marks: what
    conditions read directly (segments, for instance).
    """

    name: str
    sources: tuple[Source, ...]
    columns: type[FactColumns] | None = None
    select: str = ""

    @property
    def facts(self) -> tuple[str, ...]:
        """The names of the columns, in the order of declaration."""
        if self.columns is None:
            return ()
        return tuple(field.name for field in self.columns._meta.get_fields() if isinstance(field, FactField))
