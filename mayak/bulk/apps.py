"""Django's handle on the app."""

from django.apps import AppConfig


class BulkConfig(AppConfig):
    """Actions on many clients at once."""

    name = "mayak.bulk"
    label = "bulk"
