"""Django's handle on the app."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Demo."""

    name = "mayak.demo"
    label = "demo"
