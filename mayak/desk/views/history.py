"""The readable history: who changed what, from what to what and why, of a client, a record, the office, a person."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from mayak.accounts.access import is_administrator, logged_in, requires, staff_only
from mayak.accounts.models import Staff
from mayak.audit.queries import (
    Chosen,
    Entry,
    history_by_staff,
    history_of_client,
    history_of_office,
    kept_since,
    kinds,
)
from mayak.clients.models import Client
from mayak.clients.policies import get_visible_or_404, visible_to
from mayak.core import clock
from mayak.desk.policies import can_read_changes_of
from mayak.privacy.policies import can_read_accesses
from mayak.ui.render import render_page

TEMPLATE = "desk/history.html"
Page = tuple[list[Entry], int | None]


@staff_only
def client_history(request: HttpRequest, pk: int) -> HttpResponse:
    """Changes of the client and of everything that belongs to it; ``?record=`` of one record, ``?before=`` goes on."""
    client = get_visible_or_404(logged_in(request), Client, pk)
    chosen = _chosen(request)
    about = _("Who changed what at this client, newest first")
    may_read = can_read_accesses(logged_in(request))
    context = {"client": client, "nav": "clients", "about": about, "may_read_accesses": may_read}
    return _shown(request, chosen, history_of_client(client.pk, chosen), context)


@requires(is_administrator)
def office_history(request: HttpRequest) -> HttpResponse:
    """Changes of staff, teams, absences, settings and the playbook."""
    chosen = _chosen(request)
    about = _("Who changed staff, teams, absences, settings and the playbook, newest first")
    return _shown(request, chosen, history_of_office(chosen), {"nav": "team", "about": about})


@staff_only
def staff_history(request: HttpRequest, pk: int) -> HttpResponse:
    """What one person changed, at the clients that the reader may see."""
    user = logged_in(request)
    if not can_read_changes_of(user, pk):
        raise Http404
    person = get_object_or_404(Staff, pk=pk)
    clients = None if user.is_admin or user.pk == pk else visible_to(user, Client)
    chosen = _chosen(request)
    about = _("What %(name)s changed, newest first") % {"name": person.full_name}
    context = {"person": person, "nav": "team", "about": about}
    return _shown(request, chosen, history_by_staff(pk, clients, chosen), context)


def _shown(request: HttpRequest, chosen: Chosen, page: Page, context: dict[str, Any]) -> HttpResponse:
    user = logged_in(request)
    entries, next_before = page
    readable = {who for who in {entry.who_id for entry in entries} if who and can_read_changes_of(user, who)}
    since = kept_since()
    kept_from = clock.day_of(since) if since else None
    context |= {
        "entries": entries,
        "chosen": chosen,
        "record": chosen.record,
        "earlier_url": _address(chosen, before=next_before) if next_before else "",
        "whole_url": request.path,
        "kinds": kinds(),
        "readable": readable,
        "can_open_imports": user.is_admin,
        "kept_from": kept_from,
        "is_too_early": bool(kept_from and chosen.from_date and chosen.from_date < kept_from),
    }
    return render_page(request, TEMPLATE, context)


def _chosen(request: HttpRequest) -> Chosen:
    before = request.GET.get("before", "")
    kind = request.GET.get("kind", "")
    return Chosen(
        record=request.GET.get("record", "")[:100],
        kind=kind if kind in {code for code, _label in kinds()} else "",
        from_date=_day(request.GET.get("from", "")),
        to_date=_day(request.GET.get("to", "")),
        before_id=int(before) if before.isdecimal() and len(before) < 19 else None,
    )


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1990 <= day.year <= 2990 else None


def _address(chosen: Chosen, *, before: int) -> str:
    values = {
        "record": chosen.record,
        "kind": chosen.kind,
        "from": chosen.from_date,
        "to": chosen.to_date,
        "before": before,
    }
    return "?" + urlencode({name: value for name, value in values.items() if value})
