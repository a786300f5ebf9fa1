"""Django's handle on the app."""

from django.apps import AppConfig


class FactsConfig(AppConfig):
    """Facts."""

    name = "mayak.facts"
    label = "facts"
