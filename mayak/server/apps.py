"""Django's handle on the app."""

from django.apps import AppConfig


class ServerConfig(AppConfig):
    """Server."""

    name = "mayak.server"
    label = "server"
