"""What the browser keeps for moments without network: the service worker and the page it shows."""

import hashlib
import json

from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_safe

from mayak import __version__
from mayak.core.access import public

SHELL = (
    "ui/mayak.css",
    "ui/mayak.js",
    "ui/vendor/htmx.min.js",
    "ui/icons.svg",
    "ui/favicon.svg",
    "ui/fonts/inter-cyrillic-wght-normal.woff2",
    "ui/fonts/inter-latin-wght-normal.woff2",
    "ui/fonts/inter-rouble-wght-normal.woff2",
)


@public
@require_GET
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """The worker's script at the root, so that its scope is the whole site. Public: it holds no data."""
    addresses = json.dumps([reverse("offline"), *(staticfiles_storage.url(path) for path in SHELL)])
    version = hashlib.sha256(f"{__version__} {addresses}".encode()).hexdigest()[:12]
    context = {"addresses_json": addresses, "version": version, "offline_url": reverse("offline")}
    return render(request, "ui/service_worker.js", context, content_type="text/javascript")


@public
@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """The page shown without network. Public: it holds no data but what the browser itself keeps."""
    return render(request, "ui/offline.html")
