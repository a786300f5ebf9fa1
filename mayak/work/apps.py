"""Django's handle on the app."""

from django.apps import AppConfig


class WorkConfig(AppConfig):
    """Work."""

    name = "mayak.work"
    label = "work"

    def ready(self) -> None:
        """What goes to a colleague when a contact person leaves."""
        from mayak.work.open_with_person import register

        register()
