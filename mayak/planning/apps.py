"""Django's handle on the app."""

from django.apps import AppConfig


class PlanningConfig(AppConfig):
    """Planning."""

    name = "mayak.planning"
    label = "planning"
