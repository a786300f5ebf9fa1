"""Django's handle on the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from mayak.ui.navigation import Command, NavItem, register, register_command


class DeskConfig(AppConfig):
    """Desk."""

    name = "mayak.desk"
    label = "desk"

    def ready(self) -> None:
        """The pages of the desk in the rail."""
        from mayak.accounts.access import leads_others
        from mayak.core.playbook import SectionPage, register_page

        register(NavItem(key="my_day", label=_("My day"), icon="home", url_name="my_day", order=10))
        register(NavItem(key="board", label=_("Monitoring"), icon="grid-dots", url_name="board", order=30))
        register(NavItem(key="clients", label=_("Clients"), icon="building", url_name="clients", order=40))
        register(
            NavItem(
                key="lead",
                label=_("Team"),
                icon="chart-bar",
                url_name="lead",
                order=50,
                group="more",
                visible=leads_others,
            )
        )
        register(
            NavItem(
                key="playbook",
                label=_("Playbook"),
                icon="compass",
                url_name="playbook",
                order=90,
                group="more",
            )
        )
        register_page(SectionPage("indicators", "playbook_indicators"))
        register_page(SectionPage("status_groups", "playbook_status_groups"))
        register_page(SectionPage("segments", "playbook_segments"))
        register_page(SectionPage("rubrics", "playbook_rubrics"))
        register_page(SectionPage("consents", "playbook_consents"))
        register_command(
            Command("contacts", _("Contacts"), _("talks, attempts and plans by days"), "phone-calling", "contacts")
        )
