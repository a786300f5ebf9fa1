"""Django's handle on the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from mayak.ui.navigation import NavItem, register


class AccountsConfig(AppConfig):
    """Staff, teams, rights, log-in."""

    name = "mayak.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Put the team into the rail."""
        register(NavItem("team", _("Team"), "users", "team", order=60, group="more"))
