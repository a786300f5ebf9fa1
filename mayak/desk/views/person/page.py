"""One contact person (C4): everything known, each part editable in its place."""

from typing import Any

from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from mayak.accounts.access import logged_in, staff_only
from mayak.accounts.models import Staff
from mayak.clients.models import Person
from mayak.clients.policies import can_remove_file, get_visible_or_404, visible_to
from mayak.clients.queries.merged import merged_into, moved_to
from mayak.core import clock
from mayak.desk.panels.links import link
from mayak.desk.panels.person import page_words
from mayak.desk.panels.recent import remember
from mayak.desk.panels.timeline import history_lines
from mayak.desk.queries.person import page_of
from mayak.privacy.policies import can_take_out_persons
from mayak.ui.render import INVALID, render_page


@require_safe
@staff_only
def person(request: HttpRequest, pk: int, person: int) -> HttpResponse:
    """The whole page."""
    one = person_of(request, pk, person)
    response = shown(request, one)
    remember(request, response, one.pk, is_person=True)
    return response


def person_of(request: HttpRequest, client_id: int, person_id: int) -> Person:
    """The person of that client within the rights of who asks, else "not found".

    Raises MovedError for a person who was merged into another one: the address leads there.
    """
    user = logged_in(request)
    try:
        found = get_visible_or_404(user, Person, person_id, "client", "note_by", "moved_from__client", "erasure")
    except Http404:
        _lead_to_merged(request, client_id, person_id)
        raise
    if found.client_id != client_id:
        raise Http404
    return found


def _lead_to_merged(request: HttpRequest, client_id: int, person_id: int) -> None:
    kept = visible_to(logged_in(request), Person).filter(client=client_id, pk=merged_into(person_id)).first()
    if kept is None or request.resolver_match is None:
        return
    kwargs = request.resolver_match.kwargs
    kwargs = {
        name: kept.pk if name in {"person", "other"} and key == person_id else key for name, key in kwargs.items()
    }
    location = reverse(request.resolver_match.view_name, kwargs=kwargs)
    if kwargs.get("other") == kwargs["person"]:  # the two are one already
        location = reverse("person", args=[client_id, kept.pk])
    if request.META["QUERY_STRING"]:
        location += f"?{request.META['QUERY_STRING']}"
    raise moved_to(kept, location)


def is_erased(person: Person) -> bool:
    """Whether the person's data were erased: the page only shows what is left then."""
    return hasattr(person, "erasure")


def shown(
    request: HttpRequest, person: Person, *, editing: str = "", form: BaseForm | None = None, **more: Any
) -> HttpResponse:
    """The page, with one part open for editing; an invalid form answers 422 with its part."""
    user = logged_in(request)
    client = person.client
    former = _former(user, person)
    page = page_of(person, client, former)
    context = {
        "nav": "clients",
        "client": client,
        "person": person,
        "page": page,
        "editing": editing,
        "form": form,
        "today": clock.today(),
        "may_take_out": can_take_out_persons(user),
        "former": former,
        "works_at": _works_at(user, person),
        "is_erased": is_erased(person),
        "files": page.files,
        "removable": {file.pk for file in page.files if can_remove_file(user, file.added_by_id)},
        "photo": next((file for file in page.files if file.is_photo), None),
        "history": history_lines(page.history),
        "earlier_history": history_lines(page.earlier_history) if page.earlier_history else [],
        "contact_start_url": link("contact_start", client.pk),
        **page_words(person, page),
        **more,
    }
    status = INVALID if form is not None and form.is_bound else 200
    return render_page(request, "desk/person/page.html", context, status=status)


def _works_at(user: Staff, person: Person) -> Person | None:
    """Who the person is at the client where they went on, if that client may be seen. No SQL while they work here."""
    if person.left_date is None or is_erased(person):
        return None
    return visible_to(user, Person).select_related("client").filter(moved_from=person).order_by("pk").last()


def _former(user: Staff, person: Person) -> Person | None:
    """Who the person was at the client before, if that client may be seen."""
    if person.moved_from_id is None:
        return None
    return visible_to(user, Person).select_related("client").filter(pk=person.moved_from_id).first()
