"""Django's handle on the app."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Cases."""

    name = "mayak.cases"
    label = "cases"
