"""The tab of details: who the client is, its group, status, responsibles, programmes, segments, kits, contracts."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from mayak.accounts.access import logged_in, staff_only
from mayak.clients.forms import known_zone, source_words, zone_city
from mayak.clients.models import Client, ClientStatus, KitKind, PaymentTerms, ResponsibilityRole
from mayak.clients.policies import get_visible_or_404
from mayak.clients.queries.details import details_of
from mayak.core import clock
from mayak.desk.panels.recent import remember
from mayak.desk.queries.client_group import group_of
from mayak.desk.queries.tabs import TABS
from mayak.desk.queries.window import frame_of
from mayak.desk.views.client import frame_context
from mayak.team.policies import can_hand_over
from mayak.ui.render import render_page

TAB = next(tab for tab in TABS if tab.code == "details")


@require_safe
@staff_only
def client_details(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that is recorded of the client itself, with history and the way to change it."""
    user = logged_in(request)
    client = get_visible_or_404(user, Client, pk)
    frame, judgement = frame_of(pk, user.pk)
    zone, source = known_zone(client)
    context = frame_context(user, client, frame, judgement, TAB) | {
        "details": details_of(pk, clock.today()),
        "group": group_of(user, pk),
        "zone": zone_city(zone.key),
        "zone_time": f"{clock.now().astimezone(zone):%H:%M}",
        "zone_source": source_words(source),
        "status_words": dict(ClientStatus.choices),
        "role_words": dict(ResponsibilityRole.choices),
        "kind_words": dict(KitKind.choices),
        "terms_words": dict(PaymentTerms.choices),
        "may_hand_over": can_hand_over(user),
    }
    response = render_page(request, "desk/client/page.html", context, part="desk/client/body.html")
    remember(request, response, pk)
    return response
