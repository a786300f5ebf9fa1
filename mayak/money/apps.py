"""Django's handle on the app."""

from django.apps import AppConfig


class MoneyConfig(AppConfig):
    """Money."""

    name = "mayak.money"
    label = "money"
