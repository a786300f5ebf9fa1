"""Search and commands: the palette's answers, and a page of its own without scripts."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from mayak.accounts.access import logged_in, staff_only
from mayak.clients.domain.keyboard import is_latin
from mayak.clients.models import Client
from mayak.clients.policies import get_visible_or_404
from mayak.desk.panels.recent import asked_lately, opened_lately
from mayak.desk.panels.search import recent_shown, results_shown
from mayak.desk.panels.search_words import kind_words
from mayak.desk.queries.preview import preview_of
from mayak.desk.queries.search import COUNTED_ALONE, MANY, Chosen, Kind, search_for
from mayak.ui.render import render_page, wants_part

LAST_PAGE = COUNTED_ALONE // MANY


@require_safe
@staff_only
def search(request: HttpRequest) -> HttpResponse:
    """Hits for ``?q=``; ``?kind= &page=`` one kind whole; ``?exact=1`` as typed; nothing typed: lately used."""
    user = logged_in(request)
    text = request.GET.get("q", "")[:100]
    if not text.strip():
        shown = recent_shown(user, opened_lately(request), asked_lately(request, user))
        return render_page(request, "desk/search/page.html", {"q": "", "shown": shown}, part="desk/search/results.html")
    chosen, as_typed = _chosen(request), bool(request.GET.get("exact"))
    results = search_for(user, text, chosen, as_typed=as_typed)
    context = {
        "q": text,
        "meant": results.meant,
        "is_latin": is_latin(text),
        "total": results.total,
        "in_palette": wants_part(request),
        "shown": results_shown(results, text=text, as_typed=as_typed),
        "kind": chosen.kind,
        "kind_title": kind_words()[chosen.kind] if chosen.kind else "",
        "all_url": "?" + urlencode({"q": text} | ({"exact": "1"} if as_typed else {})),
    }
    if chosen.kind:
        total = results.hits[chosen.kind].total if results.hits else 0
        context |= _paging(request, chosen.page, -(-total // MANY))
    return render_page(request, "desk/search/page.html", context, part="desk/search/results.html")


@require_safe
@staff_only
def search_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The preview of one client beside the hits."""
    client = get_visible_or_404(logged_in(request), Client, pk)
    return render_page(request, "desk/search/preview.html", {"preview": preview_of(client.pk)})


def _chosen(request: HttpRequest) -> Chosen:
    """The kind and page of an address; anything broken in it is left out."""
    kind, page = request.GET.get("kind", ""), request.GET.get("page", "")
    number = int(page) if page.isdecimal() and len(page) < 6 else 1
    return Chosen(Kind(kind), min(max(number, 1), LAST_PAGE)) if kind in set(Kind) else Chosen()


def _paging(request: HttpRequest, page: int, pages: int) -> dict[str, Any]:
    def address(number: int) -> str:
        return "?" + urlencode(
            {**{name: value for name, value in request.GET.items() if name != "page"}, "page": number}
        )

    return {
        "page": {"page": page, "pages": pages},
        "pages": {
            "previous": address(page - 1) if page > 1 else "",
            "next": address(page + 1) if page < pages else "",
            "first": address(1) if page > 2 else "",
            "last": address(pages) if page < pages - 1 else "",
        },
    }
