"""People who look alike: put side by side, merged, or told apart; a new person with a look at who is there (C4)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mayak.accounts.access import logged_in, staff_only
from mayak.clients.models import Client
from mayak.clients.person_forms import NewPersonForm
from mayak.clients.policies import get_visible_or_404
from mayak.clients.queries.likeness import Alike, alike_new, like_pairs_of
from mayak.clients.services.editing import refuse_erased
from mayak.clients.services.merging import merge_persons, preview_merge, tell_apart
from mayak.clients.services.persons import add_person
from mayak.core.errors import MayakError
from mayak.desk.panels.person import sign_words
from mayak.desk.views.person.page import is_erased, person_of
from mayak.ui.notices import notify
from mayak.ui.render import INVALID, render_page, wants_part


@require_safe
@staff_only
def person_pairs(request: HttpRequest, pk: int) -> HttpResponse:
    """The people of a client who look like one person."""
    client = get_visible_or_404(logged_in(request), Client, pk)
    pairs = [(pair, sign_words(pair.signs)) for pair in like_pairs_of(client.pk)]
    return render_page(request, "desk/person/pairs.html", {"client": client, "pairs": pairs, "nav": "clients"})


@staff_only
@require_http_methods(["GET", "POST"])
def person_merge(request: HttpRequest, pk: int, person: int, other: int) -> HttpResponse:
    """Merge the other person into this one, with what stays and what goes; button ``apart``: they are two."""
    kept, gone = person_of(request, pk, person), person_of(request, pk, other)
    if kept.pk == gone.pk:
        raise Http404
    user = logged_in(request)
    if is_erased(kept) or is_erased(gone):
        refuse_erased([kept.pk, gone.pk])
    if request.method == "POST" and "apart" in request.POST:
        tell_apart(user=user, first_id=kept.pk, second_id=gone.pk)
        notify(request, _("Noted: they are two different persons."))
        return redirect("person_pairs", pk)
    if request.method == "POST":
        deed = merge_persons(user=user, kept_id=kept.pk, other_id=gone.pk)
        notify(request, deed.title, undo_url=reverse("person_deed_undo", args=[deed.pk]))
        return redirect("person", pk, kept.pk)
    context = {"client": kept.client, "person": kept, "preview": preview_merge(kept, gone), "nav": "clients"}
    return render_page(request, "desk/person/merge.html", context)


@staff_only
@require_http_methods(["GET", "POST"])
def person_add(request: HttpRequest, pk: int) -> HttpResponse:
    """A new person; who looks like somebody who is there is shown first, and made only when said again."""
    user = logged_in(request)
    client = get_visible_or_404(user, Client, pk)
    form = NewPersonForm(request.POST or None)
    alike: list[Alike] = []
    if form.is_bound and form.is_valid():
        typed = form.cleaned_data
        names = {name: typed[name] for name in ("last_name", "first_name", "middle_name", "reach")}
        alike = [] if typed["is_new"] else alike_new(user, client.pk, **names)
        if not alike:
            try:
                roles = [typed["role"]] if typed["role"] else []
                made = add_person(user=user, client_id=client.pk, position=typed["position"], roles=roles, **names)
            except MayakError as error:
                form.add_error(error.field if error.field in form.fields else None, str(error))
            else:
                return redirect("person", client.pk, made.pk)
    context = {
        "client": client,
        "form": form,
        "alike": [(one, sign_words(one.signs)) for one in alike],
        "in_dialog": wants_part(request),
        "nav": "clients",
    }
    status = INVALID if form.is_bound else 200
    return render_page(request, "desk/person/add.html", context, part="desk/person/add_form.html", status=status)
