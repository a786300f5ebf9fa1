"""Taking a mark off a client."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mayak.accounts.access import logged_in, staff_only
from mayak.clients.services.marks import take_mark_off
from mayak.ui.notices import notify


@require_POST
@staff_only
def client_mark_off(request: HttpRequest, pk: int) -> HttpResponse:
    """The mark goes; the window comes anew without it."""
    mark = take_mark_off(user=logged_in(request), mark_id=pk)
    notify(request, _("The mark “%(text)s” is off.") % {"text": mark.text})
    return redirect("client", mark.client_id)
