"""Clients change hands: choose and see what moves, hand over, watch, take back, print the sheet."""

from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mayak.accounts.access import logged_in, requires, staff_only
from mayak.accounts.models import Staff
from mayak.clients.models import Client
from mayak.clients.policies import visible_to
from mayak.core import clock
from mayak.core.errors import InvalidInputError
from mayak.jobs.queries import worker_state
from mayak.team.forms import ChooseForm, HandOverForm
from mayak.team.models import ClientState, HandOver, HandOverClient, HandOverState
from mayak.team.policies import can_hand_over, hand_overs_for
from mayak.team.queries.pools import OpenLine, load_of, open_lines, pool_of
from mayak.team.queries.sheet import sheet_of
from mayak.team.services import asking
from mayak.ui.notices import notify
from mayak.ui.render import INVALID, render_page, wants_part

NEWEST = 100
NAV = {"nav": "hand_over"}


@requires(can_hand_over)
@require_safe
def hand_overs(request: HttpRequest) -> HttpResponse:
    """The hand-overs of the last time, newest first."""
    rows = (
        hand_overs_for(logged_in(request))
        .select_related("giver", "receiver", "author")
        .annotate(
            total=Count("clients"),
            moved=Count("clients", filter=Q(clients__state__in=[ClientState.MOVED, ClientState.RETURNED])),
        )[:NEWEST]
    )
    return render_page(request, "team/list.html", {**NAV, "hand_overs": rows})


@requires(can_hand_over)
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over_new(request: HttpRequest) -> HttpResponse:
    """GET chooses (``?giver=&receiver=&role=&client=``) and shows what would move; POST hands over."""
    user = logged_in(request)
    given = request.POST if request.method == "POST" else request.GET
    chosen = ChooseForm(given if "giver" in given else None, user=user, initial={"role": "expert"})
    lines = _lines(user, chosen)
    named = {int(key) for key in given.getlist("client") if key.isdecimal() and len(key) < 12}
    form = HandOverForm(request.POST if request.method == "POST" else None, user=user, pool=[line.pk for line in lines])
    if request.method == "POST" and form.is_valid():
        try:
            asked = _asked(user, form)
        except InvalidInputError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            notify(request, _told(asked))
            return redirect("hand_over", asked.pk)
    load = _load(chosen, lines)
    if request.method != "POST" and not given.get("receiver"):
        chosen.errors.pop("receiver", None)  # still to be chosen, that is no mistake yet
    listed = f"{chosen['role'].value()}{'!' if chosen['receiver'].errors else ''}"
    context = {
        **NAV,
        "choose": chosen,
        "form": form,
        "lines": lines,
        "ticked": _ticked(request, lines, named),
        "named": sorted(named),
        "listed": listed,
        "is_listed_anew": wants_part(request) and given.get("listed") != listed,
        "totals": _totals(lines),
        **load,
    }
    return render_page(
        request, "team/new.html", context, part="team/parts/preview.html", status=INVALID if form.is_bound else 200
    )


def _ticked(request: HttpRequest, lines: list[OpenLine], named: set[int]) -> set[str]:
    """The keys of the clients that are ticked: all, or those the address names, or as the form was sent."""
    if request.method == "POST":
        return set(request.POST.getlist("clients"))
    return {str(line.pk) for line in lines if not named or line.pk in named}


def _lines(user: Staff, chosen: ChooseForm) -> list[OpenLine]:
    """What would move with the clients of the chosen pool that the user sees."""
    if not chosen.is_bound or not chosen.is_valid():
        return []
    giver, role = chosen.cleaned_data["giver"], chosen.cleaned_data["role"]
    pool = pool_of(giver.pk, role, clock.today())
    seen = visible_to(user, Client).filter(pk__in=pool).values_list("pk", flat=True)
    return open_lines(list(seen), giver.pk, clock.today())


def _load(chosen: ChooseForm, lines: list[OpenLine]) -> dict[str, Any]:
    if not lines:
        return {"has_chosen": chosen.is_bound and chosen.is_valid()}
    receiver = chosen.cleaned_data["receiver"]
    return {
        "has_chosen": True,
        "giver": chosen.cleaned_data["giver"],
        "receiver": receiver,
        "load": load_of(receiver.pk, chosen.cleaned_data["role"], clock.today()),
        "is_same": receiver == chosen.cleaned_data["giver"],
    }


def _totals(lines: list[OpenLine]) -> dict[str, int]:
    kinds = ("contacts", "call_backs", "agreements", "promises", "cases", "assignments", "drafts")
    return {kind: sum(getattr(line, kind) for line in lines) for kind in kinds}


def _asked(user: Staff, form: HandOverForm) -> HandOver:
    values = form.cleaned_data
    return asking.hand_over(
        user=user,
        giver_id=values["giver"].pk,
        receiver_id=values["receiver"].pk,
        role=values["role"],
        client_ids=values["clients"],
        from_date=values["from_date"],
        reason=values["reason"],
    )


def _told(asked: HandOver) -> str:
    if asked.state == HandOverState.WAITING:
        return _("The hand-over waits for its day.")
    if asked.state == HandOverState.MOVING:
        return _("The hand-over has begun.")
    count = asked.clients.filter(state=ClientState.MOVED).count()
    words = ngettext("%(n)s client is handed over.", "%(n)s clients are handed over.", count)
    return words % {"n": count}


@requires(can_hand_over)
@require_safe
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Where one hand-over stands: under way, done, taken back; what did not move and why."""
    asked = _found(request, pk)
    return render_page(request, "team/hand_over.html", _context(logged_in(request), asked))


@requires(can_hand_over)
@require_safe
def hand_over_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the job is; when it ended, the page loads itself anew."""
    asked = _found(request, pk)
    if not asked.is_under_way:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return render_page(request, "team/parts/progress.html", _context(logged_in(request), asked))


def _found(request: HttpRequest, pk: int) -> HandOver:
    rows = hand_overs_for(logged_in(request)).select_related("giver", "receiver", "author", "returned_by")
    return get_object_or_404(rows, pk=pk)


def _context(user: Staff, asked: HandOver) -> dict[str, Any]:
    rows = HandOverClient.objects.filter(hand_over=asked)
    counts = {row["state"]: row["n"] for row in rows.values("state").annotate(n=Count("pk")).order_by()}
    total = sum(counts.values())
    left = counts.get(ClientState.MOVED if asked.state == HandOverState.RETURNING else ClientState.CHOSEN, 0)
    seen = visible_to(user, HandOverClient).filter(hand_over=asked, state=ClientState.KEPT).select_related("client")
    return {
        **NAV,
        "asked": asked,
        "total": total,
        "moved": counts.get(ClientState.MOVED, 0) + counts.get(ClientState.RETURNED, 0),
        "done": total - left,
        "share": (total - left) * 100 // total if total else 100,
        "kept": list(seen[:NEWEST]),
        "is_worker_alive": not asked.is_under_way or worker_state().is_alive,
    }


@requires(can_hand_over)
@require_POST
def hand_over_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a hand-over back."""
    asked = asking.take_back(user=logged_in(request), hand_over_id=pk)
    if not asked.is_under_way:
        notify(request, _("The clients are back."))
    return redirect("hand_over", asked.pk)


@requires(can_hand_over)
@require_POST
def hand_over_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel a hand-over that still waits."""
    asked = asking.cancel(user=logged_in(request), hand_over_id=pk)
    notify(request, _("The hand-over is cancelled."))
    return redirect("hand_over", asked.pk)


@staff_only
@require_safe
def hand_over_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet for whoever gets the clients: per client who, what is open, the last talk; made to be printed."""
    asked = _found(request, pk)
    is_back = asked.state == HandOverState.RETURNED
    rows = visible_to(logged_in(request), HandOverClient).filter(
        hand_over=asked, state=ClientState.RETURNED if is_back else ClientState.MOVED
    )
    clients = sheet_of(list(rows.values_list("client", flat=True)))
    context = {**NAV, "asked": asked, "clients": clients, "reader": asked.giver if is_back else asked.receiver}
    return render_page(request, "team/sheet.html", context)
