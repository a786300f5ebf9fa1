"""Django's handle on the app."""

from django.apps import AppConfig


class CallingConfig(AppConfig):
    """Calling."""

    name = "mayak.calling"
    label = "calling"
