"""Changing and deleting a note about a client."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mayak.accounts.access import logged_in, staff_only
from mayak.clients.policies import get_visible_or_404
from mayak.desk.views.quick_add import working_persons
from mayak.ui.notices import notify
from mayak.ui.record_form import RecordForm, telling_deletion
from mayak.ui.render import INVALID, render_page, wants_part
from mayak.work.models import Note
from mayak.work.services import change_note, delete_note


class NoteEditForm(RecordForm):
    """The words and whom they are about."""

    class Meta:
        model = Note
        fields = ("text", "person")
        widgets = {"text": forms.Textarea(attrs={"rows": 5, "autofocus": True})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person = self.fields["person"]
        assert isinstance(person, forms.ModelChoiceField)
        # Who has left may still be whom it is about.
        person.queryset = working_persons(self.instance.client) | self.instance.client.persons.filter(
            pk=self.instance.person_id
        )


@staff_only
@require_http_methods(["GET", "POST"])
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """The note to change; the button "delete" takes it away."""
    user = logged_in(request)
    with telling_deletion(request.POST):
        one = get_visible_or_404(user, Note, pk)
    if request.method == "POST" and "delete" in request.POST:
        delete_note(user=user, note_id=one.pk)
        notify(request, _("The note is deleted."))
        return _done(request, one.client_id)
    form = NoteEditForm(request.POST or None, instance=one)
    if form.is_bound and form.submit(lambda: change_note(note=one, changes=form.changes)):
        notify(request, _("The note is saved."))
        return _done(request, one.client_id)
    context = {"form": form, "note": one, "client": one.client, "nav": "clients"}
    status = INVALID if form.is_bound else 200
    return render_page(request, "desk/client/note_page.html", context, part="desk/client/note.html", status=status)


def _done(request: HttpRequest, client_id: int) -> HttpResponse:
    return HttpResponse(status=204) if wants_part(request) else redirect("client", client_id)
