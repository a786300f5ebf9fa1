"""Django's handle on the app."""

from django.apps import AppConfig


class LibraryConfig(AppConfig):
    """Library."""

    name = "mayak.library"
    label = "library"
