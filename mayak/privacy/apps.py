"""Django's handle on the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from mayak.ui.navigation import NavItem, register


class PrivacyConfig(AppConfig):
    """Personal data: where they lie, who saw them, taking out and erasing them."""

    name = "mayak.privacy"
    label = "privacy"

    def ready(self) -> None:
        """Put the registry into the rail of administrators."""
        from mayak.accounts.access import is_administrator  # models are not there yet when this module loads

        register(
            NavItem("privacy", _("Personal data"), "lock", "privacy", order=92, group="admin", visible=is_administrator)
        )
