"""Every address of the product; each app keeps its own list."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("mayak.ui.urls")),
    path("", include("mayak.accounts.urls")),
    path("", include("mayak.audit.urls")),
    path("", include("mayak.delivery.urls")),
    path("", include("mayak.notifications.urls")),
    path("", include("mayak.facts.urls")),
    path("", include("mayak.calling.urls")),
    path("", include("mayak.team.urls")),
    path("", include("mayak.exchange.urls")),
    path("", include("mayak.bulk.urls")),
    path("", include("mayak.privacy.urls")),
    path("", include("mayak.desk.urls")),
    path("", include("mayak.server.urls")),
]

handler400 = "mayak.ui.problems.bad_request"
handler403 = "mayak.ui.problems.forbidden"
handler404 = "mayak.ui.problems.not_found"
handler500 = "mayak.ui.problems.server_error"
