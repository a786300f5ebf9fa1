"""Segments at the playbook: types, their segments in order, a condition by which clients enter by themselves (C2)."""

from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mayak.accounts.access import can_edit_playbook, logged_in, requires, staff_only
from mayak.clients.forms import SegmentDefinitionForm, SegmentTypeForm
from mayak.clients.intervals import in_force_on
from mayak.clients.models import Segment, SegmentType
from mayak.clients.queries.segments import kept_by_hand
from mayak.clients.services.segments import (
    move_segment,
    remove_segment,
    remove_segment_type,
    save_segment,
    save_segment_type,
    use_segment,
    use_segment_type,
)
from mayak.core import clock
from mayak.core.errors import InvalidInputError
from mayak.desk.queries.playbook_frame import playbook_frame
from mayak.facts.conditions import ConditionError, office_vocabulary, parse, tell
from mayak.facts.conditions.editing import beginning, editor_of, posted_condition
from mayak.facts.conditions.problems import unfinished_words
from mayak.facts.segment_conditions import check_segment_condition
from mayak.facts.services import is_recount_due
from mayak.ui.notices import notify
from mayak.ui.record_form import telling_deletion
from mayak.ui.render import INVALID, render_page

SECTION = "segments"
_IN_USE = {"retire", "restore"}


@require_safe
@staff_only
def segment_types(request: HttpRequest) -> HttpResponse:
    """All types with their segments, their conditions as sentences, how many clients are in each."""
    vocabulary = office_vocabulary()
    here = Count("memberships", filter=in_force_on(clock.today(), "memberships__"))
    segments: dict[int, list[tuple[Segment, str]]] = {}
    for one in Segment.objects.annotate(here=here).order_by("order", "code"):
        segments.setdefault(one.type_id, []).append((one, _sentence(one, vocabulary)))
    kinds = [(kind, segments.get(kind.pk, [])) for kind in SegmentType.objects.all()]
    frame = playbook_frame(logged_in(request), SECTION)
    is_automatic = any(one.condition for _kind, listed in kinds for one, _words in listed)
    # A condition just saved is followed by the worker: until then the number would be that of the former one.
    context = {"nav": "playbook", "frame": frame, "kinds": kinds, "counting": is_automatic and is_recount_due()}
    return render_page(request, "desk/playbook/segments.html", context)


def _sentence(segment: Segment, vocabulary: Any) -> str:
    if segment.condition is None:
        return ""
    try:
        return tell(parse(segment.condition, vocabulary), vocabulary)
    except ConditionError:
        return _("The condition no longer fits the playbook: it hits nobody.")


@requires(can_edit_playbook)
@require_http_methods(["GET", "POST"])
def segment_type(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Add a type of segments, rename one, ``retire`` or ``restore`` it, ``remove`` one that nobody was ever in."""
    user = logged_in(request)
    with telling_deletion(request.POST):
        kind = get_object_or_404(SegmentType, pk=pk) if pk else None
    if kind and "remove" in request.POST:
        remove_segment_type(user=user, type_id=kind.pk)
        notify(request, _("The type is removed."))
        return redirect("playbook_segments")
    if kind and _IN_USE & request.POST.keys():
        use_segment_type(user=user, type_id=kind.pk, is_active="restore" in request.POST)
        notify(request, _use_words(request))
        return redirect("playbook_segments")
    form = SegmentTypeForm(request.POST or None, instance=kind)
    if form.is_bound and form.submit(lambda: save_segment_type(user=user, type_id=pk, values=form.values)):
        notify(request, _("The type is saved."))
        return redirect("playbook_segments")
    context = {"form": form, "kind": kind, "used": kind, "title": str(kind) if kind else _("New segment type")}
    return _page(request, context, is_bound=form.is_bound)


@requires(can_edit_playbook)
@require_http_methods(["GET", "POST"])
def segment(request: HttpRequest, pk: int, record: int | None = None) -> HttpResponse:
    """Add a segment to a type or change one, its condition included.

    ``retire`` and ``restore`` take it out of use and back, ``remove`` takes away one that nobody was ever in.
    """
    user = logged_in(request)
    kind = get_object_or_404(SegmentType, pk=pk)
    with telling_deletion(request.POST):
        one = get_object_or_404(Segment, type=kind, pk=record) if record else None
    if one and "remove" in request.POST:
        remove_segment(user=user, segment_id=one.pk)
        notify(request, _("The segment is removed."))
        return redirect("playbook_segments")
    if one and _IN_USE & request.POST.keys():
        use_segment(user=user, segment_id=one.pk, is_active="restore" in request.POST)
        notify(request, _use_words(request))
        return redirect("playbook_segments")
    vocabulary = office_vocabulary(logged_in(request))
    is_automatic = "automatic" in request.POST if request.method == "POST" else bool(one and one.condition)
    tree = posted_condition(request.POST, vocabulary) if request.method == "POST" else (one and one.condition)
    is_sent = request.method == "POST" and is_automatic
    editor = editor_of(tree or beginning(), user=user, vocabulary=vocabulary, is_refused=is_sent)
    form = SegmentDefinitionForm(request.POST or None, instance=one)

    def write() -> object:
        if is_automatic:
            if not editor.is_sound and not editor.is_empty:
                raise InvalidInputError(unfinished_words())
            if editor.is_empty:
                raise InvalidInputError(_("The condition is not filled in yet."))
            check_segment_condition(kind, tree)
        values = {**form.values, "condition": tree if is_automatic else None}
        return save_segment(user=user, type_id=kind.pk, segment_id=record, values=values)

    if form.is_bound and form.submit(write):
        notify(request, _("The segment is saved."))
        return redirect("playbook_segments")
    title = str(one) if one else _("New segment")
    context = {
        "form": form,
        "kind": kind,
        "segment": one,
        "used": one,
        "title": title,
        "editor": editor,
        "is_automatic": is_automatic,
        "by_hand": kept_by_hand(kind),
    }
    return _page(request, context, is_bound=form.is_bound)


@requires(can_edit_playbook)
@require_POST
def segment_up(request: HttpRequest, pk: int, record: int) -> HttpResponse:
    """One place up: the first true condition of a type wins."""
    get_object_or_404(Segment, type=pk, pk=record)
    move_segment(user=logged_in(request), segment_id=record)
    return redirect("playbook_segments")


def _use_words(request: HttpRequest) -> str:
    return _("In use again.") if "restore" in request.POST else _("Out of use; who is in it stays.")


def _page(request: HttpRequest, context: dict[str, Any], *, is_bound: bool) -> HttpResponse:
    # Without the list of sections: the editor of conditions asks for most of what a page may ask.
    context = {"nav": "playbook", **context}
    return render_page(request, "desk/playbook/segment.html", context, status=INVALID if is_bound else 200)
