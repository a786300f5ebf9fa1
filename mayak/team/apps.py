"""Django's handle on the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from mayak.ui.navigation import NavItem, register


class TeamConfig(AppConfig):
    """Who looks after whom: clients change hands."""

    name = "mayak.team"
    label = "team"

    def ready(self) -> None:
        """The page in the rail, for those who may hand clients over."""
        from mayak.team.policies import can_hand_over

        register(
            NavItem(
                key="hand_over",
                label=_("Hand-overs"),
                icon="arrow-right",
                url_name="hand_overs",
                order=55,
                group="more",
                visible=can_hand_over,
            )
        )
