"""One line of the log and one measurement per request."""

import re
import secrets
import time
from collections.abc import Callable
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse

log = structlog.get_logger("mayak.request")
HEADER = "X-Request-ID"
_NUMBER = re.compile(r"[A-Za-z0-9._-]{1,64}")
# Asked every few seconds by machines, or by every page on its own: measured, but no news.
SILENT = frozenset({"livez", "readyz", "events"})

Observe = Callable[[str, str, int, float], None]


class RequestJournal:
    """The outermost middleware. A proxy's ``X-Request-ID`` is taken over, and every answer carries one."""

    # Set by mayak.server.metrics when somebody measures: view, method, status, seconds.
    observe: Observe | None = None

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get(HEADER, "")
        number = given if _NUMBER.fullmatch(given) else secrets.token_hex(8)
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=number)
        started = time.perf_counter()
        response = self.get_response(request)
        seconds = time.perf_counter() - started
        response[HEADER] = number
        self._note(request, response, seconds)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Lines written by the view name it."""
        structlog.contextvars.bind_contextvars(view=_view_name(request))

    def _note(self, request: HttpRequest, response: HttpResponse, seconds: float) -> None:
        view = _view_name(request)
        method = request.method or ""
        if RequestJournal.observe is not None:
            RequestJournal.observe(view, method, response.status_code, seconds)
        if view in SILENT:
            return
        # Whoever it is, if the page asked; asking here would cost a query.
        staff = getattr(request, "_cached_user", None)
        log.info(
            "request",
            view=view,
            method=method,
            status=response.status_code,
            ms=round(seconds * 1000, 1),
            staff_id=getattr(staff, "pk", None),
        )


def _view_name(request: HttpRequest) -> str:
    """The name of the address, never the address itself: its numbers, and what people type, stay out."""
    match = request.resolver_match
    return (match.view_name or match._func_path) if match else "-"
