"""Django's handle on the app."""

from django.apps import AppConfig


class WorkConfig(AppConfig):
    """Work."""

    name = "mayak.work"
    label = "work"
