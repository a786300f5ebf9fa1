"""Who looks like somebody who is there already: before a person is added, and among the people of a client (C4)."""

from dataclasses import dataclass

from django.db.models import Q

from mayak.accounts.models import Staff
from mayak.clients.domain.likeness import Known, Pair, Sign, likeness, pairs_of
from mayak.clients.domain.reach import UnreadableError, is_mail, read_mail, read_phone
from mayak.clients.models import Person, PersonEmail, PersonPair, PersonPhone
from mayak.clients.policies import visible_to

FEW = 5


@dataclass(frozen=True)
class LikePair:
    """Two records that look like one person."""

    first: Person
    second: Person
    signs: tuple[Sign, ...]


def like_pairs_of(client_id: int) -> list[LikePair]:
    """The pairs of a client that look like one person, the strongest first. Four statements."""
    people = {person.pk: person for person in Person.objects.filter(client=client_id)}
    different = frozenset(PersonPair.objects.filter(first__client=client_id).values_list("first_id", "second_id"))
    known = _known(people)
    return [_shown(pair, people) for pair in pairs_of(known, different)]


def _shown(pair: Pair, people: dict[int, Person]) -> LikePair:
    return LikePair(people[pair.first], people[pair.second], pair.signs)


def _known(people: dict[int, Person]) -> list[Known]:
    phones: dict[int, set[str]] = {}
    mails: dict[int, set[str]] = {}
    for person_id, number, extension, kind in PersonPhone.objects.filter(person__in=people).values_list(
        "person_id", "number", "extension", "kind"
    ):
        # A bare line of the office is everybody's: only a mobile or an extension tells one from another.
        if extension or kind in {"mobile", "personal"}:
            phones.setdefault(person_id, set()).add(f"{number};{extension}")
    for person_id, address in PersonEmail.objects.filter(person__in=people).values_list("person_id", "address"):
        mails.setdefault(person_id, set()).add(address)
    return [
        Known(
            pk,
            person.last_name,
            person.first_name,
            person.middle_name,
            frozenset(phones.get(pk, ())),
            frozenset(mails.get(pk, ())),
        )
        for pk, person in people.items()
    ]


@dataclass(frozen=True)
class Alike:
    """Somebody who may be the new person; ``signs`` say why."""

    person: Person
    signs: tuple[Sign, ...]


def alike_new(
    user: Staff, client_id: int, *, last_name: str, first_name: str, middle_name: str, reach: str
) -> list[Alike]:
    """Who may be meant by a new person: people of the client by name, number or address; of other clients that the
    user may see by number or address only. Two statements more for the numbers."""
    phones, mails = _points_in(reach)
    new = Known(0, last_name, first_name, middle_name, phones, mails)
    here = {person.pk: person for person in Person.objects.filter(client=client_id)}
    found = [Alike(here[one.pk], signs) for one in _known(here) if (signs := likeness(one, new))]
    if phones or mails:
        numbers = [phone.partition(";")[0] for phone in phones]
        same = Q(phones__number__in=numbers) | Q(emails__address__in=list(mails))
        elsewhere = visible_to(user, Person).filter(same).exclude(client=client_id).select_related("client").distinct()
        sign = Sign.PHONE if phones else Sign.MAIL
        found += [Alike(person, (sign,)) for person in elsewhere[:FEW]]
    return found[:FEW]


def _points_in(reach: str) -> tuple[frozenset[str], frozenset[str]]:
    try:
        if is_mail(reach):
            return frozenset(), frozenset([read_mail(reach)])
        phone = read_phone(reach)
    except UnreadableError:
        return frozenset(), frozenset()
    return frozenset([f"{phone.number};{phone.extension}"]), frozenset()
