"""Every address of the product; each app keeps its own list."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("mayak.ui.urls")),
    path("", include("mayak.accounts.urls")),
    path("", include("mayak.audit.urls")),
    path("", include("mayak.calling.urls")),
    path("", include("mayak.exchange.urls")),
    path("", include("mayak.desk.urls")),
    path("", include("mayak.server.urls")),
]
