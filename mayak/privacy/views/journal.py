"""Who saw, took out, changed: of a client, and the whole journal for administrators."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from mayak.accounts.access import is_administrator, logged_in, requires
from mayak.accounts.journal import EventKind, record_refusal
from mayak.audit.queries import Chosen as ChosenChanges
from mayak.audit.queries import history_of_client
from mayak.privacy.forms import AccessForm
from mayak.privacy.policies import can_read_accesses, get_client_or_404
from mayak.privacy.queries.accesses import Chosen, accesses_of_client, accesses_of_office, refusals_at
from mayak.privacy.services.viewing import write_views

SHOWN_CHANGES = 10


@requires(is_administrator)
@require_GET
def access_journal(request: HttpRequest) -> HttpResponse:
    """Everything that anybody saw, took out or erased, by person and day."""
    write_views()
    form = AccessForm(request.GET)
    chosen = _chosen(form, request.GET.get("before", ""))
    lines, before = accesses_of_office(chosen)
    record_refusal(request, EventKind.JOURNAL_SEEN)
    return render(request, "privacy/journal.html", {**paging(request, lines, before), "form": form, "chosen": chosen})


@requires(can_read_accesses)
@require_GET
def client_accesses(request: HttpRequest, pk: int) -> HttpResponse:
    """Who saw, took out and changed the data of one client."""
    client = get_client_or_404(logged_in(request), pk)
    write_views()
    lines, before = accesses_of_client(client.pk, Chosen(before=number(request.GET.get("before", ""))))
    changes, _rest = history_of_client(client.pk, ChosenChanges())
    context = {
        **paging(request, lines, before),
        "client": client,
        "changes": changes[:SHOWN_CHANGES],
        "refusals": refusals_at(client.pk),
        "nav": "clients",
    }
    return render(request, "privacy/client.html", context)


def paging(request: HttpRequest, lines: list[Any], before: int | None) -> dict[str, Any]:
    """What a page of the journal needs to go on."""
    query = {name: value for name, value in request.GET.items() if name != "before" and value}
    return {
        "lines": lines,
        "earlier": urlencode({**query, "before": before}) if before else "",
        "is_filtered": bool(query),
        "nav": "privacy",
    }


def number(text: str) -> int | None:
    """A key in an address, None for anything else."""
    return int(text) if text.isdecimal() and len(text) < 19 else None


def _chosen(form: AccessForm, before: str) -> Chosen:
    if not form.is_valid():
        return Chosen(before=number(before))
    values: dict[str, Any] = form.cleaned_data
    return Chosen(
        staff_id=values["staff"].pk if values["staff"] else None,
        deed=values["deed"],
        from_date=values["since"],
        to_date=values["until"],
        before=number(before),
    )
