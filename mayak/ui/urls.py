"""Addresses of the design system itself."""

from django.urls import URLPattern, URLResolver, path

from mayak.ui.views import offline, style

urlpatterns: list[URLPattern | URLResolver] = [
    path("style/", style.style, name="style"),
    path("offline/", offline.offline, name="offline"),
    path("service-worker.js", offline.service_worker, name="service_worker"),
]
