"""Django's handle on the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from mayak.ui.navigation import NavItem, register


class DeliveryConfig(AppConfig):
    """Channels to the outer world: mail."""

    name = "mayak.delivery"
    label = "delivery"

    def ready(self) -> None:
        """Put the state of the mail into the rail of administrators."""
        from mayak.accounts.access import is_administrator  # models are not there yet when this module loads

        register(NavItem("mail", _("Mail"), "mail", "mail", order=95, group="admin", visible=is_administrator))
