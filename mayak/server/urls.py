"""Addresses of the server itself."""

from django.urls import URLPattern, URLResolver, path

from mayak.server.views import health, setup

urlpatterns: list[URLPattern | URLResolver] = [
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("setup/", setup.setup, name="setup"),
]
