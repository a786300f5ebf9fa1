"""Edits of one person: every part in its place, saved by itself (C4)."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mayak.accounts.access import logged_in, staff_only
from mayak.accounts.models import Staff
from mayak.clients.models import Person
from mayak.clients.person_forms import AddressForm, HeadForm, NeedsForm, NoteForm, ReachForm, TopicsForm
from mayak.clients.services.editing import refuse_erased
from mayak.clients.services.persons import save_person
from mayak.clients.services.rubrics import change_rubrics, confirm_rubrics, save_topics
from mayak.core.errors import MayakError
from mayak.desk.services import begin_congratulation, note_congratulation
from mayak.desk.views.person.page import is_erased, person_of, shown
from mayak.ui.notices import notify
from mayak.ui.record_form import RecordForm

PARTS: dict[str, type[RecordForm]] = {
    "head": HeadForm,
    "reach": ReachForm,
    "address": AddressForm,
    "needs": NeedsForm,
    "note": NoteForm,
}


@staff_only
@require_http_methods(["GET", "POST"])
def person_edit(request: HttpRequest, pk: int, person: int, part: str) -> HttpResponse:
    """One part of the person's own fields; ``part``: a key of PARTS, or ``topics``."""
    one = person_of(request, pk, person)
    if part == "topics":
        return _topics(request, one)
    if part not in PARTS:
        raise Http404
    form = PARTS[part](request.POST or None, instance=Person.objects.get(pk=one.pk))

    def save(user: Staff) -> Person:
        changes = form.person_changes if isinstance(form, AddressForm) else form.changes
        return save_person(user=user, person_id=one.pk, **changes)

    return saved_or_shown(request, one, part, form, save)


def saved_or_shown(
    request: HttpRequest, person: Person, part: str, form: forms.BaseForm, save: Callable[[Staff], Any], **more: Any
) -> HttpResponse:
    """Save a valid form and go back to the page; else the page with the form in its place, errors at the fields."""
    user = logged_in(request)
    if is_erased(person):
        refuse_erased([person.pk])
    if isinstance(form, RecordForm):
        if form.is_bound and form.submit(lambda: save(user)):
            return back(person)
    elif form.is_bound and form.is_valid():
        try:
            save(user)
        except MayakError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            return back(person)
    return shown(request, person, editing=part, form=form, **more)


def back(person: Person) -> HttpResponse:
    """To the person's page."""
    return redirect("person", person.client_id, person.pk)


def _topics(request: HttpRequest, person: Person) -> HttpResponse:
    form = TopicsForm(request.POST or None, instance=Person.objects.get(pk=person.pk))

    def save(user: Staff) -> Person:
        note = form.cleaned_data["topics_note"]
        return save_topics(user=user, person_id=person.pk, topics=form.named, note=note)

    return saved_or_shown(request, person, "topics", form, save)


@staff_only
@require_POST
def person_rubrics(request: HttpRequest, pk: int, person: int) -> HttpResponse:
    """The boxes as ticked (``rubric``) against those shown; ``accept``: one proposal; ``confirm``: all right.

    Only what was changed on this page is written: a box that a colleague ticked meanwhile stays.
    """
    one = person_of(request, pk, person)
    user = logged_in(request)
    if "confirm" in request.POST:
        confirm_rubrics(user=user, person_id=one.pk)
        return back(one)
    if accepted := _keys(request, "accept"):
        change_rubrics(user=user, person_id=one.pk, add=accepted, source="proposal")
        notify(request, _("The rubric is added."))
        return back(one)
    ticked, before = _keys(request, "rubric"), _keys(request, "shown")
    change_rubrics(user=user, person_id=one.pk, add=ticked - before, remove=before - ticked)
    return back(one)


@staff_only
@require_POST
def person_congratulated(request: HttpRequest, pk: int, person: int) -> HttpResponse:
    """The person was congratulated today; button ``begin``: is congratulated now, by a letter or a call."""
    one, user = person_of(request, pk, person), logged_in(request)
    if "begin" in request.POST:
        by_letter = one.emails.filter(is_unwanted=False, invalid_date=None).exists()
        begun = begin_congratulation(user=user, person=one, by_letter=by_letter)
        return redirect(f"{reverse('contact', args=[begun.pk])}?person={one.pk}")
    note_congratulation(user=user, person=one)
    notify(request, _("Noted: congratulated today."))
    return back(one)


def _keys(request: HttpRequest, name: str) -> set[int]:
    return {int(key) for key in request.POST.getlist(name) if key.isdecimal() and len(key) < 19}
