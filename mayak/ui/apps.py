"""Django's handle on the app."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """The design system: shell, components, formats, scripts."""

    name = "mayak.ui"
    label = "ui"
