"""Django's handle on the app."""

from django.apps import AppConfig


class PlaybookConfig(AppConfig):
    """Playbook."""

    name = "mayak.playbook"
    label = "playbook"
