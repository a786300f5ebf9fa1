"""Part or page: one template for both, one function to answer with either."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

INVALID = 422


def wants_part(request: HttpRequest) -> bool:
    """Whether htmx (or our own script) asks for a part of the page only."""
    headers = request.headers
    is_whole = headers.get("HX-Boosted") == "true" or headers.get("HX-History-Restore-Request") == "true"
    return headers.get("HX-Request") == "true" and not is_whole


def render_page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    part: str | None = None,
    status: int = 200,
) -> HttpResponse:
    """The whole page, or for an htmx request only its part.

    ``part`` is the template that the page includes at that place (``work/parts/queue.html``). An invalid form is
    answered with ``status=INVALID`` and the same part: the script swaps it in place.
    """
    chosen = part if part and wants_part(request) else template
    response = render(request, chosen, context, status=status)
    if part:
        patch_vary_headers(response, ["HX-Request"])
    return response
