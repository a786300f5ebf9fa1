"""What the card does about changes elsewhere."""

from mayak.accounts.models import Staff
from mayak.card.services.fields import confirm_changed_fields, confirm_checked_fields
from mayak.clients.events import FieldsChanged, FieldsConfirmed
from mayak.core.events import subscribe


@subscribe(FieldsChanged, in_transaction=True)
def confirm_what_mirrors(event: FieldsChanged) -> None:
    """The indicators that mirror the changed fields are confirmed with them."""
    confirm_changed_fields(
        by=Staff.objects.get(pk=event.staff_id),
        client_id=event.client_id,
        person_id=event.person_id,
        before=event.before,
    )


@subscribe(FieldsConfirmed, in_transaction=True)
def confirm_what_was_checked(event: FieldsConfirmed) -> None:
    """The indicators that mirror the checked fields are confirmed with them."""
    confirm_checked_fields(
        by=Staff.objects.get(pk=event.staff_id),
        client_id=event.client_id,
        person_id=event.person_id,
        names=event.names,
    )
