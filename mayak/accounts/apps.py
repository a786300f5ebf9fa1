"""Django's handle on the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from mayak.ui.navigation import Command, NavItem, register, register_command


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
        register_command(Command("security", _("Security"), _("password, second factor, keys"), "lock", "own_security"))
        register_command(
            Command(
                "staff_add", _("Add a colleague"), _("role, team, invitation"), "plus", "staff_add", is_administrator
            )
        )
        register_command(
            Command(
                "journal",
                _("Journal of security"),
                _("who came in, from where"),
                "list",
                "security_journal",
                is_administrator,
            )
        )
