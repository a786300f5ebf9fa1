"""No longer works here: what changes, where to, and the way back (C4)."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from mayak.accounts.access import logged_in, staff_only
from mayak.accounts.models import Staff
from mayak.clients.forms import client_meant
from mayak.clients.models import Client, DeedKind, Person, PersonDeed
from mayak.clients.policies import get_visible_or_404, visible_to
from mayak.clients.services.deeds import undo_deed
from mayak.clients.services.leaving import Leaving, Preview, leave_client, preview_leaving
from mayak.core import clock
from mayak.core.errors import MayakError
from mayak.desk.panels.person import vacancy_words
from mayak.desk.views.person.page import person_of
from mayak.ui.days import within_reach
from mayak.ui.notices import notify
from mayak.ui.render import INVALID, render_page, wants_part


class LeavingForm(forms.Form):
    """The last day, who says so, where to, who takes over."""

    day = forms.DateField(
        label=_("Last working day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=[within_reach],
    )
    told_by = forms.CharField(label=_("Who says so"), max_length=200, required=False)
    where = forms.ChoiceField(
        label=_("Where to"),
        choices=[
            ("unknown", _("Unknown")),
            ("elsewhere", _("Somewhere else, we keep in touch")),
            ("client", _("To another client of ours")),
        ],
        widget=forms.RadioSelect,
        initial="unknown",
    )
    client = forms.CharField(
        label=_("Which client"), required=False, max_length=300, help_text=_("name or INN, as in the search")
    )
    successor = forms.ChoiceField(label=_("Who takes over what is open"), required=False)

    def __init__(self, *args: Any, user: Staff, preview: Preview, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        field = self.fields["successor"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(one.pk), one.short_name or one.last_name) for one in preview.colleagues]
        field.initial = str(preview.successor.pk) if preview.successor else None

    def clean(self) -> dict[str, Any]:
        """The client that is meant, when the person goes on at one."""
        cleaned = super().clean() or {}
        if cleaned.get("where") == "client":
            self._find_client(cleaned)
        return cleaned

    def _find_client(self, cleaned: dict[str, Any]) -> None:
        text = cleaned.get("client", "").strip()
        if not text:
            self.add_error("client", translated("Say which client: its name or INN."))
            return
        try:
            cleaned["client_id"] = client_meant(text, visible_to(self.user, Client), self.user).pk
        except forms.ValidationError as problem:
            self.add_error("client", problem)

    @property
    def leaving(self) -> Leaving:
        """What was filled in."""
        typed = self.cleaned_data
        return Leaving(
            day=typed["day"],
            told_by=typed["told_by"],
            successor_id=int(typed["successor"]) if typed["successor"] else None,
            client_id=typed.get("client_id"),
            is_elsewhere=typed["where"] == "elsewhere",
        )


@staff_only
@require_http_methods(["GET", "POST"])
def person_leaving(request: HttpRequest, pk: int, person: int) -> HttpResponse:
    """Say that the person no longer works here, with what changes beside it."""
    one = person_of(request, pk, person)
    user = logged_in(request)
    preview = preview_leaving(one)
    form = LeavingForm(request.POST or None, user=user, preview=preview, initial={"day": clock.today()})
    if form.is_bound and form.is_valid():
        try:
            deed = leave_client(user=user, person_id=one.pk, leaving=form.leaving)
        except MayakError as error:
            form.add_error("client" if error.field == "client_id" else error.field or None, str(error))
        else:
            notify(request, deed.title, undo_url=reverse("person_deed_undo", args=[deed.pk]))
            return done(request, one.client_id, one.pk)
    context = {
        "client": one.client,
        "person": one,
        "form": form,
        "preview": preview,
        "vacancies": vacancy_words(preview.vacant),
        "nav": "clients",
    }
    status = INVALID if form.is_bound else 200
    return render_page(
        request, "desk/person/leaving_page.html", context, part="desk/person/leaving.html", status=status
    )


def done(request: HttpRequest, client_id: int, person_id: int) -> HttpResponse:
    """To the person's page, also from a dialog."""
    if wants_part(request):
        return HttpResponse(status=204, headers={"X-Mayak-Location": reverse("person", args=[client_id, person_id])})
    return redirect("person", client_id, person_id)


@staff_only
@require_POST
def person_deed_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back leaving, moving or merging."""
    user = logged_in(request)
    get_visible_or_404(user, PersonDeed, pk)
    deed, left = undo_deed(user=user, deed_id=pk)
    text = translated("Taken back: “%(title)s”.") % {"title": deed.title}
    if left:
        text += " " + ngettext(
            "%(count)d value was changed since and stays.", "%(count)d values were changed since and stay.", left
        ) % {"count": left}
    notify(request, text)
    back_to = deed.other_id if deed.kind == DeedKind.MERGE else deed.person_id
    place = reverse("client_tab", args=[deed.client_id, "persons"])
    if back_to and Person.objects.filter(pk=back_to, client=deed.client_id).exists():
        place = reverse("person", args=[deed.client_id, back_to])
    # from a toast: it may be the page of somebody else, so the whole page is another one
    return HttpResponse(status=204, headers={"HX-Redirect": place}) if wants_part(request) else redirect(place)
