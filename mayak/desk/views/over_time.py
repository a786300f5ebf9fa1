"""A client over time: the score with the lamps below it, one past day told twice, a fact's changes (S3, S4)."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mayak.accounts.access import logged_in, staff_only
from mayak.clients.models import Client
from mayak.clients.policies import get_visible_or_404
from mayak.core import clock
from mayak.desk.panels.links import link
from mayak.desk.panels.track import lane_rows, score_drawing, ticks_of
from mayak.desk.queries.board import EARLIEST
from mayak.desk.queries.day_judgement import day_judgement, remark_of
from mayak.desk.queries.over_time import fact_changes, fact_lines, label_of, track_of
from mayak.desk.queries.tabs import TABS
from mayak.desk.queries.window import frame_of
from mayak.desk.views.client import frame_context
from mayak.facts.history import kept_since
from mayak.facts.models import is_fact
from mayak.ui.render import render_page, wants_part

PERIODS = (90, 365)


@require_safe
@staff_only
def over_time(request: HttpRequest, pk: int) -> HttpResponse:
    """``?days=`` 90 or 365, ``?on=`` a past day as shown and recomputed, ``?fact=`` the changes of one fact."""
    user = logged_in(request)
    client = get_visible_or_404(user, Client, pk)
    frame, judgement = frame_of(pk, user.pk)
    days = 365 if request.GET.get("days") == "365" else PERIODS[0]
    on = _past_day(request.GET.get("on", ""))
    context = frame_context(user, client, frame, judgement, TABS[-1])
    context |= _track_context(pk, days) | _day_context(pk, on) | _facts_context(pk, request.GET.get("fact", ""))
    context["oob"] = wants_part(request)
    return render_page(request, "desk/client/page.html", context, part="desk/client/body.html")


def _past_day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if EARLIEST <= day <= clock.today() else None


def _track_context(pk: int, days: int) -> dict[str, Any]:
    track = track_of(pk, clock.today(), days)
    here = link("client_over_time", pk)
    address = f"{here}?days={days}&on="
    label = _("Necessity of contact over time")
    return {
        "track": track,
        "steps": track.steps[::-1],
        "score_svg": score_drawing(track, address, label) if track.steps else "",
        "lanes": lane_rows(track, address),
        "ticks": ticks_of(track),
        "days": days,
        "today": clock.today(),
        "here": here,
        "day_address": address,
        "periods": [
            {"label": _("90 days"), "url": f"{here}?days=90", "is_current": days == PERIODS[0]},
            {"label": _("a year"), "url": f"{here}?days=365", "is_current": days != PERIODS[0]},
        ],
    }


def _day_context(pk: int, on: date | None) -> dict[str, Any]:
    if on is None:
        return {}
    day = day_judgement(pk, on)
    sides = [
        {"title": _("As shown"), "score": day.shown, "remark": remark_of(day.shown) if day.shown else ""},
        {
            "title": _("Recomputed"),
            "score": day.recomputed,
            "remark": remark_of(day.recomputed) if day.recomputed else "",
        },
    ]
    return {"day": day, "sides": sides}


def _facts_context(pk: int, fact: str) -> dict[str, Any]:
    context: dict[str, Any] = {"fact_lines": fact_lines(pk), "facts_since": kept_since(pk)}
    if is_fact(fact):
        context |= {"fact": fact, "fact_label": label_of(fact), "fact_changes": fact_changes(pk, fact)}
    return context
