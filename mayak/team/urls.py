"""Addresses of hand-overs."""

from django.urls import URLPattern, URLResolver, path

from mayak.team.views import hand_overs

urlpatterns: list[URLPattern | URLResolver] = [
    path("hand-overs/", hand_overs.hand_overs, name="hand_overs"),
    path("hand-overs/new/", hand_overs.hand_over_new, name="hand_over_new"),
    path("hand-overs/<int:pk>/", hand_overs.hand_over, name="hand_over"),
    path("hand-overs/<int:pk>/progress/", hand_overs.hand_over_progress, name="hand_over_progress"),
    path("hand-overs/<int:pk>/back/", hand_overs.hand_over_back, name="hand_over_back"),
    path("hand-overs/<int:pk>/cancel/", hand_overs.hand_over_cancel, name="hand_over_cancel"),
    path("hand-overs/<int:pk>/sheet/", hand_overs.hand_over_sheet, name="hand_over_sheet"),
]
