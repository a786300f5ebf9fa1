"""Who may read the journal of personal data, take a person's data out, erase them."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from mayak.accounts.models import Role, Staff
from mayak.clients.models import Client, Person
from mayak.clients.policies import get_visible_or_404, visible_to
from mayak.clients.queries.merged import merged_into, moved_to
from mayak.core.errors import NotAllowedError

ANSWERABLE = {Role.TEAM_LEAD, Role.DIRECTOR}
KEEPERS = {*ANSWERABLE, Role.EXPERT, Role.ACCOUNT_MANAGER}


def can_take_out_persons(user: Staff) -> bool:
    """Those who look after clients, their leads, directors, administrators; each within what they see."""
    return user.is_admin or user.role in KEEPERS


def can_erase_persons(user: Staff) -> bool:
    """Leads and directors within what they see, administrators."""
    return user.is_admin or user.role in ANSWERABLE


def can_read_accesses(user: Staff) -> bool:
    """Leads and directors of the clients they see, administrators of all."""
    return user.is_admin or user.role in ANSWERABLE


def get_client_or_404(user: Staff, pk: int) -> Client:
    """The client whose data are asked about; administrators answer for all data of the office."""
    return get_object_or_404(Client, pk=pk) if user.is_admin else get_visible_or_404(user, Client, pk)


def get_person_or_404(user: Staff, pk: int) -> Person:
    """The person whose data are asked about, with the client. Raises MovedError for one merged into another."""
    try:
        if user.is_admin:
            return get_object_or_404(Person.objects.select_related("client"), pk=pk)
        return get_visible_or_404(user, Person, pk, "client")
    except Http404:
        seen = Person.objects.all() if user.is_admin else visible_to(user, Person)
        kept = seen.filter(pk=merged_into(pk)).first()
        if kept is None:
            raise
    raise moved_to(kept, reverse("person_data", args=[kept.pk]))


def check_reach(user: Staff, persons: list[Person]) -> None:
    """Who the person is at other clients must be in reach as well. Raises NotAllowedError."""
    if user.is_admin:
        return
    keys = {one.pk for one in persons}
    if visible_to(user, Person).filter(pk__in=keys).count() < len(keys):
        raise NotAllowedError(
            _("The person is also kept at a client that is not yours."), hint=_("Ask an administrator to do it.")
        )


def check_not_erased(person: Person) -> None:
    """Nothing is left to take out or erase. Raises Http404."""
    if hasattr(person, "erasure"):
        raise Http404
