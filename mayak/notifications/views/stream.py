"""The address of the live stream.

Served by ``mayak.server.streams`` beside the pages: it asks this view who is there, through all of the middleware,
and then keeps the stream itself. Under a server without it the view answers with what is new and ends; browsers
then come again by themselves, and the bell lags by some seconds.
"""

import json

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from mayak.accounts.access import logged_in, staff_only
from mayak.notifications.queries import News, caught_up, last_place, unread_counts

# Set by mayak.server.streams in the request's environment; headers of a browser cannot reach it.
ASKED_BY_STREAMS = "mayak.stream"
STAFF_HEADER = "X-Mayak-Staff"
POLL_MILLISECONDS = 20_000


@never_cache
@require_GET
@staff_only
def events(request: HttpRequest) -> HttpResponse:
    """Who may listen; for a server without streams, also what is new."""
    user = logged_in(request)
    if request.META.get(ASKED_BY_STREAMS):
        return HttpResponse(headers={STAFF_HEADER: str(user.pk)})
    after = place_from(request.headers.get("Last-Event-ID") or request.GET.get("after"))
    _place, lines = beginning_with_place(user.pk, after)
    body = f"retry: {POLL_MILLISECONDS}\n\n" + "".join(lines)
    return HttpResponse(body, content_type="text/event-stream", headers={"X-Accel-Buffering": "no"})


def place_from(text: str | None) -> int | None:
    """The place a browser says it has read up to; None when it says nothing sensible."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None


def beginning_with_place(staff_id: int, after: int | None) -> tuple[int, list[str]]:
    """Where a stream stands, and its first events: what was missed since ``after``, then the bell's figure."""
    last = last_place()
    # A place from before the office was restored from a copy lies ahead of everything.
    missed = caught_up(staff_id, after) if after is not None and after <= last else []
    place = max([last, *(news.place for news in missed)])
    return place, [*map(news_event, missed), count_event(unread_counts([staff_id])[staff_id], place)]


def news_event(news: News) -> str:
    """A notification as an event of the stream."""
    return f"id: {news.place}\nevent: news\ndata: {json.dumps(news.data, ensure_ascii=False)}\n\n"


def count_event(count: int, place: int | None = None) -> str:
    """The bell's figure as an event of the stream."""
    return (f"id: {place}\n" if place is not None else "") + f'event: count\ndata: {{"count": {count}}}\n\n'
