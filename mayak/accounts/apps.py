"""Django's handle on the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from mayak.ui.navigation import NavItem, register


class AccountsConfig(AppConfig):
    """Staff, teams, rights, log-in."""

    name = "mayak.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Put the team and the settings into the rail."""
        from mayak.accounts.access import is_administrator

        register(NavItem("team", _("Staff"), "users", "team", order=60, group="more"))
        register(
            NavItem(
                key="settings",
                label=_("Settings"),
                icon="adjustments-horizontal",
                url_name="office_settings",
                order=95,
                group="admin",
                visible=is_administrator,
            )
        )
