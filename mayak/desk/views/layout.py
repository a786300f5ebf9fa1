"""Arranging the sections of the client window: order, column, pinned beside every tab, hidden (C5)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mayak.accounts.access import logged_in, staff_only
from mayak.desk.domain.layout import NEVER_PINNED, PINNED, PLACES, USUAL, Layout, arranged, sent
from mayak.desk.models import WindowLayout
from mayak.desk.panels.sections import place_labels, section_labels
from mayak.desk.services import arrange
from mayak.ui.notices import notify
from mayak.ui.render import INVALID, render_page, wants_part


@staff_only
@require_http_methods(["GET", "POST"])
def client_layout(request: HttpRequest) -> HttpResponse:
    """The list to arrange. Without scripts every step up or down draws it anew."""
    user = logged_in(request)
    stored = WindowLayout.objects.filter(staff=user).values_list("places", flat=True).first()
    layout, status = arranged(stored), 200
    if request.method == "POST":
        if "reset" in request.POST:
            arrange(user=user, layout=None)
            return _done(request)
        places = {code: request.POST.get(f"place-{code}", "") for code in USUAL}
        move = request.POST.get("move", "")
        layout, status = sent(request.POST.getlist("order"), places, move), INVALID
        if not move:
            arrange(user=user, layout=layout)
            return _done(request)
    context = {"rows": _rows(layout), "nav": "clients"}
    part = "desk/client/layout.html"
    return render_page(request, "desk/client/layout_page.html", context, part=part, status=status)


def _rows(layout: Layout) -> list[dict[str, Any]]:
    names, labels = section_labels(), place_labels()
    return [
        {
            "code": code,
            "name": names[code],
            "choices": [
                (other, labels[other], other == place)
                for other in PLACES
                if other != PINNED or code not in NEVER_PINNED
            ],
        }
        for place in PLACES
        for code in layout.at(place)
    ]


def _done(request: HttpRequest) -> HttpResponse:
    notify(request, _("The client window is arranged."))
    return HttpResponse(status=204) if wants_part(request) else redirect("clients")
