"""The office's playbook against the shipped pack: what differs, taking it over or keeping one's own."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mayak.accounts.access import can_edit_playbook, logged_in, requires, staff_only
from mayak.core.errors import MayakError
from mayak.core.playbook.comparison import Difference, Kind, Origin
from mayak.desk.panels.playbook_changes import changed_definitions
from mayak.desk.queries.playbook_frame import playbook_frame
from mayak.playbook import services
from mayak.ui.render import render_page

# What can be shown alone: which differences, by their origin.
SHOWS = {"news": {Origin.PACK, Origin.UNKNOWN}, "both": {Origin.BOTH}, "ours": {Origin.OFFICE}}


@require_safe
@staff_only
def compare(request: HttpRequest) -> HttpResponse:
    """Every difference, by section and definition; ``?show=`` those of one origin."""
    frame = playbook_frame(logged_in(request), "pack")
    show = request.GET.get("show", "")
    shown = [each for each in frame.differences if show not in SHOWS or each.origin in SHOWS[show]]
    context = {
        "nav": "playbook",
        "frame": frame,
        "definitions": changed_definitions(shown, frame.rows, frame.pack.rows if frame.pack else {}),
        "chips": _chips(frame.differences, show),
        "news": _news(frame.differences),
        "show": show,
    }
    return render_page(request, "desk/playbook/compare.html", context)


@requires(can_edit_playbook)
@require_POST
def settle(request: HttpRequest) -> HttpResponse:
    """Take over (``do=take``) or keep one's own (``do=keep``): one field, one definition, or all news (``do=news``)."""
    user, given = logged_in(request), request.POST
    section, code, field = (given.get(name, "")[:100] for name in ("section", "code", "field"))
    try:
        if given.get("do") == "news":
            services.take_over_news(by=user)
            messages.success(request, _("What is new in the pack is taken over."))
        elif given.get("do") == "keep":
            services.keep_own(by=user, section=section, code=code, field=field)
            messages.success(request, _("The office’s own word stays."))
        else:
            kept = services.take_over(by=user, section=section, code=code, field=field)
            messages.success(
                request, _("It stays: something refers to it.") if kept else _("Taken over from the pack.")
            )
    except MayakError as error:
        messages.error(request, str(error))
    if given.get("back") == "definition" and section and code:
        return redirect("playbook_definition", section=section, code=code.partition("/")[0])
    show = given.get("show", "")
    return redirect(reverse("playbook_pack") + (f"?show={show}" if show in SHOWS else ""))


def _chips(found: Iterable[Difference], show: str) -> list[dict[str, Any]]:
    labels = {
        "": _("All differences"),
        "news": _("New in the pack"),
        "both": _("Changed by both"),
        "ours": _("Changed by the office"),
    }
    chips = []
    for code, label in labels.items():
        count = len({(each.section, each.code) for each in found if code not in SHOWS or each.origin in SHOWS[code]})
        if count or not code or code == show:
            url = reverse("playbook_pack") + (f"?show={code}" if code else "")
            chips.append({"label": label, "url": url, "count": count, "is_current": code == show})
    return chips


def _news(found: Iterable[Difference]) -> int:
    """How many definitions a newer pack changed and the office did not."""
    return len(
        {(each.section, each.code) for each in found if each.origin is Origin.PACK and each.kind is not Kind.OWN}
    )
