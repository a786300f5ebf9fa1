"""The editors of rubrics and of the texts of consents at the playbook (C4)."""

from collections.abc import Sequence

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from mayak.accounts.access import can_edit_playbook, logged_in, requires, staff_only
from mayak.clients.models import ConsentPurpose, Rubric
from mayak.clients.rubric_forms import ConsentTextForm, RubricForm
from mayak.clients.services.consents import publish_consent_text
from mayak.clients.services.rubrics import delete_rubric, retire_rubric, save_rubric
from mayak.desk.queries.playbook_frame import playbook_frame
from mayak.ui.notices import notify
from mayak.ui.record_form import telling_deletion
from mayak.ui.render import INVALID, render_page

RUBRICS, CONSENTS = "rubrics", "consents"


@require_safe
@staff_only
def rubrics(request: HttpRequest) -> HttpResponse:
    """The tree, with how many people have each rubric."""
    found = list(Rubric.objects.annotate(people=Count("persons")))
    frame = playbook_frame(logged_in(request), RUBRICS)
    changed = {each.code for each in frame.of(RUBRICS)}
    context = {"nav": "playbook", "frame": frame, "lines": _in_tree(found), "changed": changed}
    return render_page(request, "desk/playbook/rubrics.html", context)


def _in_tree(found: Sequence[Rubric]) -> list[tuple[Rubric, int]]:
    children: dict[int | None, list[Rubric]] = {}
    for one in found:
        children.setdefault(one.parent_id, []).append(one)
    lines: list[tuple[Rubric, int]] = []

    def add(parent: int | None, depth: int) -> None:
        for one in children.get(parent, ()):
            lines.append((one, min(depth, 2)))
            add(one.pk, depth + 1)

    add(None, 0)
    return lines


@requires(can_edit_playbook)
@require_http_methods(["GET", "POST"])
def rubric_add(request: HttpRequest) -> HttpResponse:
    """A new rubric."""
    user = logged_in(request)
    form = RubricForm(request.POST or None)
    if form.is_bound and form.submit(lambda: save_rubric(user=user, rubric=form.filled())):
        notify(request, _("The rubric can be chosen now; people whose words mean it have it already."))
        return redirect("playbook_rubrics")
    return _form_page(request, form, None)


@requires(can_edit_playbook)
@require_http_methods(["GET", "POST"])
def rubric_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a rubric; buttons: out of use, back, delete what nobody has."""
    user = logged_in(request)
    with telling_deletion(request.POST):
        rubric = get_object_or_404(Rubric, pk=pk)
    if "delete" in request.POST:
        delete_rubric(user=user, rubric_id=pk)
        notify(request, _("The rubric is deleted."))
        return redirect("playbook_rubrics")
    if {"retire", "restore"} & request.POST.keys():
        retire_rubric(user=user, rubric_id=pk, is_active="restore" in request.POST)
        notify(
            request, _("In use again.") if "restore" in request.POST else _("Out of use; it stays with whom it has.")
        )
        return redirect("playbook_rubrics")
    form = RubricForm(request.POST or None, instance=rubric)
    if form.is_bound and form.submit(lambda: save_rubric(user=user, rubric=form.filled())):
        notify(request, _("The rubric is changed."))
        return redirect("playbook_rubrics")
    return _form_page(request, form, rubric)


def _form_page(request: HttpRequest, form: RubricForm, rubric: Rubric | None) -> HttpResponse:
    context = {
        "nav": "playbook",
        "frame": playbook_frame(logged_in(request), RUBRICS),
        "form": form,
        "rubric": rubric,
        "title": str(rubric) if rubric else _("New rubric"),
    }
    return render_page(request, "desk/playbook/rubric.html", context, status=INVALID if form.is_bound else 200)


@require_safe
@staff_only
def consents(request: HttpRequest) -> HttpResponse:
    """The purposes with their texts, the one in force first."""
    context = {
        "nav": "playbook",
        "frame": playbook_frame(logged_in(request), CONSENTS),
        "purposes": [
            (purpose, channel_words(purpose.channel)) for purpose in ConsentPurpose.objects.prefetch_related("texts")
        ],
    }
    return render_page(request, "desk/playbook/consents.html", context)


@requires(can_edit_playbook)
@require_http_methods(["GET", "POST"])
def consent_text(request: HttpRequest, pk: int) -> HttpResponse:
    """New words for a purpose: the next version. Who agreed to former ones agreed to those."""
    user = logged_in(request)
    purpose = get_object_or_404(ConsentPurpose, pk=pk)
    form = ConsentTextForm(request.POST or None, purpose=purpose)
    if form.is_bound and form.is_valid():
        text = publish_consent_text(user=user, purpose=purpose, text=form.text)
        notify(request, _("Version %(version)s is in force.") % {"version": text.code})
        return redirect("playbook_consents")
    context = {
        "nav": "playbook",
        "frame": playbook_frame(user, CONSENTS),
        "form": form,
        "purpose": purpose,
    }
    return render_page(request, "desk/playbook/consent.html", context, status=INVALID if form.is_bound else 200)


def channel_words(code: str) -> str:
    """Over which channel a consent is given; one that a pack of one's own made up stays as it is."""
    known = {
        "document": pgettext("channel of a consent", "a document"),
        "phone": pgettext("channel of a consent", "calls"),
        "email": pgettext("channel of a consent", "letters"),
        "recording": pgettext("channel of a consent", "recordings of talks"),
    }
    return known.get(code, code)
