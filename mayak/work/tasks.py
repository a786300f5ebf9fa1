"""The worker's part: the morning's word on agreements."""

from mayak.jobs import daily
from mayak.work import notifications


@daily(at="07:30")
def tell_of_due_agreements() -> None:
    """Before the working day begins."""
    notifications.tell_of_due_agreements()
