"""How every edit of a person begins and ends: the lock, the rights, the news for the facts."""

from mayak.accounts.models import Staff
from mayak.clients.events import ClientsChanged
from mayak.clients.models import Person
from mayak.clients.policies import get_visible_or_404, visible_to
from mayak.core.events import publish


def lock_person(*, user: Staff, person_id: int) -> Person:
    """The person for an edit within the running transaction; "not found" outside of the rights."""
    get_visible_or_404(user, Person, person_id)
    return Person.objects.select_for_update().get(pk=person_id)


def lock_persons(*, user: Staff, person_ids: list[int]) -> dict[int, Person]:
    """Several persons by key, locked in the order of their keys so that two edits never wait for each other."""
    seen = set(visible_to(user, Person).filter(pk__in=person_ids).values_list("pk", flat=True))
    rows = Person.objects.select_for_update().filter(pk__in=seen).order_by("pk")
    return {person.pk: person for person in rows}


def tell_changed(*client_ids: int) -> None:
    """The facts and lamps of these clients want refreshing."""
    publish(ClientsChanged(frozenset(client_ids)))
