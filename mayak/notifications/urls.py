"""Addresses of this app."""

from django.urls import URLPattern, URLResolver, path

from mayak.notifications.views import choices, lists, stream

urlpatterns: list[URLPattern | URLResolver] = [
    path("events/", stream.events, name="events"),
    path("notifications/", lists.notifications, name="notifications"),
    path("notifications/panel/", lists.panel, name="notification_panel"),
    path("notifications/read/", lists.read, name="notifications_read"),
    path("notifications/seen/", lists.seen, name="notifications_seen"),
    path("notifications/settings/", choices.notification_settings, name="notification_settings"),
    path("notifications/<int:pk>/", lists.notification, name="notification"),
]
