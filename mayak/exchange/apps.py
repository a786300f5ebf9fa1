"""Django's handle on the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from mayak.ui.navigation import Command, NavItem, register, register_command


class ExchangeConfig(AppConfig):
    """Import and export of an office's tables."""

    name = "mayak.exchange"
    label = "exchange"

    def ready(self) -> None:
        """Put the import into the rail of administrators."""
        from mayak.accounts.access import is_administrator  # models are not there yet when this module loads

        register(NavItem("import", _("Data"), "database", "import", order=90, group="admin", visible=is_administrator))
        register_command(
            Command("import", _("Load tables"), _("xlsx, csv, bank statement"), "upload", "import", is_administrator)
        )
        register_command(
            Command("export", _("Export tables"), _("all tables of the office"), "download", "export", is_administrator)
        )
