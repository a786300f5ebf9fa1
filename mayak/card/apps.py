"""Django's handle on the app."""

from django.apps import AppConfig


class CardConfig(AppConfig):
    """Card."""

    name = "mayak.card"
    label = "card"
