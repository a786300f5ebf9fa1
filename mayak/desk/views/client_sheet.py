"""A client as a PDF to print or to take along (C5)."""

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from mayak.accounts.access import logged_in, staff_only
from mayak.clients.models import Client
from mayak.clients.policies import get_visible_or_404
from mayak.core import clock
from mayak.desk.panels.client_sheet import sheet_of
from mayak.desk.queries.window import overview_of


@require_safe
@staff_only
def client_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet, made on the server, named after the client."""
    user = logged_in(request)
    client = get_visible_or_404(user, Client, pk)
    frame, judgement, overview = overview_of(client.pk, user.pk)
    # Setting needs half a second of imports, which no start of a process should pay.
    from mayak.ui.pdf import drawn

    answer = HttpResponse(drawn(sheet_of(user, client, frame, judgement, overview)), content_type="application/pdf")
    bare = "".join(sign if sign.isalnum() or sign == "-" else " " for sign in client.name)
    name = " ".join(bare.split()) or str(client.pk)
    address = quote(f"{name} {clock.today():%Y-%m-%d}.pdf")
    answer["Content-Disposition"] = f"attachment; filename=\"client-{client.pk}.pdf\"; filename*=UTF-8''{address}"
    return answer
