"""The bell's panel and the page of all notifications."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from mayak.accounts.access import logged_in, staff_only
from mayak.notifications.kinds import all_kinds, kind_of
from mayak.notifications.queries import latest_of, notification_page, notifications_of
from mayak.notifications.services import mark_read, mark_seen
from mayak.ui.render import render_page, wants_part


@require_safe
@staff_only
def notifications(request: HttpRequest) -> HttpResponse:
    """All notifications of the person, newest first; by kind, unread only."""
    kind = request.GET.get("kind", "")
    kind = kind if kind_of(kind) else ""
    is_unread = request.GET.get("show") == "unread"
    page = notification_page(logged_in(request), kind=kind, is_unread=is_unread, before=_key(request.GET.get("before")))
    context = {
        "nav": "notifications",
        "page": page,
        "kinds": all_kinds(),
        "kind": kind,
        "is_unread": is_unread,
        "newest": page.rows[0].pk if page.rows else 0,
    }
    return render_page(request, "notifications/page.html", context, part="notifications/parts/list.html")


@require_safe
@staff_only
def panel(request: HttpRequest) -> HttpResponse:
    """The latest ones, as the bell opens them."""
    user = logged_in(request)
    rows = latest_of(user)
    context = {"rows": rows, "newest": rows[0].pk if rows else 0, "unread": getattr(user, "unread_count", 0)}
    return render(request, "notifications/parts/panel.html", context)


@require_safe
@staff_only
def notification(request: HttpRequest, pk: int) -> HttpResponse:
    """What the notification is about; it counts as read from now on."""
    user = logged_in(request)
    row = get_object_or_404(notifications_of(user), pk=pk)
    mark_read(staff=user, pk=row.pk)
    is_ours = url_has_allowed_host_and_scheme(row.url, allowed_hosts=None)
    return redirect(row.url if row.url and is_ours else "notifications")


@require_POST
@staff_only
def read(request: HttpRequest) -> HttpResponse:
    """Note one (``pk``) or all as read."""
    mark_read(staff=logged_in(request), pk=_key(request.POST.get("pk")))
    return HttpResponse(status=204) if wants_part(request) else redirect("notifications")


@require_POST
@staff_only
def seen(request: HttpRequest) -> HttpResponse:
    """Note that everything up to a key has been on screen."""
    mark_seen(staff=logged_in(request), up_to=_key(request.POST.get("up_to")) or 0)
    return HttpResponse(status=204)


def _key(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None
