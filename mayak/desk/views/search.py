"""Search and commands: the palette's answers, and a page of its own without scripts."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from mayak.accounts.access import logged_in, staff_only
from mayak.clients.models import Client
from mayak.clients.policies import get_visible_or_404
from mayak.desk.panels.recent import recent_clients
from mayak.desk.queries.palette import found_for, recent_for
from mayak.desk.queries.preview import preview_of
from mayak.ui.render import render_page


@require_safe
@staff_only
def search(request: HttpRequest) -> HttpResponse:
    """Hits for ``?q=``; ``?exact=1`` leaves typos alone; nothing typed: what was opened last."""
    user = logged_in(request)
    text = request.GET.get("q", "")[:100]
    if text.strip():
        found = found_for(user, text, as_typed=bool(request.GET.get("exact")))
    else:
        found = recent_for(user, recent_clients(request))
    first = next((hit.client_id for group in found.groups for hit in group.hits if hit.client_id), None)
    context = {"q": text, "found": found, "preview": preview_of(first) if first else None}
    return render_page(request, "desk/search/page.html", context, part="desk/search/results.html")


@require_safe
@staff_only
def search_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The preview of one client beside the hits."""
    client = get_visible_or_404(logged_in(request), Client, pk)
    return render_page(request, "desk/search/preview.html", {"preview": preview_of(client.pk)})
