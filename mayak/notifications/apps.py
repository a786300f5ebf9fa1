"""Django's handle on the app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from mayak.ui.navigation import Command, register_command


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
        register_command(Command("notifications", _("Notifications"), _("all of them"), "bell", "notifications"))
        register_command(
            Command(
                "notification_settings",
                _("What comes and how"),
                _("bell, pop-ups, digest, quiet hours"),
                "adjustments-horizontal",
                "notification_settings",
            )
        )
