"""The readable history of a client: who changed what, from what to what."""

from django.http import HttpRequest, HttpResponse

from mayak.accounts.access import logged_in, staff_only
from mayak.audit.queries import history_of_client
from mayak.clients.models import Client
from mayak.clients.policies import get_visible_or_404
from mayak.ui.render import render_page


@staff_only
def client_history(request: HttpRequest, pk: int) -> HttpResponse:
    """Changes of the client and of everything that belongs to it, newest first; ``?before=`` goes on."""
    client = get_visible_or_404(logged_in(request), Client, pk)
    before = request.GET.get("before", "")
    entries, next_before = history_of_client(client.pk, before_id=int(before) if before.isdecimal() else None)
    context = {"client": client, "entries": entries, "next_before": next_before, "nav": "clients"}
    return render_page(request, "desk/client_history.html", context)
