"""Absence and substitution: the substitute, the lead and the absent are told when one is recorded or taken back."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from mayak.accounts.events import AbsenceChanged
from mayak.accounts.models import Staff
from mayak.core.events import subscribe
from mayak.notifications.kinds import Kind, Words, register
from mayak.notifications.recipients import leads_above
from mayak.notifications.services import notify
from mayak.ui.formats import day as as_day


def _words(params: dict[str, Any]) -> Words:
    values = {
        "name": params["name"],
        "substitute": params.get("substitute", ""),
        "from": as_day(date.fromisoformat(params["from"])),
        "to": as_day(date.fromisoformat(params["to"])),
    }
    is_one_day = params["from"] == params["to"]
    days = _("on %(from)s") % values if is_one_day else _("from %(from)s to %(to)s") % values
    if params["part"] == "substitute":
        if params["is_cancelled"]:
            return Words(_("No substitution for %(name)s") % values, _("The absence is taken back: %s") % days)
        return Words(_("You stand in: %(name)s is away") % values, days)
    if params["part"] == "absent":
        title = _("Your absence is taken back") if params["is_cancelled"] else _("Your absence is recorded")
    else:
        title = (_("Taken back: absence, %(name)s") if params["is_cancelled"] else _("Absence: %(name)s")) % values
    stands_in = _("%(substitute)s stands in") % values if values["substitute"] else _("nobody stands in")
    return Words(title, days if params["is_cancelled"] else f"{days}; {stands_in}")


ABSENCE = register(
    Kind(
        "accounts.absence",
        _lazy("Absence and substitution"),
        _words,
        help=_lazy("Of yourself, of whom you stand in for, and in your team when you lead one"),
        icon="users",
    )
)


@subscribe(AbsenceChanged, in_transaction=True)
def tell_of_absence(event: AbsenceChanged) -> None:
    """Everybody concerned but the one who did it, each in their part."""
    names = _names({event.staff_id, event.substitute_id or event.staff_id})
    parts = dict.fromkeys(leads_above([event.staff_id]).get(event.staff_id, set()), "lead")
    parts[event.staff_id] = "absent"
    if event.substitute_id is not None:
        parts[event.substitute_id] = "substitute"
    parts.pop(event.by_id, None)
    for staff_id, part in parts.items():
        notify(
            staff_ids=[staff_id],
            kind=ABSENCE.code,
            key=f"absence:{event.absence_id}:{event.what}",
            params={
                "part": part,
                "name": names.get(event.staff_id, ""),
                "substitute": names.get(event.substitute_id or 0, ""),
                "from": event.from_date.isoformat(),
                "to": event.to_date.isoformat(),
                "is_cancelled": event.what == "cancelled",
            },
            url="/team/",
        )


def _names(keys: set[int]) -> dict[int, str]:
    return {person.pk: person.full_name for person in Staff.objects.filter(pk__in=keys)}
