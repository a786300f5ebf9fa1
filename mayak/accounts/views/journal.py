"""The security journal for administrators: filters, paging, a workbook to take along."""

from io import BytesIO
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from xlsxwriter import Workbook

from mayak.accounts.access import is_administrator, reauthenticated, requires
from mayak.accounts.forms import JournalForm
from mayak.accounts.journal import EventKind, record_refusal, record_security_event
from mayak.accounts.security_queries import JournalFilter, Line, attacks, journal, journal_rows, told
from mayak.core import clock

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 100_000


@requires(is_administrator)
@require_GET
def security_journal(request: HttpRequest) -> HttpResponse:
    """Who logged in, who was refused, who changed rights or took data out, the newest first."""
    form = JournalForm(request.GET)
    chosen = _chosen(form)
    before = request.GET.get("before", "")
    lines, next_before = journal(chosen, int(before) if before.isdecimal() else None)
    record_refusal(request, EventKind.JOURNAL_SEEN)
    query = {name: value for name, value in request.GET.items() if name != "before" and value}
    context = {
        "form": form,
        "lines": lines,
        "next_before": next_before,
        "query": urlencode(query),
        "is_filtered": bool(query),
        "attacks": [] if query else attacks(),
        "nav": "security_journal",
    }
    return render(request, "accounts/journal.html", context)


@requires(is_administrator)
@require_POST
@reauthenticated()
def security_journal_export(request: HttpRequest) -> HttpResponse:
    """The filtered journal as a workbook."""
    rows = told(list(journal_rows(_chosen(JournalForm(request.POST)))[:MOST_ROWS]))
    record_security_event(EventKind.EXPORT, detail=_("security journal, rows: %s") % len(rows))
    response = HttpResponse(_workbook(rows), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="mayak-security-{clock.real_now():%Y-%m-%d}.xlsx"'
    return response


def _chosen(form: JournalForm) -> JournalFilter:
    if not form.is_valid():
        return JournalFilter()
    values: dict[str, Any] = form.cleaned_data
    person = values["person"]
    return JournalFilter(
        kind=values["kind"],
        staff_id=person.pk if person else None,
        text=values["text"],
        since=values["since"],
        until=values["until"],
    )


def _workbook(lines: list[Line]) -> bytes:
    target = BytesIO()
    book = Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(_("Security journal")[:31])
    heads = (_("When"), _("What"), _("Who"), _("Whom"), _("Address"), _("Device"), _("In particular"))
    sheet.write_row(0, 0, heads, book.add_format({"bold": True}))
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(heads) - 1, 22)
    for number, line in enumerate(lines, start=1):
        at = f"{line.at.astimezone(clock.office_zone()):%Y-%m-%d %H:%M:%S}"
        sheet.write_row(number, 0, (at, line.kind, line.who, line.whom, line.address, line.device, line.detail))
    book.close()
    return target.getvalue()
