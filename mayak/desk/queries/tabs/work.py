"""Contacts, agreements, cases and newsletters as tables."""

from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from mayak.cases.queries import cases_of
from mayak.core import clock
from mayak.core.questions import ask
from mayak.core.text import localized
from mayak.desk.queries.tables import Cell, Column, Table, num
from mayak.desk.queries.tabs.rows import at, marked, more, person_name, taken
from mayak.desk.queries.window import Frame
from mayak.ui.formats import day_short, number
from mayak.usage.models import MailEvent
from mayak.work.models import Activity, ActivityState, Agreement, Assignment


def activities_tab(client_id: int, frame: Frame, limit: int) -> list[Table]:
    """The tables of the tab."""
    activities = taken(
        Activity.objects.filter(client=client_id)
        .select_related("person", "outcome", "executor", "stage")
        .order_by(Coalesce("done_at", "planned_at").desc(), "-pk"),
        limit,
    )
    columns = [
        Column(_("Day")),
        Column(_("How")),
        Column(_("With whom")),
        Column(_("Outcome")),
        Column(_("Comment")),
        Column(_("Minutes"), "num"),
        Column(_("Who did it")),
    ]
    rows = [
        marked(
            frame,
            activity.done_at,
            [
                at(activity.done_at or activity.planned_at),
                Cell(str(activity.get_kind_display()), sub=str(activity.stage or "")),
                Cell(person_name(activity.person)),
                Cell(localized(activity.outcome.name), "medium")
                if activity.outcome
                else Cell(str(activity.get_state_display()), "muted"),
                Cell(activity.comment[:300] or activity.goal[:200]),
                num(number(activity.minutes)),
                Cell(activity.executor.full_name, "nowrap"),
            ],
        )
        for activity in activities[:limit]
    ]
    work = Table("activities", _("Contacts"), columns, rows, _("No contacts yet."), more(activities, limit))
    return [work, _assignments(client_id, limit), _agreements(client_id, limit)]


def _assignments(client_id: int, limit: int) -> Table:
    """What is to be reached with the client; the standing service is no goal of its own."""
    planned = Count("activities", filter=Q(activities__state=ActivityState.PLANNED))
    held = Count("activities", filter=Q(activities__state=ActivityState.DONE))
    found = taken(
        Assignment.objects.filter(client=client_id, is_standing=False)
        .select_related("executor")
        .annotate(planned=planned, held=held)
        .order_by(F("closed_date").desc(nulls_first=True), "-opened_date", "-pk"),
        limit,
    )
    columns = [
        Column(pgettext("assignment", "Opened")),
        Column(_("Goal")),
        Column(_("Contacts")),
        Column(_("Executor")),
        Column(_("State")),
    ]
    rows = []
    for one in found[:limit]:
        counts = _("%(held)s held, %(planned)s planned") % {"held": one.held, "planned": one.planned}
        closed = _("closed %(day)s") % {"day": day_short(one.closed_date)} if one.closed_date else ""
        rows.append(
            [
                Cell(day_short(one.opened_date), "strong nowrap"),
                Cell(one.goal or one.direction, sub=", ".join(part for part in (one.direction, one.type) if part)),
                Cell(counts, "nowrap"),
                Cell(one.executor.full_name, "nowrap"),
                Cell(closed or _("open"), "nowrap", lamp="ok" if closed else "info"),
            ]
        )
    empty = _("No assignments yet.")
    return Table("assignments", _("Assignments"), columns, rows, empty, more(found, limit))


def _agreements(client_id: int, limit: int) -> Table:
    agreements = taken(
        Agreement.objects.filter(client=client_id).select_related("person").order_by("-due_date", "-pk"), limit
    )
    columns = [Column(_("Due")), Column(_("What")), Column(_("Whose")), Column(_("State"))]
    lamps = {"kept": "ok", "broken": "urgent"}
    rows = []
    for agreement in agreements[:limit]:
        late = agreement.state == "open" and agreement.due_date < clock.today()
        state = _("overdue") if late else str(agreement.get_state_display())
        rows.append(
            [
                Cell(day_short(agreement.due_date), "strong nowrap"),
                Cell(agreement.text, sub=agreement.feedback),
                Cell(_("ours") if agreement.owner == "us" else _("the client's"), sub=person_name(agreement.person)),
                Cell(state, "nowrap", lamp=lamps.get(agreement.state, "warn" if late else "info")),
            ]
        )
    empty = _("No agreements yet.")
    return Table("agreements", _("Agreements"), columns, rows, empty, more(agreements, limit))


def cases_tab(client_id: int, frame: Frame, limit: int) -> list[Table]:
    """The tables of the tab."""
    today = clock.today()
    question = cases_of(client_id, today, clock.end_of(today), limit)
    ask(question)
    columns = [
        Column(_("Case")),
        Column(_("Kind")),
        Column(_("Opened")),
        Column(_("Due")),
        Column(_("Owner")),
        Column(_("State")),
    ]
    rows = [
        marked(
            frame,
            case.closed_at or case.opened_at,
            [
                Cell(case.title, "strong", sub=case.competitor),
                Cell(str(case.kind.label), "nowrap"),
                Cell(day_short(case.opened_at), "nowrap"),
                Cell(day_short(case.due_date), "nowrap"),
                Cell(case.owner),
                Cell(_("closed %(day)s") % {"day": day_short(case.closed_at)}, "nowrap", lamp="ok")
                if case.closed_at
                else Cell(_("overdue") if case.is_overdue else _("open"), "nowrap", lamp=case.lamp),
            ],
        )
        for case in question.answer
    ]
    return [Table("cases", _("Cases"), columns, rows, _("No cases: nothing was reported."))]


def mailings_tab(client_id: int, frame: Frame, limit: int) -> list[Table]:
    """The tables of the tab."""
    letters = taken(
        MailEvent.objects.filter(client=client_id).select_related("person").order_by("-sent_at", "-pk"), limit
    )
    columns = [
        Column(_("Sent")),
        Column(_("Newsletter")),
        Column(_("To whom")),
        Column(_("Opened")),
        Column(_("Clicks"), "num"),
        Column(_("To the product"), "num"),
    ]
    rows = [
        marked(
            frame,
            letter.opened_at or letter.sent_at,
            [
                Cell(day_short(letter.sent_at), "strong nowrap"),
                Cell(letter.mailing),
                Cell(person_name(letter.person)),
                _letter_state(letter),
                num(number(letter.clicks)),
                num(number(letter.clicks_to_product)),
            ],
        )
        for letter in letters[:limit]
    ]
    return [Table("mailings", _("Newsletters"), columns, rows, _("No letters sent yet."), more(letters, limit))]


def _letter_state(letter: MailEvent) -> Cell:
    if letter.is_unsubscribed:
        return Cell(_("unsubscribed"), "nowrap", lamp="warn")
    if letter.is_bounced:
        return Cell(_("bounced"), "nowrap", lamp="urgent")
    if letter.opened_at:
        return Cell(day_short(letter.opened_at), "nowrap", lamp="ok")
    return Cell(_("not opened"), "muted nowrap")
