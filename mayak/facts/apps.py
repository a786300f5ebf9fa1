"""Django's handle on the app."""

from django.apps import AppConfig


class FactsConfig(AppConfig):
    """Facts."""

    name = "mayak.facts"
    label = "facts"

    def ready(self) -> None:
        """Facts that indicators of the card may mirror."""
        from mayak.facts.card_bindings import register_facts

        register_facts()
