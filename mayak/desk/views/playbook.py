"""The playbook: its sections, read by everybody, and one definition with what differs from the pack."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from mayak.accounts.access import logged_in, staff_only
from mayak.core.playbook import section_of
from mayak.core.text import localized
from mayak.desk.panels import playbook as panel
from mayak.desk.panels.playbook_changes import changed_definitions
from mayak.desk.queries.playbook_frame import playbook_frame, row_of
from mayak.desk.queries.playbook_words import Words
from mayak.playbook.queries import versions
from mayak.ui.render import render_page


@require_safe
@staff_only
def overview(request: HttpRequest) -> HttpResponse:
    """All sections: how many definitions, how many differ from the pack."""
    frame = playbook_frame(logged_in(request))
    context = {"nav": "playbook", "frame": frame, "versions": versions(limit=6)}
    return render_page(request, "desk/playbook/overview.html", context)


@require_safe
@staff_only
def section(request: HttpRequest, section: str) -> HttpResponse:
    """The definitions of one section."""
    found = section_of(section)
    if found is None:
        raise Http404
    frame = playbook_frame(logged_in(request), section)
    context = {
        "nav": "playbook",
        "frame": frame,
        "section": found,
        "heads": panel.heads(found),
        "lines": panel.lines(frame, found, Words(frame.rows)),
    }
    return render_page(request, "desk/playbook/section.html", context)


@require_safe
@staff_only
def definition(request: HttpRequest, section: str, code: str) -> HttpResponse:
    """One definition, field by field."""
    found = section_of(section)
    frame = playbook_frame(logged_in(request), section)
    row = row_of(frame, section, code)
    if found is None or row is None:
        raise Http404
    context = {
        "nav": "playbook",
        "frame": frame,
        "section": found,
        "row": row,
        "name": localized(row["name"]) or code,
        "fields": panel.fields(frame, found, row, Words(frame.rows)),
        "children": panel.children(found, row),
        "changed": changed_definitions(frame.of(section, code), frame.rows, frame.pack.rows if frame.pack else {}),
        "versions": versions(limit=4),
    }
    return render_page(request, "desk/playbook/definition.html", context)
