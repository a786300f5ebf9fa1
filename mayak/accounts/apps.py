"""Django's handle on the app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Accounts."""

    name = "mayak.accounts"
    label = "accounts"
