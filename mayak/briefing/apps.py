"""Django's handle on the app."""

from django.apps import AppConfig


class BriefingConfig(AppConfig):
    """Briefing."""

    name = "mayak.briefing"
    label = "briefing"
