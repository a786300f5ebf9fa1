"""Django's handle on the app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class NotificationsConfig(AppConfig):
    """The bell, pop-ups, digests."""

    name = "mayak.notifications"
    label = "notifications"

    def ready(self) -> None:
        """Let every app declare its kinds, and let the bell's count ride in the statement that loads the user."""
        autodiscover_modules("notifications")
        from mayak.accounts.backends import read_with_user
        from mayak.notifications.queries import UNREAD_OF_USER

        read_with_user("unread_count", UNREAD_OF_USER)
