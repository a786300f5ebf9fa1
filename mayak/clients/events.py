"""News about clients for the apps above."""

from dataclasses import dataclass


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
