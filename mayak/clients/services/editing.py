"""How every edit of a person begins and ends: the lock, the rights, the news for the facts."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from mayak.accounts.models import Staff
from mayak.clients.events import ClientsChanged
from mayak.clients.models import ErasedPerson, Person
from mayak.clients.policies import get_visible_or_404, visible_to
from mayak.core.errors import ConflictError
from mayak.core.events import publish


def lock_person(*, user: Staff, person_id: int) -> Person:
    """The person for an edit within the running transaction; "not found" outside of the rights.

    Raises ConflictError for one whose data were erased.
    """
    get_visible_or_404(user, Person, person_id)
    person = Person.objects.select_for_update().get(pk=person_id)
    refuse_erased([person.pk])
    return person


def lock_persons(*, user: Staff, person_ids: list[int]) -> dict[int, Person]:
    """Several persons by key, locked in the order of their keys so that two edits never wait for each other.

    Raises ConflictError when the data of one of them were erased.
    """
    seen = set(visible_to(user, Person).filter(pk__in=person_ids).values_list("pk", flat=True))
    rows = Person.objects.select_for_update().filter(pk__in=seen).order_by("pk")
    locked = {person.pk: person for person in rows}
    refuse_erased(locked)
    return locked


def refuse_erased(person_ids: Iterable[int]) -> None:
    """Nothing is written to a person whose data were erased: a second erasure would never find it."""
    if ErasedPerson.objects.filter(person__in=list(person_ids)).exists():
        raise ConflictError(
            _("This person's data were erased: nothing more is written down about them."),
            hint=_("If they work here again, add them as a new person."),
        )


def tell_changed(*client_ids: int) -> None:
    """The facts and lamps of these clients want refreshing."""
    publish(ClientsChanged(frozenset(client_ids)))
