"""Django's handle on the app."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Background work: the queue, the clock of periodic work, the worker."""

    name = "mayak.jobs"
    label = "jobs"
