"""Django's handle on the app."""

from django.apps import AppConfig


class LampsConfig(AppConfig):
    """Lamps."""

    name = "mayak.lamps"
    label = "lamps"

    def ready(self) -> None:
        """The words of rules in the history of changes; facts are found by the names of lamps."""
        from mayak.lamps import audit_words, names  # noqa: F401

        audit_words.register()
