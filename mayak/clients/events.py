"""News about clients for the apps above."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class ClientsChanged:
    """Records of these clients changed; their facts carry dirty marks and want refreshing.

    Every service that writes client-owned records publishes it once per transaction.
    """

    client_ids: frozenset[int]


@dataclass(frozen=True)
class RecordOpened:
    """A member of staff opened a record of a client, perhaps one of a contact person, and saw their data."""

    staff_id: int
    client_id: int | None
    person_id: int | None


@dataclass(frozen=True)
class FieldsChanged:
    """A member of staff changed fields of a client, or (``person_id``) of one of its people.

    ``before``: the former values by field; ``phones``, ``emails``, ``rubrics`` and ``tax_regimes`` stand for the
    lists of a person.
    """

    staff_id: int
    client_id: int
    person_id: int | None
    before: Mapping[str, Any]


@dataclass(frozen=True)
class FieldsConfirmed:
    """A member of staff checked fields of a person (named as in ``FieldsChanged``): they are right as they stand."""

    staff_id: int
    client_id: int
    person_id: int
    names: tuple[str, ...]
