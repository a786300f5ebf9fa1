"""Django's handle on the app."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Desk."""

    name = "mayak.desk"
    label = "desk"
