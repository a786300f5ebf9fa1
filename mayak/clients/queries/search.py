"""Finding clients and people as they are typed: ё/е, typos, the other keyboard layout, numbers in any spelling."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import connection, transaction
from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import Cast

from mayak.accounts.models import Staff
from mayak.clients.domain.spelling import Wanted, closest_word, in_other_layout, wanted
from mayak.clients.models import Client, Contract, Person, PersonPhone
from mayak.clients.policies import visible_to

# How alike a part of a name must be to a typed word to be looked at as a correction (pg_trgm, 0 to 1).
LIKENESS = 0.25
CANDIDATES = 40


@dataclass(frozen=True)
class Understanding:
    """What is looked for in the end: as typed, or corrected (``correction`` names how, ``text`` to what)."""

    typed: str
    wanted: Wanted
    correction: Literal["", "layout", "typos"] = ""

    @property
    def text(self) -> str:
        """The text that is really looked for."""
        return self.wanted.text


def understood(user: Staff, text: str, *, as_typed: bool = False) -> Understanding:
    """Decide what the person meant, within what they may see.

    Nothing found as typed: the same keys in the other layout, then the closest words of names. When nothing helps
    (or with ``as_typed``) the text stays as it is.
    """
    asked = wanted(text)
    plain = Understanding(asked.text, asked)
    if as_typed or asked.is_empty or asked.number or _finds(user, asked):
        return plain
    other = wanted(in_other_layout(asked.text))
    if other.words and _finds(user, other):
        return Understanding(asked.text, other, "layout")
    for candidate in (asked, other) if asked.text.isascii() else (asked,):
        corrected = _with_closest_words(user, candidate)
        if corrected is not None and _finds(user, corrected):
            return Understanding(asked.text, corrected, "typos")
    return plain


def find_clients(user: Staff, asked: Wanted) -> QuerySet[Client]:
    """Clients within the person's rights that fit: by name, person, phone, INN or number of a contract.

    Every word must be found in the client's name or in the name of one of its people. An empty text fits all.
    """
    return visible_to(user, Client).filter(_fits_client(asked))


def find_persons(user: Staff, asked: Wanted) -> QuerySet[Person]:
    """People whose own name has one of the words and whose name or client has them all."""
    if not asked.words:
        return Person.objects.none()
    whole, some = Q(), Q()
    for word in asked.words:
        whole &= Q(name_folded__contains=word) | Q(client__name_folded__contains=word)
        some |= Q(name_folded__contains=word)
    return visible_to(user, Person).filter(whole & some).select_related("client")


def matching_persons(user: Staff, asked: Wanted, client_ids: Iterable[int]) -> dict[int, Person]:
    """For each of the clients the first person because of whom it was found (none when by its own name)."""
    ids = list(client_ids)
    found: dict[int, Person] = {}
    if not ids or asked.is_empty:
        return found
    fits = Q(phones__digits__contains=asked.number) if asked.number else Q()
    for word in asked.words:
        fits |= Q(name_folded__contains=word)
    for person in visible_to(user, Person).filter(fits, client__in=ids).order_by("client", "left_date", "name_folded"):
        found.setdefault(person.client_id, person)
    return found


def find_phones(user: Staff, asked: Wanted) -> QuerySet[PersonPhone]:
    """Phones that contain the typed digits, working people first."""
    if not asked.number:
        return PersonPhone.objects.none()
    phones = visible_to(user, PersonPhone).filter(digits__contains=asked.number)
    return phones.select_related("person__client").order_by(F("person__left_date").desc(nulls_first=True), "pk")


def find_contracts(user: Staff, asked: Wanted) -> QuerySet[Contract]:
    """Contracts whose number begins as typed, the newest first."""
    if not any(character.isdigit() for character in asked.document):
        return Contract.objects.none()
    contracts = visible_to(user, Contract).filter(number__istartswith=asked.document)
    return contracts.select_related("client").order_by("-signed_date", "-pk")


def _fits_client(asked: Wanted) -> Q:
    if asked.number:
        people = Person.objects.filter(phones__digits__contains=asked.number)
        return Q(inn__startswith=asked.number) | Q(pk__in=people.values("client")) | _by_contract(asked)
    fits = Q()
    for word in asked.words:
        # A union, for each side to use its index: "or" between the two tables would read both whole.
        own = Client.objects.order_by().filter(name_folded__contains=word).values("pk")
        theirs = Person.objects.order_by().filter(name_folded__contains=word).values("client")
        fits &= Q(pk__in=own.union(theirs))
    has_digit = any(character.isdigit() for character in asked.document)
    return fits | _by_contract(asked) if asked.words and has_digit else fits


def _by_contract(asked: Wanted) -> Q:
    return Q(pk__in=Contract.objects.filter(number__iexact=asked.document).values("client"))


def _finds(user: Staff, asked: Wanted) -> bool:
    return find_clients(user, asked).exists()


def _with_closest_words(user: Staff, asked: Wanted) -> Wanted | None:
    """The text with every unknown word replaced by the closest word of a visible name; None when one has none."""
    if not asked.words:
        return None
    names = _similar_names(user, asked.words)
    better: list[str] = []
    for word in asked.words:
        known = any(word in name for name in names[word])
        closest = word if known else closest_word(word, names[word])
        if not closest:
            return None
        better.append(closest)
    return wanted(" ".join(better))


def _similar_names(user: Staff, words: Iterable[str]) -> dict[str, list[str]]:
    branches: list[QuerySet[Client] | QuerySet[Person]] = [
        rows.filter(name_folded__trigram_word_similar=word)
        .order_by(TrigramWordSimilarity(word, "name_folded").desc())
        .values_list(Cast(Value(word), CharField()), "name_folded")[:CANDIDATES]
        for word in words
        for rows in (visible_to(user, Client), visible_to(user, Person))
    ]
    similar: dict[str, list[str]] = defaultdict(list)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('pg_trgm.word_similarity_threshold', %s, true)", [str(LIKENESS)])
        for word, name in branches[0].union(*branches[1:], all=True):  # type: ignore[misc]  # rows of two values
            similar[word].append(name)
    return similar
