"""Django's handle on the app."""

from django.apps import AppConfig


class LampsConfig(AppConfig):
    """Lamps."""

    name = "mayak.lamps"
    label = "lamps"
