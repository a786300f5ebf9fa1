"""The client's people as a table."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from mayak.core import clock
from mayak.desk.queries.tables import Cell, Column, Link, Table, num
from mayak.desk.queries.window import Frame
from mayak.ui.formats import NOTHING, day, day_short, phone


def persons_tab(client_id: int, frame: Frame, limit: int) -> list[Table]:
    """The tables of the tab."""
    columns = [
        Column(_("Name")),
        Column(_("Roles")),
        Column(_("Phone")),
        Column(_("E-mail")),
        Column(_("Last talk"), "num"),
        Column(_("Birthday"), "num"),
    ]
    rows = []
    for person in frame.people:
        left = ""
        if person.left_date and person.left_date <= clock.today():
            left = _("left on %(day)s") % {"day": day(person.left_date)}
        roles = ", ".join(str(role.label) for role in person.roles)
        phones = person.phones or ()
        first = phones[0] if phones else None
        others = [phone(other.number, other.extension) for other in phones[1:] if not other.is_unwanted]
        refused = [_("no calls: refused")] if person.refuses_calls and not left else []
        spoken = frame.talks.by_person.get(person.pk)
        rows.append(
            [
                Cell(
                    person.full_name,
                    "muted" if left else "strong",
                    sub=left or person.position,
                    href=reverse("person", args=[client_id, person.pk]),
                ),
                Cell(former_roles(roles) if left else roles, "muted" if left else "", sub=", ".join(person.topics)),
                Cell(
                    phone(first.number, first.extension) if first else "",
                    "nowrap muted" if left else "nowrap",
                    sub=", ".join(refused + others),
                    lamp="urgent" if refused else "",
                    href=f"tel:{first.number}" if first and first.may_dial else "",
                    is_struck=bool(first and first.is_unwanted),
                ),
                Cell(", ".join(address for address, unwanted in person.emails if not unwanted)),
                num(day_short(spoken) if spoken else _("never")),
                num(birthday(person.birth_date)),
            ]
        )
    links = (
        Link(_("Look-alikes"), reverse("person_pairs", args=[client_id])),
        Link(pgettext("at a client", "Add a person"), reverse("person_add", args=[client_id]), "p"),
    )
    return [Table("persons", _("People"), columns, rows, _("No contact persons yet."), links=links)]


def former_roles(roles: str) -> str:
    """The roles of somebody who left: nobody has them now."""
    return _("was: %(roles)s") % {"roles": roles} if roles else ""


def birthday(value: date | None) -> str:
    """Day and month, without the year."""
    return (
        day_short(value.replace(year=clock.today().year))
        if value and (value.month, value.day) != (2, 29)
        else (day_short(value.replace(day=28, year=clock.today().year)) if value else NOTHING)
    )
