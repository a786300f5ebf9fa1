"""The editor of the card's status groups at the playbook: add, rename, order, take out of use (C3)."""

from collections import Counter

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mayak.accounts.access import can_edit_playbook, logged_in, requires, staff_only
from mayak.card.group_forms import StatusGroupForm
from mayak.card.models import IndicatorDefinition, StatusGroup
from mayak.card.services import move_status_group, retire_status_group, save_status_group
from mayak.desk.queries.playbook_frame import playbook_frame
from mayak.ui.notices import notify
from mayak.ui.record_form import telling_deletion
from mayak.ui.render import INVALID, render_page

SECTION = "status_groups"


@require_safe
@staff_only
def status_groups(request: HttpRequest) -> HttpResponse:
    """All groups in their order, those out of use last, with how many indicators count in each."""
    used = Counter(
        (code, one.subject) for one in IndicatorDefinition.objects.filter(is_active=True) for code in one.groups
    )
    found = list(StatusGroup.objects.order_by("-is_active", "order", "code"))
    last = next((one for one in reversed(found) if one.is_active), None)
    lines = [
        (one, used[one.code, "client"], used[one.code, "person"], one is not found[0], one is not last) for one in found
    ]
    frame = playbook_frame(logged_in(request), SECTION)
    changed = {each.code for each in frame.of(SECTION)}
    context = {"nav": "playbook", "frame": frame, "lines": lines, "changed": changed}
    return render_page(request, "desk/playbook/status_groups.html", context)


@requires(can_edit_playbook)
@require_http_methods(["GET", "POST"])
def status_group_add(request: HttpRequest) -> HttpResponse:
    """A new group."""
    user = logged_in(request)
    form = StatusGroupForm(request.POST or None)
    if form.is_bound and form.submit(lambda: save_status_group(user=user, name=form.name)):
        notify(request, _("The group is there: mark it at the indicators that count in it."))
        return redirect("playbook_status_groups")
    return _form_page(request, form, None)


@requires(can_edit_playbook)
@require_http_methods(["GET", "POST"])
def status_group_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename a group, or (``retire``, ``restore``) take it out of use and back."""
    user = logged_in(request)
    with telling_deletion(request.POST):
        group = get_object_or_404(StatusGroup, pk=pk)
    if {"retire", "restore"} & request.POST.keys():
        retire_status_group(user=user, group_id=pk, is_active="restore" in request.POST)
        words = _("In use again.") if "restore" in request.POST else _("Out of use; its indicators stay on the cards.")
        notify(request, words)
        return redirect("playbook_status_groups")
    form = StatusGroupForm(request.POST or None, instance=group)
    if form.is_bound and form.submit(lambda: save_status_group(user=user, name=form.name, group_id=pk)):
        notify(request, _("The group is renamed."))
        return redirect("playbook_status_groups")
    return _form_page(request, form, group)


@requires(can_edit_playbook)
@require_POST
def status_group_move(request: HttpRequest, pk: int) -> HttpResponse:
    """One place up, or (``down``) down."""
    get_object_or_404(StatusGroup, pk=pk)
    move_status_group(user=logged_in(request), group_id=pk, is_down="down" in request.POST)
    return redirect("playbook_status_groups")


def _form_page(request: HttpRequest, form: StatusGroupForm, group: StatusGroup | None) -> HttpResponse:
    context = {
        "nav": "playbook",
        "frame": playbook_frame(logged_in(request), SECTION),
        "form": form,
        "group": group,
        "title": str(group) if group else _("New status group"),
    }
    return render_page(request, "desk/playbook/status_group.html", context, status=INVALID if form.is_bound else 200)
