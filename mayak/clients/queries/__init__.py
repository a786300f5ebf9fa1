"""What the pages read of clients and their people."""

from mayak.clients.queries.identity import ClientHead, PersonCard, PhoneLine, head_of, people_of
from mayak.clients.queries.search import (
    Understanding,
    find_clients,
    find_contracts,
    find_persons,
    find_phones,
    matching_persons,
    understood,
)

__all__ = [
    "ClientHead",
    "PersonCard",
    "PhoneLine",
    "Understanding",
    "find_clients",
    "find_contracts",
    "find_persons",
    "find_phones",
    "head_of",
    "matching_persons",
    "people_of",
    "understood",
]
