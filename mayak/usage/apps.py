"""Django's handle on the app."""

from django.apps import AppConfig


class UsageConfig(AppConfig):
    """Usage."""

    name = "mayak.usage"
    label = "usage"
