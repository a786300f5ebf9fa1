"""Django's handle on the app."""

from django.apps import AppConfig


class CardConfig(AppConfig):
    """Card."""

    name = "mayak.card"
    label = "card"

    def ready(self) -> None:
        """The words of sources in the history of changes."""
        from mayak.card import audit_words

        audit_words.register()
