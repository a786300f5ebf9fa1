"""What a search finds of clients: questions for :func:`mayak.core.questions.ask`, each within the rights."""

from mayak.clients.queries.finding.clients import FoundClient, clients_found
from mayak.clients.queries.finding.contracts import FoundContract, contracts_found
from mayak.clients.queries.finding.hits import Hits, Page, nothing_found
from mayak.clients.queries.finding.persons import FoundPerson, persons_found
from mayak.clients.queries.finding.points import FoundPoint, mails_found, phones_found
from mayak.clients.queries.finding.words import known_words

__all__ = [
    "FoundClient",
    "FoundContract",
    "FoundPerson",
    "FoundPoint",
    "Hits",
    "Page",
    "clients_found",
    "contracts_found",
    "known_words",
    "mails_found",
    "nothing_found",
    "persons_found",
    "phones_found",
]
