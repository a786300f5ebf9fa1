"""The client window (C5): everything about one client without leaving the page."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mayak.accounts.access import logged_in, staff_only
from mayak.accounts.models import Staff
from mayak.card.queries import most_telling
from mayak.clients.models import Client
from mayak.clients.policies import get_visible_or_404
from mayak.core import clock
from mayak.core.text import NBSP
from mayak.desk.panels import client as words
from mayak.desk.panels.links import link
from mayak.desk.panels.recent import remember
from mayak.desk.panels.sections import TEMPLATES
from mayak.desk.panels.timeline import timeline_context
from mayak.desk.panels.timeline_filter import group_choices, kind_choices, wanted_of
from mayak.desk.queries.judgement import Judgement
from mayak.desk.queries.tables import FEW, MANY
from mayak.desk.queries.tabs import TABS, Tab, tab_of, tables_of
from mayak.desk.queries.timeline import Wanted, moment_of
from mayak.desk.queries.window import Frame, Overview, frame_of, overview_of, pinned_of, timeline_page
from mayak.desk.views.quick_add import add_menu
from mayak.ui.render import render_page, wants_part

CARD_LINES = 5


@require_safe
@staff_only
def client(request: HttpRequest, pk: int) -> HttpResponse:
    """The overview; ``?events=`` filters what happened, ``?before=`` goes on with earlier events."""
    user = logged_in(request)
    one = get_visible_or_404(user, Client, pk)
    wanted = wanted_of(request.GET)
    before = request.GET.get("before", "")
    if before and wants_part(request):
        page, last_talk = timeline_page(pk, wanted=wanted, before=before)
        context = timeline_context(pk, page, last_talk, wanted=wanted, came_from=moment_of(before))
        return render_page(request, "desk/client/timeline.html", context)
    frame, judgement, overview = overview_of(pk, user.pk, wanted=wanted, before=before)
    context = frame_context(user, one, frame, judgement, TABS[0])
    context |= _overview_context(one, frame, overview, wanted, before)
    context["oob"] = wants_part(request)
    response = render_page(request, "desk/client/page.html", context, part="desk/client/body.html")
    remember(request, response, pk)
    return response


@require_safe
@staff_only
def client_tab(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """One tab: the rows behind the figures; ``?rows=all`` shows more of them."""
    tab = tab_of(code)
    if tab is None:
        raise Http404
    user = logged_in(request)
    one = get_visible_or_404(user, Client, pk)
    frame, judgement = frame_of(pk, user.pk)
    limit = MANY if request.GET.get("rows") == "all" else FEW
    context = frame_context(user, one, frame, judgement, tab)
    context["tables"] = tables_of(tab, pk, frame, limit)
    context["oob"] = wants_part(request)
    response = render_page(request, "desk/client/page.html", context, part="desk/client/body.html")
    remember(request, response, pk)
    return response


def frame_context(user: Staff, one: Client, frame: Frame, judgement: Judgement, tab: Tab) -> dict[str, Any]:
    """What the window shows around every tab."""
    contact = frame.next_contact
    # The first tab brings what its sections show itself, and no section stands beside the tab of its rows.
    pinned = [code for code in frame.layout.pinned if code != tab.code]
    sections = _sections_context(one, frame, pinned_of(one.pk)) if tab.code and pinned else {}
    return sections | {
        "nav": "clients",
        "client": one,
        "frame": frame,
        "tab": tab,
        "tabs": _tabs(one.pk, frame, judgement.completeness),
        "add_menu": add_menu(one.pk),
        "pinned": [TEMPLATES[code] for code in pinned],
        "tags": words.tags_of(frame),
        "subline": words.subline_of(one, frame),
        "judgement": judgement,
        "talk_day": clock.day_of(frame.talks.last) if frame.talks.last else None,
        "completeness": judgement.completeness,
        "next": words.next_words(one, frame),
        "promised": words.promised_of(frame),
        "open_cases": [case for case in frame.cases if case.closed_at is None],
        # a colleague's contact is not closed by a call of mine: that starts one of my own
        "contact_url": link("contact", contact.pk) if contact and contact.executor_id == user.pk else "",
        "contact_start_url": link("contact_start", one.pk),
    }


def _tabs(pk: int, frame: Frame, completeness: int | None) -> list[dict[str, Any]]:
    counts: dict[str, int | str] = {
        "card": "" if completeness is None else f"{completeness}{NBSP}%",
        "persons": frame.counts.persons,
        "activities": frame.counts.activities,
        "cases": frame.counts.open_cases,
    }
    return [
        {
            "code": tab.code,
            "label": tab.label,
            "count": counts.get(tab.code),
            "new": frame.news.by_tab.get(tab.code, 0),
            "url": link("client_tab", pk, tab.code) if tab.code else link("client", pk),
        }
        for tab in TABS
    ]


def _overview_context(one: Client, frame: Frame, overview: Overview, wanted: Wanted, before: str) -> dict[str, Any]:
    return _sections_context(one, frame, overview) | {
        "left": [TEMPLATES[code] for code in frame.layout.left],
        "right": [TEMPLATES[code] for code in frame.layout.right],
        "wanted": wanted,
        "groups": group_choices(wanted),
        "kinds": kind_choices(wanted),
        **timeline_context(one.pk, overview.timeline, frame.talks.last, wanted=wanted, came_from=moment_of(before)),
    }


def _sections_context(one: Client, frame: Frame, overview: Overview) -> dict[str, Any]:
    card = most_telling(overview.card, CARD_LINES)
    bars = words.usage_bars(overview)
    people = words.people_lines(frame)
    return {
        "money_terms": words.money_terms_of(frame),
        "money_figures": words.money_figures_of(one.pk, frame, overview),
        "people": people,
        "more_people": frame.counts.persons if frame.counts.persons > len(people) else 0,
        "card": card,
        "card_total": len(overview.card),
        "usage_bars": bars,
        "usage_words": words.usage_words(overview),
        "usage_label": _("Log-ins by month"),
    }
