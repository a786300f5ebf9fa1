"""The list of clients as it is searched: by name, people, phone, INN or contract; typos and layout are understood."""

from collections.abc import Iterable

from django.db.models import BooleanField, Q, QuerySet
from django.db.models.expressions import RawSQL

from mayak.accounts.models import Staff
from mayak.clients.domain.spelling import Understanding, better, words_to_know
from mayak.clients.domain.wanted import Wanted, wanted
from mayak.clients.models import Client, Contract, Person
from mayak.clients.models.client import CLIENT_SEARCHED, NAME_SEARCHED
from mayak.clients.policies import visible_to
from mayak.clients.queries.finding import Page, clients_found, known_words
from mayak.clients.queries.finding.hits import like_word
from mayak.clients.queries.reach import reach_of
from mayak.core.questions import ask


def understood(user: Staff, text: str, *, as_typed: bool = False) -> Understanding:
    """Decide what the person meant, within what they may see: as typed when that finds a client, else corrected.

    When nothing helps (or with ``as_typed``) the text stays as it is. Three statements at most.
    """
    asked = wanted(text)
    plain = Understanding(asked.text, asked)
    if as_typed or not asked.words or find_clients(user, asked).exists():
        return plain
    known = known_words(words_to_know(asked), reach_of(user))
    ask(known)
    meant = better(asked, known.answer)
    return meant if meant and find_clients(user, meant.wanted).exists() else plain


def clients_called(user: Staff, text: str, *, most: int = 20) -> list[Client]:
    """The clients that a text means as the search finds them, the best first; those called exactly so alone.

    As typed: what is corrected has to be looked at by somebody. Two statements.
    """
    asked = wanted(text)
    question = clients_found(asked, reach_of(user), Page(most))
    ask(question)
    hits = question.answer.rows
    exact = [hit for hit in hits if hit.quality == 0]
    keys = [hit.pk for hit in exact or hits]
    found = Client.objects.in_bulk(keys)
    return [found[key] for key in keys if key in found]


def find_clients(user: Staff, asked: Wanted) -> QuerySet[Client]:
    """Clients within the person's rights that fit: by name, person, phone, INN or number of a contract.

    Every word must be found in the client's name or in the name of one of its people. An empty text fits all.
    """
    return visible_to(user, Client).filter(_fits_client(asked))


def matching_persons(user: Staff, asked: Wanted, client_ids: Iterable[int]) -> dict[int, Person]:
    """For each of the clients the first person because of whom it was found (none when by its own name)."""
    ids = list(client_ids)
    found: dict[int, Person] = {}
    if not ids or asked.is_empty:
        return found
    fits = Q(phones__digits__contains=asked.number) if asked.number else Q()
    for word in asked.words:
        fits |= Q(pk__in=_persons_with(word).values("pk"))
    for person in visible_to(user, Person).filter(fits, client__in=ids).order_by("client", "left_date", "name_folded"):
        found.setdefault(person.client_id, person)
    return found


def _fits_client(asked: Wanted) -> Q:
    if asked.number:
        people = Person.objects.filter(phones__digits__contains=asked.number)
        return Q(inn__startswith=asked.digits) | Q(pk__in=people.values("client")) | _by_contract(asked)
    fits = Q()
    for word in asked.words:
        # A union, for each side to use its index: "or" between the two tables would read both whole.
        own = _clients_with(word).values("pk")
        fits &= Q(pk__in=own.union(_persons_with(word).values("client")))
    return fits | _by_contract(asked) if asked.words and asked.has_document else fits


def _clients_with(word: str) -> QuerySet[Client]:
    like = RawSQL(f"{CLIENT_SEARCHED.format(c='')} LIKE %s", (like_word(word),), BooleanField())
    return Client.objects.order_by().filter(like)


def _persons_with(word: str) -> QuerySet[Person]:
    like = RawSQL(f"{NAME_SEARCHED.format(c='')} LIKE %s", (like_word(word),), BooleanField())
    return Person.objects.order_by().filter(like)


def _by_contract(asked: Wanted) -> Q:
    return Q(pk__in=Contract.objects.filter(number__iexact=asked.document).values("client"))
