"""Addresses of the design system itself."""

from django.urls import URLPattern, URLResolver, path
from django.views.i18n import set_language

from mayak.ui.views import offline, style

urlpatterns: list[URLPattern | URLResolver] = [
    path("style/", style.style, name="style"),
    path("language/", set_language, name="set_language"),
    path("offline/", offline.offline, name="offline"),
    path("service-worker.js", offline.service_worker, name="service_worker"),
]
