"""Django's handle on the app."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Audit."""

    name = "mayak.audit"
    label = "audit"

    def ready(self) -> None:
        """Forms ask the trail who changed what meanwhile."""
        from mayak.audit.trail import AuditTrail
        from mayak.ui.record_form import look_up_changes_in

        look_up_changes_in(AuditTrail())
