"""What is open with a contact person and goes to a colleague when the person leaves: agreements, planned contacts."""

from mayak.clients.services.leaving import OpenKind, register_open
from mayak.work.models import Activity, ActivityState, Agreement, AgreementState


def register() -> None:
    """Make them known to the deed of leaving."""
    register_open(
        OpenKind("agreements", lambda person_id: Agreement.objects.filter(person=person_id, state=AgreementState.OPEN))
    )
    register_open(
        OpenKind("contacts", lambda person_id: Activity.objects.filter(person=person_id, state=ActivityState.PLANNED))
    )
