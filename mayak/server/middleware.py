"""An office nobody can log in to sends every page to its set-up."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from mayak.server.setup_token import is_set_up

# The set-up page is a page like any other: its script asks for the service worker and the offline page.
ALWAYS_OPEN = ("/setup/", "/livez", "/readyz", "/language/", "/service-worker.js", "/offline/")


class SetupGate:
    """Part of a running office's settings only; after the set-up it costs no query."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(ALWAYS_OPEN) or is_set_up():
            return self.get_response(request)
        return redirect(reverse("setup"))
