"""What the pages read of clients and their people."""

from mayak.clients.queries.identity import ClientHead, PersonCard, PhoneLine, head_of, people_of
from mayak.clients.queries.search import find_clients, matching_persons, understood

__all__ = [
    "ClientHead",
    "PersonCard",
    "PhoneLine",
    "find_clients",
    "head_of",
    "matching_persons",
    "people_of",
    "understood",
]
