"""Kits, contracts, usage, training and hotline as tables."""

from datetime import date

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from mayak.clients.models import Contract, Kit
from mayak.core import clock
from mayak.desk.queries.tables import Cell, Column, Table, num
from mayak.desk.queries.tabs.rows import at, marked, more, person_name, taken
from mayak.desk.queries.window import Frame
from mayak.ui.formats import NOTHING, day_short, money_bare, number
from mayak.usage.models import Attendance, HotlineRequest, KitUpdate, Training, UsageDay


def product_tab(client_id: int, frame: Frame, limit: int) -> list[Table]:
    """The tables of the tab."""
    return [_kits(client_id, frame), _contracts(client_id, frame, limit), _usage(client_id, frame, limit)]


def _kits(client_id: int, frame: Frame) -> Table:
    newest = KitUpdate.objects.filter(kit=OuterRef("pk"), updated_date__lte=clock.today()).order_by("-updated_date")
    kits = Kit.objects.filter(client=client_id).annotate(updated=Subquery(newest.values("updated_date")[:1]))
    columns = [
        Column(_("Product")),
        Column(_("Kind")),
        Column(_("Users"), "num"),
        Column(_("Price a month, ₽"), "num"),
        Column(_("Place")),
        Column(_("Active")),
        Column(_("Updated")),
    ]
    rows = [
        marked(
            frame,
            kit.active_from_date,
            [
                Cell(kit.product, "strong"),
                Cell(str(kit.get_kind_display())),
                num(number(kit.users)),
                num(money_bare(kit.price_amount)),
                Cell(kit.place),
                Cell(_span(kit.active_from_date, kit.active_to_date), "nowrap"),
                Cell(_("always") if kit.kind == "online" else day_short(kit.updated), "nowrap"),
            ],
        )
        for kit in kits
    ]
    return Table("kits", _("Kits"), columns, rows, _("No kits yet."))


def _span(start: date | None, end: date | None) -> str:
    if start and end:
        return f"{day_short(start)} – {day_short(end)}"
    if start:
        return _("since %(day)s") % {"day": day_short(start)}
    return _("until %(day)s") % {"day": day_short(end)} if end else _("always")


def _contracts(client_id: int, frame: Frame, limit: int) -> Table:
    contracts = taken(Contract.objects.filter(client=client_id).order_by("-signed_date", "-pk"), limit)
    columns = [
        Column(_("Contract")),
        Column(_("Signed")),
        Column(_("Valid until")),
        Column(_("Payment")),
        Column(_("Prepaid until")),
        Column(_("Sum a month, ₽"), "num"),
    ]
    rows = [
        marked(
            frame,
            contract.signed_date,
            [
                Cell(f"№ {contract.number}", "strong nowrap"),
                Cell(day_short(contract.signed_date), "nowrap"),
                Cell(day_short(contract.ends_date) if contract.ends_date else _("no term"), "nowrap"),
                Cell(str(contract.get_payment_terms_display())),
                Cell(day_short(contract.prepaid_until_date), "nowrap"),
                num(money_bare(contract.monthly_amount)),
            ],
        )
        for contract in contracts[:limit]
    ]
    return Table("contracts", _("Contracts"), columns, rows, _("No contracts yet."), more(contracts, limit))


def _usage(client_id: int, frame: Frame, limit: int) -> Table:
    days = taken(
        UsageDay.objects.filter(client=client_id, day__lte=clock.today())
        .select_related("person", "kit")
        .order_by("-day", "pk"),
        limit,
    )
    columns = [
        Column(_("Day")),
        Column(_("Who")),
        Column(_("Kit")),
        Column(_("Log-ins"), "num"),
        Column(_("Searches"), "num"),
        Column(_("Documents"), "num"),
    ]
    rows = [
        marked(
            frame,
            row.day,
            [
                Cell(day_short(row.day), "strong nowrap"),
                Cell(person_name(row.person)),
                Cell(row.kit.product if row.kit else ""),
                num(number(row.logins)),
                num(number(row.searches)),
                num(number(row.documents)),
            ],
        )
        for row in days[:limit]
    ]
    return Table("usage", _("Log-ins"), columns, rows, _("No log-ins recorded."), more(days, limit))


def training_tab(client_id: int, frame: Frame, limit: int) -> list[Table]:
    """The tables of the tab."""
    return [_trainings(client_id, frame, limit), _events(client_id, frame, limit)]


def _trainings(client_id: int, frame: Frame, limit: int) -> Table:
    trainings = taken(Training.objects.filter(client=client_id).select_related("person"), limit)
    columns = [
        Column(_("Day")),
        Column(_("Who")),
        Column(_("Programme")),
        Column(_("Form")),
        Column(_("Certificate")),
        Column(_("Valid until")),
    ]
    rows = []
    for training in trainings[:limit]:
        until = training.valid_until_date or date.fromordinal(training.day.toordinal() + 365)
        lamp = "ok" if until >= clock.today() else "warn"
        rows.append(
            marked(
                frame,
                training.day,
                [
                    Cell(day_short(training.day), "strong nowrap"),
                    Cell(person_name(training.person)),
                    Cell(training.program, sub=training.kind),
                    Cell(training.form),
                    Cell(training.certificate),
                    Cell(day_short(until), "nowrap", lamp=lamp),
                ],
            )
        )
    return Table("trainings", _("Training"), columns, rows, _("Nobody was trained yet."), more(trainings, limit))


def _events(client_id: int, frame: Frame, limit: int) -> Table:
    visits = taken(
        Attendance.objects.filter(client=client_id).select_related("event", "person").order_by("-event__day", "-pk"),
        limit,
    )
    columns = [Column(_("Day")), Column(pgettext("educational", "Event")), Column(_("Who")), Column(_("Came"))]
    rows = [
        marked(
            frame,
            (visit.day or visit.event.day) if visit.is_attended else None,
            [
                Cell(day_short(visit.day or visit.event.day), "strong nowrap"),
                Cell(visit.event.name, sub=str(visit.event.get_kind_display())),
                Cell(person_name(visit.person)),
                Cell(_("came"), lamp="ok")
                if visit.is_attended
                else Cell(_("invited") if visit.is_invited else NOTHING),
            ],
        )
        for visit in visits[:limit]
    ]
    return Table("events", _("Educational events"), columns, rows, _("No events yet."), more(visits, limit))


def hotline_tab(client_id: int, frame: Frame, limit: int) -> list[Table]:
    """The tables of the tab."""
    requests = taken(HotlineRequest.objects.filter(client=client_id).select_related("person"), limit)
    columns = [
        Column(_("Asked")),
        Column(_("Who")),
        Column(_("Question")),
        Column(_("Channel")),
        Column(_("Answered")),
        Column(_("Rating")),
    ]
    rows = [
        marked(
            frame,
            request.asked_at,
            [
                at(request.asked_at),
                Cell(person_name(request.person)),
                Cell(
                    request.topic or request.question[:120],
                    "strong",
                    sub=request.question[:160] if request.topic else "",
                ),
                Cell(str(request.get_channel_display())),
                Cell(day_short(request.answered_at), "nowrap")
                if request.answered_at
                else Cell(_("no answer yet"), "nowrap", lamp="warn"),
                _rating(request.rating),
            ],
        )
        for request in requests[:limit]
    ]
    empty = _("Nobody asked the hotline yet.")
    return [Table("hotline", _("Hotline"), columns, rows, empty, more(requests, limit))]


def _question(request: HotlineRequest) -> Cell:
    if not request.topic:
        return Cell(request.question[:160], "strong")
    return Cell(request.topic, "strong", sub=request.question[:160])


def _rating(rating: int | None) -> Cell:
    if rating is None:
        return Cell(_("not rated"), "muted nowrap")
    return Cell(str(rating), lamp="warn" if rating <= 3 else "ok")
