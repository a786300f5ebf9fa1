"""Django's handle on the app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    """What everything stands on: clock, money, calendar, errors, events, texts."""

    name = "mayak.core"
    label = "core"

    def ready(self) -> None:
        """Let every app declare its settings, its listeners and its personal data."""
        autodiscover_modules("office_settings", "subscribers", "personal")
