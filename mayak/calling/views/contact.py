"""The contact page: who → what to say → how to close (P1, P2, P4)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from mayak.accounts.access import logged_in, staff_only
from mayak.calling import services
from mayak.calling.forms import ContactForm, Typed
from mayak.calling.page import contact_page
from mayak.calling.typed import Reader, agreements_and_promise, scenario_record
from mayak.clients.models import Client
from mayak.clients.policies import get_visible_or_404, visible_to
from mayak.core import clock
from mayak.core.errors import InvalidInputError, MayakError
from mayak.core.prepared import prepared_statements
from mayak.ui.notices import notify
from mayak.ui.render import INVALID
from mayak.work.models import Activity, ActivityState
from mayak.work.services import start_activity

TEMPLATE = "calling/contact.html"


@staff_only
@require_GET
def contact(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of one planned contact; a closed one leads to its client."""
    activity = _activity(request, pk)
    if activity.state != ActivityState.PLANNED:
        notify(request, _("This contact is already closed."))
        return redirect("client", activity.client_id)
    draft = services.draft_of(user=logged_in(request), activity_id=activity.pk)
    page = contact_page(
        activity=activity,
        user=logged_in(request),
        person_id=_number(request.GET.get("person", "")),
        draft=draft,
    )
    return render(request, TEMPLATE, {"page": page, "form": ContactForm(initial=page.initial), "nav": "my_day"})


@staff_only
@require_POST
def contact_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the contact with its outcome; the next one is made in the same transaction."""
    form, typed = ContactForm(request.POST), Typed.of(request.POST)
    if form.is_valid():
        try:
            finished = _close(request, pk, form.cleaned_data, typed)
        except InvalidInputError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            notify(request, finished.message)
            return redirect(f"{reverse('my_day')}?after={finished.activity.client_id}")
    page = contact_page(
        activity=_activity(request, pk),
        user=logged_in(request),
        person_id=_number(request.POST.get("person", "")),
        typed=typed,
    )
    return render(request, TEMPLATE, {"page": page, "form": form, "nav": "my_day"}, status=INVALID)


def _close(request: HttpRequest, pk: int, data: dict[str, Any], typed: Typed) -> services.FinishedActivity:
    agreements, promise = _agreed(request, pk, typed)
    return services.finish_activity(
        user=logged_in(request),
        activity_id=pk,
        outcome_code=data["outcome"],
        comment=data["comment"],
        agreements=agreements,
        promise=promise,
        instruments=typed.instruments,
        ticks=scenario_record(typed, request.POST.get("scenario", "")),
        answers=typed.answers,
        kept_agreements=typed.ticked_agreements,
        not_entered_reason=data["not_entered_reason"],
        minutes=data["minutes"],
        next_at=data["next_at"],
        person_id=data["person"],
        idempotency_key=request.POST.get("idempotency_key", ""),
        choice=data["choice"],
    )


def _agreed(
    request: HttpRequest, pk: int, typed: Typed
) -> tuple[list[services.NewAgreement], services.NewPromise | None]:
    """What was typed as agreed; the client is looked up only when something was."""
    if not typed.agreements:
        return [], None
    client_id = get_object_or_404(visible_to(logged_in(request), Activity).only("client_id"), pk=pk).client_id
    return agreements_and_promise(Reader(client_id, clock.today()), typed.agreements)


@staff_only
@require_POST
def contact_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what is typed."""
    kept = {name: values for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"}
    try:
        services.save_draft(user=logged_in(request), activity_id=_activity(request, pk).pk, payload=kept)
    except MayakError as error:
        return HttpResponse(str(error), status=error.status, content_type="text/plain; charset=utf-8")
    return HttpResponse(status=204)


@staff_only
@require_GET
def contact_next(request: HttpRequest, pk: int) -> HttpResponse:
    """What closing with the chosen outcome would lead to: the line beside the closing button."""
    form, typed = ContactForm(request.GET), Typed.of(request.GET)
    context: dict[str, Any] = {"preview": None, "problem": ""}
    if form.is_valid():
        try:
            agreements, promise = _agreed(request, pk, typed)
            context["preview"] = services.preview_next(
                user=logged_in(request),
                activity_id=pk,
                outcome_code=form.cleaned_data["outcome"],
                agreements=agreements,
                promise=promise,
                next_at=form.cleaned_data["next_at"],
                person_id=form.cleaned_data["person"],
            )
        except MayakError as error:
            context["problem"] = str(error)
    else:
        _activity(request, pk)  # a foreign contact is not found, whatever was asked of it
    return render(request, "calling/parts/next.html", context)


@staff_only
@require_GET
def contact_agreement(request: HttpRequest, pk: int) -> HttpResponse:
    """A typed one-liner as understood: ``?add=1`` as a line of the form, else as the preview under the field."""
    activity = _activity(request, pk)
    text = request.GET.get("text", "").strip()
    line = Reader(activity.client_id, clock.today()).line(text) if text else None
    unknown_invoice = line is not None and not services.is_invoice_known(activity, line.spoken.invoice_number)
    template = "calling/parts/agreement.html" if "add" in request.GET else "calling/parts/agreement_preview.html"
    return render(request, template, {"line": line, "unknown_invoice": unknown_invoice})


@staff_only
@require_POST
def contact_start(request: HttpRequest, pk: int) -> HttpResponse:
    """Contact a client now: the contact that is planned, or a new unplanned one."""
    client = get_visible_or_404(logged_in(request), Client, pk)
    person_id = _number(request.POST.get("person", ""))
    activity = start_activity(user=logged_in(request), client_id=client.pk, person_id=person_id)
    return redirect("contact", activity.pk)


def _activity(request: HttpRequest, pk: int) -> Activity:
    related = ("client", "person", "stage", "executor", "assignment")
    with prepared_statements():
        return get_visible_or_404(logged_in(request), Activity, pk, *related)


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() else None
