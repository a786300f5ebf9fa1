"""Django's handle on the app."""

from django.apps import AppConfig


class CallingConfig(AppConfig):
    """Calling."""

    name = "mayak.calling"
    label = "calling"

    def ready(self) -> None:
        """The words of a scenario in the history of changes."""
        from mayak.calling import audit_words

        audit_words.register()
