"""Django's handle on the app."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The generated office."""

    name = "mayak.demo"
    label = "demo"

    def ready(self) -> None:
        """Offer the cast on the log-in page; it is asked for in demo mode only."""
        from mayak.accounts.showcase import register  # models are not there yet when this module loads
        from mayak.demo.queries import demo_cast

        register(demo_cast)
