"""A client's segment of one type: change it from a day on, see its history, undo (C2)."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mayak.accounts.access import logged_in, staff_only
from mayak.clients.forms import SegmentForm
from mayak.clients.models import Client, SegmentType
from mayak.clients.policies import get_visible_or_404
from mayak.clients.queries.details import SegmentLine, details_of
from mayak.clients.services.segments import enter_segment, take_back_segment, way_back
from mayak.core import clock
from mayak.core.errors import InvalidInputError
from mayak.ui.notices import notify
from mayak.ui.render import INVALID, render_page, wants_part


@staff_only
@require_http_methods(["GET", "POST"])
def client_segment(request: HttpRequest, pk: int, record: int) -> HttpResponse:
    """``record`` is the key of the type."""
    user = logged_in(request)
    client = get_visible_or_404(user, Client, pk)
    kind = get_object_or_404(SegmentType, pk=record)
    line = _line(pk, record)
    held = kind.segments.filter(memberships__client=client, memberships__to_date=None).first()
    form = SegmentForm(request.POST or None, kind=kind, initial={"segment": held, "day": clock.today()})
    if form.is_bound and form.is_valid() and _entered(request, client, kind, form):
        return HttpResponse(status=204) if wants_part(request) else redirect("client_details", pk)
    context = {"nav": "clients", "client": client, "kind": kind, "form": form, "line": line}
    part, status = "desk/client/segment_part.html", INVALID if form.is_bound else 200
    return render_page(request, "desk/client/segment_page.html", context, part=part, status=status)


def _line(client_id: int, type_id: int) -> SegmentLine | None:
    segments = details_of(client_id, clock.today()).segments
    return next((line for line in segments if line.type_id == type_id), None)


def _entered(request: HttpRequest, client: Client, kind: SegmentType, form: SegmentForm) -> bool:
    segment, day = form.cleaned_data["segment"], form.cleaned_data["day"]
    try:
        before = enter_segment(
            user=logged_in(request),
            client_id=client.pk,
            type_id=kind.pk,
            segment_id=segment.pk if segment else None,
            day=day,
        )
    except InvalidInputError as problem:
        form.add_error(problem.field if problem.field in form.fields else None, str(problem))
        return False
    now = (segment.pk, False) if segment else None
    word = way_back(client_id=client.pk, type_id=kind.pk, day=day, before=before, now=now)
    undo = f"{reverse('segment_undo')}?{urlencode({'word': word})}"
    words = _("%(type)s: %(segment)s.") % {"type": kind, "segment": segment or _("none")}
    notify(request, words, undo_url="" if before == now else undo)
    return True


@staff_only
@require_POST
def segment_undo(request: HttpRequest) -> HttpResponse:
    """Take the last change of a segment back, by the signed word of its toast."""
    client = take_back_segment(user=logged_in(request), word=request.GET.get("word", ""))
    notify(request, _("The segment is as it was."))
    return redirect("client_details", client.pk)
