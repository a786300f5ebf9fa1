"""Django's handle on the app."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """Exchange."""

    name = "mayak.exchange"
    label = "exchange"
