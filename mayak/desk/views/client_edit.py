"""Forms about a client: who it is, its status, special programmes, kits, contracts. Each is a dialog or a page."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mayak.accounts.access import logged_in, staff_only
from mayak.clients.forms import ClientForm, ContractForm, KitForm, ProgrammeForm, StatusForm, client_label
from mayak.clients.models import Client, ClientProgramme, Contract, Kit
from mayak.clients.policies import get_visible_or_404, visible_to
from mayak.clients.services.identity import change_status, edit_client, save_programme
from mayak.clients.services.products import add_kit, change_kit, save_contract
from mayak.core import clock
from mayak.core.errors import InvalidInputError
from mayak.core.text import digits, folded
from mayak.ui.notices import notify
from mayak.ui.record_form import RecordForm, telling_deletion
from mayak.ui.render import INVALID, render_page, wants_part

SUGGESTED = 12


@staff_only
@require_http_methods(["GET", "POST"])
def client_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Names, numbers, place, clock, payer, group."""
    user = logged_in(request)
    client = get_visible_or_404(user, Client, pk, "payer", "group_head")
    suggest = reverse("client_suggest")
    form = ClientForm(request.POST or None, instance=client, user=user, suggest_url=suggest)
    if form.is_bound and form.submit(lambda: edit_client(user=user, client_id=pk, values=form.changes)):
        return _saved(request, client, _("The client is changed."))
    return _form(request, client, form, _("Edit the client"), wide=True)


@staff_only
@require_http_methods(["GET", "POST"])
def client_status(request: HttpRequest, pk: int) -> HttpResponse:
    """A new status from a day on."""
    user = logged_in(request)
    client = get_visible_or_404(user, Client, pk)
    form = StatusForm(request.POST or None, instance=client)
    if form.is_bound and form.submit(lambda: change_status(user=user, client_id=pk, **form.whole)):
        return _saved(request, client, _("The status is changed."))
    return _form(request, client, form, _("Change the status"))


@staff_only
@require_http_methods(["GET", "POST"])
def programme(request: HttpRequest, pk: int, record: int | None = None) -> HttpResponse:
    """Add a special programme, or change one."""
    user = logged_in(request)
    client = get_visible_or_404(user, Client, pk)
    form = ProgrammeForm(request.POST or None, instance=_record(request, ClientProgramme, client, record))
    names = ClientProgramme.objects.order_by("name").values_list("name", flat=True).distinct()[:50]

    def write() -> object:
        return save_programme(user=user, client_id=pk, programme_id=record, values=form.changes)

    if form.is_bound and form.submit(write):
        return _saved(request, client, _("The special programme is saved."))
    title = _("Special programme") if record else _("Add a special programme")
    return _form(request, client, form, title, lists={"programmes": list(names)})


@staff_only
@require_http_methods(["GET", "POST"])
def kit_add(request: HttpRequest, pk: int) -> HttpResponse:
    """A kit the client has bought."""
    user = logged_in(request)
    client = get_visible_or_404(user, Client, pk)
    form = KitForm(request.POST or None, client=client, initial={"active_from_date": clock.today()})
    if form.is_bound and form.submit(lambda: add_kit(user=user, client_id=pk, values=form.changes)):
        return _saved(request, client, _("The kit is added."))
    return _form(request, client, form, _("Add a kit"), lists=_places(client))


@staff_only
@require_http_methods(["GET", "POST"])
def kit_edit(request: HttpRequest, pk: int, record: int) -> HttpResponse:
    """Change a kit or end it; a new price or number of users holds from a day on."""
    user = logged_in(request)
    client = get_visible_or_404(user, Client, pk)
    form = KitForm(request.POST or None, instance=_record(request, Kit, client, record), client=client)

    def write() -> object:
        day = form.cleaned_data.get("day") or clock.today()
        return change_kit(user=user, client_id=pk, kit_id=record, values=form.changes, day=day)

    if form.is_bound and form.submit(write):
        return _saved(request, client, _("The kit is changed."))
    return _form(request, client, form, str(form.instance.product), lists=_places(client))


def _places(client: Client) -> dict[str, list[str]]:
    places = Kit.objects.filter(client=client).exclude(place="").order_by("place")
    return {"places": list(places.values_list("place", flat=True).distinct())}


@staff_only
@require_http_methods(["GET", "POST"])
def contract(request: HttpRequest, pk: int, record: int | None = None) -> HttpResponse:
    """Add a contract, or change one; its end is a day of it."""
    user = logged_in(request)
    client = get_visible_or_404(user, Client, pk)
    form = ContractForm(request.POST or None, instance=_record(request, Contract, client, record))

    def write() -> object:
        return save_contract(user=user, client_id=pk, contract_id=record, values=form.changes)

    if form.is_bound and form.submit(write):
        return _saved(request, client, _("The contract is saved."))
    title = _("Contract № %(number)s") % {"number": form.instance.number} if record else _("Add a contract")
    return _form(request, client, form, title)


@staff_only
@require_safe
def client_suggest(request: HttpRequest) -> HttpResponse:
    """Names for a field that takes a client: ``?group_head=`` or ``?payer=`` or ``?q=`` what was typed."""
    given = request.GET
    typed = given.get("q") or given.get("group_head") or given.get("payer") or ""
    clients = visible_to(logged_in(request), Client)
    if len(typed.strip()) < 2:
        found: list[Client] = []
    elif len(digits(typed)) >= 4 and digits(typed) == typed.strip():
        found = list(clients.filter(inn__startswith=digits(typed))[:SUGGESTED])
    else:
        found = list(clients.filter(name_folded__contains=folded(typed))[:SUGGESTED])
    options = [client_label(client) for client in found]
    return render_page(request, "desk/client/suggestions.html", {"options": options})


def _record(request: HttpRequest, model: type[models.Model], client: Client, record: int | None) -> Any:
    """The client's record to be changed; None to add one."""
    if record is None:
        return None
    with telling_deletion(request.POST):
        return get_object_or_404(model._default_manager.filter(client=client), pk=record)


def _written(form: forms.Form, write: Callable[[], object]) -> bool:
    """Check and write; what the service refuses is told at the field."""
    if not form.is_valid():
        return False
    try:
        write()
    except InvalidInputError as problem:
        form.add_error(problem.field if problem.field in form.fields else None, str(problem))
        return False
    return True


def _saved(request: HttpRequest, client: Client, words: str) -> HttpResponse:
    notify(request, words)
    return HttpResponse(status=204) if wants_part(request) else redirect("client_details", client.pk)


def _form(
    request: HttpRequest,
    client: Client,
    form: forms.BaseForm,
    title: str,
    *,
    lists: dict[str, list[str]] | None = None,
    wide: bool = False,
) -> HttpResponse:
    context = {
        "nav": "clients",
        "client": client,
        "form": form,
        "title": title,
        "lists": lists or {},
        "is_record": isinstance(form, RecordForm),
        "is_wide": wide,
    }
    status = INVALID if form.is_bound else 200
    return render_page(request, "desk/client/form_page.html", context, part="desk/client/form_part.html", status=status)
