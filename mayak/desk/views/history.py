"""The readable history: who changed what, from what to what, of a client, of one record, of the office."""

from django.http import HttpRequest, HttpResponse

from mayak.accounts.access import is_administrator, logged_in, requires, staff_only
from mayak.audit.queries import history_of_client, history_of_office
from mayak.clients.models import Client
from mayak.clients.policies import get_visible_or_404
from mayak.ui.render import render_page

TEMPLATE = "desk/history.html"


@staff_only
def client_history(request: HttpRequest, pk: int) -> HttpResponse:
    """Changes of the client and of everything that belongs to it; ``?record=`` of one record, ``?before=`` goes on."""
    client = get_visible_or_404(logged_in(request), Client, pk)
    record = request.GET.get("record", "")
    entries, next_before = history_of_client(client.pk, record=record, before_id=_before(request))
    context = {"client": client, "entries": entries, "next_before": next_before, "record": record, "nav": "clients"}
    return render_page(request, TEMPLATE, context)


@requires(is_administrator)
def office_history(request: HttpRequest) -> HttpResponse:
    """Changes of staff, teams, absences and the playbook."""
    record = request.GET.get("record", "")
    entries, next_before = history_of_office(record=record, before_id=_before(request))
    context = {"client": None, "entries": entries, "next_before": next_before, "record": record, "nav": "team"}
    return render_page(request, TEMPLATE, context)


def _before(request: HttpRequest) -> int | None:
    text = request.GET.get("before", "")
    return int(text) if text.isdecimal() else None
