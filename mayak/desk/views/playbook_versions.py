"""Versions of the playbook: the list, what one changed, going back to one after looking at what that would do."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mayak.accounts.access import can_edit_playbook, logged_in, requires, staff_only
from mayak.core.errors import MayakError
from mayak.core.playbook import Rows, section_of
from mayak.desk.panels.playbook_changes import ChangedDefinition, changed_definitions
from mayak.desk.queries.playbook_frame import playbook_frame
from mayak.playbook import services
from mayak.playbook.changing import Kept
from mayak.playbook.queries import PAGE, changes_between, snapshots, version_line, versions
from mayak.ui.render import INVALID, render_page


@require_safe
@staff_only
def version_list(request: HttpRequest) -> HttpResponse:
    """Every version, newest first; ``?before=`` goes on."""
    before = request.GET.get("before", "")
    found = versions(before=int(before) if before.isdecimal() and len(before) < 9 else None, limit=PAGE + 1)
    context = {
        "nav": "playbook",
        "frame": playbook_frame(logged_in(request), "versions"),
        "versions": [(each, [_label(name) for name in each.sections]) for each in found[:PAGE]],
        "next_before": found[PAGE - 1].number if len(found) > PAGE else None,
    }
    return render_page(request, "desk/playbook/versions.html", context)


@require_safe
@staff_only
def version(request: HttpRequest, number: int) -> HttpResponse:
    """What a version changed against the one before it, or against another (``?with=``)."""
    line = version_line(number)
    if line is None:
        raise Http404
    given = request.GET.get("with", "")
    other = int(given) if given.isdecimal() and len(given) < 9 else number - 1
    kept = snapshots([number, other])
    former, here = kept.get(other, {}), kept[number]
    earlier, later = (here, former) if other > number else (former, here)
    context = {
        "nav": "playbook",
        "frame": playbook_frame(logged_in(request), "versions"),
        "version": line,
        "other": other if other in kept else None,
        "others": [each for each in versions() if each.number != number],
        "definitions": changed_definitions(changes_between(earlier, later), later, earlier) if former else [],
        "sections": [(name, _label(name)) for name in here if section_of(name)],
    }
    return render_page(request, "desk/playbook/version.html", context)


@requires(can_edit_playbook)
@require_http_methods(["GET", "HEAD", "POST"])
def restore(request: HttpRequest, number: int) -> HttpResponse:
    """What going back to a version would change (``?section=`` of one section), and doing it."""
    user = logged_in(request)
    line = version_line(number)
    given = request.POST if request.method == "POST" else request.GET
    name = given.get("section", "")
    if line is None or (name and section_of(name) is None):
        raise Http404
    error, status = "", 200
    if request.method == "POST":
        try:
            kept = services.restore(
                by=user, number=number, names=[name] if name else None, reason=given.get("reason", "")
            )
        except MayakError as problem:
            error, status = str(problem), INVALID
        else:
            told = _("The playbook is as in version %(number)s.") % {"number": number}
            messages.success(request, f"{told} {_kept_words(kept)}".strip())
            return redirect("playbook_versions")
    frame = playbook_frame(user, "versions")
    found = _would_change(frame.rows, snapshots([number])[number], name)
    context = {
        "nav": "playbook",
        "frame": frame,
        "version": line,
        "name": name,
        "label": _label(name) if name else "",
        "error": error,
        "reason": given.get("reason", ""),
        "definitions": found,
    }
    return render_page(request, "desk/playbook/restore.html", context, status=status)


def _would_change(now: dict[str, Rows], then: dict[str, Rows], name: str) -> list[ChangedDefinition]:
    chosen = {key: rows for key, rows in then.items() if not name or key == name}
    current = {key: now[key] for key in chosen if key in now}
    return changed_definitions(changes_between(chosen, current), current, chosen, pack_comes=True)


def _kept_words(kept: list[Kept]) -> str:
    codes = ", ".join(code for each in kept for code in each.codes)
    return _("In use and therefore kept: %(codes)s.") % {"codes": codes} if codes else ""


def _label(name: str) -> str:
    section = section_of(name)
    return str(section.label) if section else name
