"""Django's handle on the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from mayak.ui.navigation import NavItem, register


class ExchangeConfig(AppConfig):
    """Import and export of an office's tables."""

    name = "mayak.exchange"
    label = "exchange"

    def ready(self) -> None:
        """Put the import into the rail of administrators."""
        from mayak.accounts.access import is_administrator  # models are not there yet when this module loads

        register(NavItem("import", _("Data"), "database", "import", order=90, group="admin", visible=is_administrator))
