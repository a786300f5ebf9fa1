"""Django's handle on the app."""

from django.apps import AppConfig


class ClientsConfig(AppConfig):
    """Clients."""

    name = "mayak.clients"
    label = "clients"
