"""The demo office's first notifications, made by the ways a working office makes them."""

from datetime import date, timedelta

from mayak.accounts.events import AbsenceChanged
from mayak.accounts.models import Absence, Staff
from mayak.core import clock, events
from mayak.work.notifications import tell_of_due_agreements


def tell_news(today: date) -> None:
    """What the morning tells: agreements due, and who is away by the word of an administrator."""
    with clock.frozen_at(clock.start_of(today) + timedelta(hours=8)):
        tell_of_due_agreements()
        administrator = Staff.objects.filter(is_admin=True).order_by("pk").first()
        if administrator is None:
            return
        for absence in Absence.objects.filter(to_date__gte=today):
            events.publish(
                AbsenceChanged(
                    absence_id=absence.pk,
                    what="recorded",
                    by_id=administrator.pk,
                    staff_id=absence.staff_id,
                    substitute_id=absence.substitute_id,
                    from_date=absence.from_date,
                    to_date=absence.to_date,
                )
            )
