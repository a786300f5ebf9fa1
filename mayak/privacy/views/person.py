"""The data of one contact person: who had them, taking them out, erasing them."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mayak.accounts.access import logged_in, reauthenticated, requires
from mayak.accounts.journal import EventKind, record_security_event
from mayak.audit.queries import Chosen as ChosenChanges
from mayak.audit.queries import history_of_client
from mayak.clients.models import Person
from mayak.core.errors import MayakError
from mayak.core.text import latin
from mayak.privacy.forms import ConfirmationForm, ErasureForm
from mayak.privacy.models import Deed, Erasure, ExportForm, PersonExport
from mayak.privacy.policies import (
    can_erase_persons,
    can_read_accesses,
    can_take_out_persons,
    check_not_erased,
    check_reach,
    get_person_or_404,
)
from mayak.privacy.queries.accesses import Chosen, accesses_of_person
from mayak.privacy.queries.preview import preview_of
from mayak.privacy.services.erasing import ask_for_erasure
from mayak.privacy.services.exporting import exports_folder, start_export
from mayak.privacy.services.retiring import EXPORT_DAYS
from mayak.privacy.services.tracing import same_persons
from mayak.privacy.services.viewing import record_deed, write_views
from mayak.privacy.views.journal import SHOWN_CHANGES, number, paging
from mayak.ui.render import INVALID

SHOWN_EXPORTS = 5


@requires(can_take_out_persons)
@require_GET
def person_data(request: HttpRequest, pk: int) -> HttpResponse:
    """What may be done with the person's data, and (for whoever answers for them) who did what."""
    user = logged_in(request)
    person = get_person_or_404(user, pk)
    erasure = Erasure.objects.filter(person=person).select_related("author").first()
    exports = list(PersonExport.objects.filter(person=person).select_related("author")[:SHOWN_EXPORTS])
    context = {
        "person": person,
        "client": person.client,
        "is_erased": hasattr(person, "erasure"),
        "erasure": erasure,
        "forms": ExportForm.choices,
        "exports": exports,
        "is_working": any(one.finished_at is None for one in exports) or _is_running(erasure),
        "days": EXPORT_DAYS,
        "may_erase": can_erase_persons(user),
        "may_read": can_read_accesses(user),
    }
    if can_read_accesses(user):
        write_views()
        lines, before = accesses_of_person(person, Chosen(before=number(request.GET.get("before", ""))))
        changes, _rest = history_of_client(person.client_id, ChosenChanges(record=f"clients_person:{person.pk}"))
        context |= {**paging(request, lines, before), "changes": changes[:SHOWN_CHANGES]}
    return render(request, "privacy/person.html", {**context, "nav": "clients"})


def _is_running(erasure: Erasure | None) -> bool:
    return erasure is not None and erasure.done_at is None and not erasure.error


@requires(can_take_out_persons)
@require_POST
@reauthenticated()
def person_export(request: HttpRequest, pk: int) -> HttpResponse:
    """Write everything about the person into a file."""
    user = logged_in(request)
    person = get_person_or_404(user, pk)
    check_not_erased(person)
    if request.method == "POST":
        check_reach(user, same_persons(person))
    start_export(person=person, author=user, form=request.POST.get("form", ExportForm.BOOK))
    return redirect("person_data", pk=person.pk)


@requires(can_take_out_persons)
@require_GET
def person_export_file(request: HttpRequest, pk: int) -> FileResponse:
    """Download such a file: whoever may see the person."""
    user = logged_in(request)
    export = get_object_or_404(PersonExport, pk=pk)
    person = get_person_or_404(user, export.person_id)
    path = exports_folder() / export.file
    if not export.file or not path.is_file():
        raise Http404
    record_security_event(EventKind.EXPORT, staff=user, detail=f"person {person.pk} ({export.form})")
    record_deed(staff_id=user.pk, deed=Deed.EXPORTED, person_id=person.pk, client_id=person.client_id)
    name = f"mayak-{latin(person.last_name)}-{export.created_at:%Y-%m-%d}.{export.form}"
    return FileResponse(path.open("rb"), as_attachment=True, filename=name)


@requires(can_erase_persons)
@require_http_methods(["GET", "HEAD", "POST"])
@reauthenticated(when=lambda request: "surname" in request.POST)
def person_erase(request: HttpRequest, pk: int) -> HttpResponse:
    """What would go and what would stay; the reason; then the last question."""
    user = logged_in(request)
    person = get_person_or_404(user, pk)
    check_not_erased(person)
    if request.method == "POST":
        check_reach(user, same_persons(person))
    if request.method != "POST":
        return _ask(request, person, ErasureForm())
    if "surname" not in request.POST:
        form = ErasureForm(request.POST)
        if not form.is_valid():
            return _ask(request, person, form, INVALID)
        last = ConfirmationForm(initial=form.cleaned_data, surname=person.last_name)
        return _ask(request, person, last)
    last = ConfirmationForm(request.POST, surname=person.last_name)
    if not last.is_valid():
        return _ask(request, person, last, INVALID)
    try:
        ask_for_erasure(person=person, author=user, reason=last.cleaned_data["reason"])
    except MayakError as error:
        last.add_error("surname", str(error))
        return _ask(request, person, last, error.status)
    return redirect("person_data", pk=person.pk)


def _ask(request: HttpRequest, person: Person, form: ErasureForm, status: int = 200) -> HttpResponse:
    context = {
        "person": person,
        "client": person.client,
        "form": form,
        "is_last": isinstance(form, ConfirmationForm),
        "preview": preview_of(person),
        "nav": "clients",
    }
    return render(request, "privacy/erase.html", context, status=status)
