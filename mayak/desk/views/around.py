"""Two people at one client see each other (C5)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from mayak.accounts.access import logged_in, staff_only
from mayak.clients.models import Client
from mayak.clients.policies import get_visible_or_404
from mayak.desk.services import give_sign, leave


@require_POST
@staff_only
def client_around(request: HttpRequest, pk: int) -> HttpResponse:
    """A sign of life of an open page; ``leaving`` ends it. The answer: who else is here, what they changed."""
    user = logged_in(request)
    one = get_visible_or_404(user, Client, pk)
    if "leaving" in request.POST:
        leave(user=user, client_id=one.pk)
        return HttpResponse(status=204)
    after = request.POST.get("after", "")
    around = give_sign(
        user=user,
        client_id=one.pk,
        is_editing="editing" in request.POST,
        after=int(after) if after.isascii() and after.isdecimal() and len(after) < 19 else 0,
    )
    return render(request, "desk/client/around.html", {"around": around, "client": one})
