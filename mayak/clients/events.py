"""News about clients for the apps above."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ClientsChanged:
    """Records of these clients changed; their facts carry dirty marks and want refreshing.

    Every service that writes client-owned records publishes it once per transaction.
    """

    client_ids: frozenset[int]
