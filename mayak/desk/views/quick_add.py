"""Adding anything at a client from one menu: an agreement, a contact, a case, a note, a file, a promise… (C5)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise as LazyWords
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods

from mayak.accounts.access import logged_in, staff_only
from mayak.accounts.models import Staff
from mayak.calling.domain.spoken_date import Spoken
from mayak.calling.typed import Reader
from mayak.cases.models import CaseKind
from mayak.cases.services import open_case
from mayak.clients.models import LONGEST_MARK, Client, Person
from mayak.clients.policies import get_visible_or_404
from mayak.clients.services.attachments import attach_document, attach_file
from mayak.clients.services.marks import put_mark
from mayak.core import clock
from mayak.core.calendar import working_calendar
from mayak.core.errors import InvalidInputError
from mayak.desk.panels.links import link
from mayak.money.models import Invoice
from mayak.money.services import add_promise
from mayak.planning.services import plan_contact
from mayak.ui import formats
from mayak.ui.form_fields import RoublesField
from mayak.ui.notices import notify
from mayak.ui.render import INVALID, render_page, wants_part
from mayak.work.models import ActivityKind, AgreementOwner
from mayak.work.services import add_agreement, add_note


def _day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


def _short_name(obj: Person) -> str:
    return obj.short_name


def _invoice_number(obj: Invoice) -> str:
    return f"№ {obj.number}"


class AddForm(forms.Form):
    """What the forms share: whom it is about. ``write`` calls the service; ``done`` is told when the menu's word is not
    enough."""

    done: LazyWords | str = ""
    person = forms.ModelChoiceField(
        Person.objects.none(), label=_("Person"), required=False, empty_label=_("nobody in particular")
    )

    def __init__(self, *args: Any, client: Client, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.client = client
        person = self.fields.get("person")
        if isinstance(person, forms.ModelChoiceField):
            person.queryset = working_persons(client)
            person.label_from_instance = _short_name  # type: ignore[method-assign]
        first = next(iter(self.fields.values()))
        first.widget.attrs["autofocus"] = True

    def write(self, user: Staff) -> None:
        """Write it; the services refuse by InvalidInputError."""
        values = dict(self.cleaned_data)
        person = values.pop("person")
        self.save(user, values, person.pk if person else None)

    def save(self, user: Staff, values: dict[str, Any], person_id: int | None) -> None:
        """The service of this kind."""
        raise NotImplementedError


class AgreementForm(AddForm):
    """Who does what by when, read from the words as on the contact page; what is chosen beside them goes before."""

    field_order = ("text", "due_date", "owner", "person")
    text = forms.CharField(
        label=_("What was agreed"), max_length=500, help_text=_("With its day: “send the price list on Friday”.")
    )
    due_date = _day(_("By"), required=False, help_text=_("Empty: the day of the words."))
    owner = forms.ChoiceField(
        label=_("Whose"), required=False, choices=[("", _("as the words say")), *AgreementOwner.choices]
    )
    spoken: Spoken

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {**self.initial, "due_date": None}

    def clean(self) -> dict[str, Any]:
        """Take from the words what was not chosen."""
        data = self.cleaned_data
        text = data.get("text", "")
        reader = Reader(self.client.pk, clock.today())
        self.spoken = spoken = reader.line(text).spoken
        if text and "due_date" in data and not data["due_date"]:
            if spoken.due_date is None:
                self.add_error("due_date", _("By which day? Say it in the words or choose it here."))
            data |= {"due_date": spoken.due_date, "text": spoken.text or text}
        data["owner"] = data.get("owner") or spoken.owner
        named = reader.person_of(text)
        if named and not data.get("person"):
            data["person"] = self.client.persons.filter(pk=named).first()
        return data

    def save(self, user: Staff, values: dict[str, Any], person_id: int | None) -> None:
        """An agreement; what the client will pay is a promise, kept once."""
        day = {"day": formats.weekday_day(values["due_date"])}
        if self.spoken.is_promise and values["owner"] == AgreementOwner.CLIENT:
            self.done = translated("The promise to pay is recorded: by %(day)s.") % day
            add_promise(
                user=user,
                client_id=self.client.pk,
                person_id=person_id,
                expected_date=values["due_date"],
                amount=self.spoken.amount,
                invoice_id=self._invoice_id(),
            )
            return
        self.done = translated("The agreement is recorded: by %(day)s.") % day
        add_agreement(user=user, client_id=self.client.pk, person_id=person_id, **values)

    def _invoice_id(self) -> int | None:
        number = self.spoken.invoice_number
        if not number:
            return None
        invoice = open_invoices(self.client).filter(number=number).first()
        if invoice is None:
            raise InvalidInputError(
                translated("The client has no invoice No. %(number)s.") % {"number": number}, field="text"
            )
        return invoice.pk


class ContactForm(AddForm):
    """A contact to come."""

    field_order = ("goal", "kind", "day", "at", "person")
    goal = forms.CharField(label=_("What for"), max_length=500)
    kind = forms.ChoiceField(label=_("How"), choices=ActivityKind.choices)
    day = _day(_("Day"))
    at = forms.TimeField(
        label=_("Time"),
        required=False,
        help_text=_("only when it is fixed"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )

    def save(self, user: Staff, values: dict[str, Any], person_id: int | None) -> None:
        """A planned contact of one's own."""
        plan_contact(user=user, client_id=self.client.pk, person_id=person_id, **values)


class CaseForm(AddForm):
    """A problem, a task, a threat…"""

    field_order = ("title", "kind", "due_date", "person")
    title = forms.CharField(label=_("What happened or is to be done"), max_length=300)
    kind = forms.ChoiceField(label=pgettext_lazy("case", "Kind"), choices=CaseKind.choices, initial=CaseKind.TASK)
    due_date = _day(_("By"), required=False)

    def save(self, user: Staff, values: dict[str, Any], person_id: int | None) -> None:
        """A case, one's own or (a threat) the lead's."""
        open_case(user=user, client_id=self.client.pk, person_id=person_id, **values)


class NoteForm(AddForm):
    """What the others should know."""

    field_order = ("text", "person")
    text = forms.CharField(label=_("Note"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))

    def save(self, user: Staff, values: dict[str, Any], person_id: int | None) -> None:
        """A note."""
        add_note(user=user, client_id=self.client.pk, person_id=person_id, **values)


class FileForm(AddForm):
    """A file, the client's own or of one of its people."""

    field_order = ("file", "person")
    file = forms.FileField(label=_("File"))
    person = forms.ModelChoiceField(
        Person.objects.none(),
        label=pgettext_lazy("a file", "Whose"),
        required=False,
        empty_label=_("of the client itself"),
    )

    def save(self, user: Staff, values: dict[str, Any], person_id: int | None) -> None:
        """Keep it where it belongs; the services refuse what is no document."""
        given = values["file"]
        if person_id:
            attach_file(user=user, person_id=person_id, name=given.name, content=given.read())
        else:
            attach_document(user=user, client_id=self.client.pk, name=given.name, content=given.read())


class MarkForm(AddForm):
    """A word or two that sets the client apart."""

    text = forms.CharField(
        label=_("Mark"), max_length=LONGEST_MARK, help_text=_("Everybody who looks after the client sees it.")
    )
    person = None  # type: ignore[assignment]

    def write(self, user: Staff) -> None:
        """A mark; it is about the client alone."""
        put_mark(user=user, client_id=self.client.pk, text=self.cleaned_data["text"])


class PromiseForm(AddForm):
    """What somebody promised to pay, by when."""

    field_order = ("expected_date", "invoice", "amount", "person")
    expected_date = _day(_("Will pay by"))
    invoice = forms.ModelChoiceField(
        Invoice.objects.none(), label=_("Invoice"), required=False, empty_label=_("any of them")
    )
    amount = RoublesField(
        label=_("Sum, ₽"), required=False, min_value=0, max_digits=14, decimal_places=2, localize=True
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        invoice = self.fields["invoice"]
        assert isinstance(invoice, forms.ModelChoiceField)
        invoice.queryset = open_invoices(self.client)
        invoice.label_from_instance = _invoice_number  # type: ignore[method-assign]

    def save(self, user: Staff, values: dict[str, Any], person_id: int | None) -> None:
        """A promise to pay."""
        invoice = values.pop("invoice")
        invoice_id = invoice.pk if invoice else None
        add_promise(user=user, client_id=self.client.pk, person_id=person_id, invoice_id=invoice_id, **values)


@dataclass(frozen=True)
class Kind:
    """An entry of the menu."""

    code: str
    label: LazyWords | str
    icon: str
    done: LazyWords | str
    form: Callable[..., AddForm]


KINDS = (
    Kind("agreement", _("Agreement"), "checks", _("The agreement is recorded."), AgreementForm),
    Kind("contact", pgettext_lazy("to plan", "Contact"), "phone", _("The contact is planned."), ContactForm),
    Kind("case", _("Case or task"), "lifebuoy", _("The case is open."), CaseForm),
    Kind("note", _("Note"), "message", _("The note is written."), NoteForm),
    Kind("file", _("File"), "file-text", _("The file is kept."), FileForm),
    Kind("mark", pgettext_lazy("of a client", "Mark"), "flag", _("The mark is put on."), MarkForm),
    Kind("promise", _("Promise to pay"), "rouble", _("The promise is recorded."), PromiseForm),
)


def working_persons(client: Client) -> QuerySet[Person]:
    """The persons of a client who have not left."""
    return client.persons.exclude(left_date__lte=clock.today()).order_by("name_folded", "pk")


def open_invoices(client: Client) -> QuerySet[Invoice]:
    """The invoices of a client that a promise may name, the latest first."""
    return Invoice.objects.filter(client=client, cancelled_date=None).order_by("-issued_date")


def add_menu(client_id: int) -> list[dict[str, str]]:
    """The entries with their addresses; the form of persons is there once it exists."""
    entries = [
        {"label": str(kind.label), "icon": kind.icon, "url": link("client_add", client_id, kind.code)} for kind in KINDS
    ]
    person = {"label": str(_("Person")), "icon": "user", "url": link("person_add", client_id)}
    return [entry for entry in (*entries, person) if entry["url"]]


@staff_only
@require_http_methods(["GET", "POST"])
def client_add(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """The form of one kind, as a dialog or a page of its own."""
    kind = next((each for each in KINDS if each.code == code), None)
    if kind is None:
        raise Http404
    user = logged_in(request)
    client = get_visible_or_404(user, Client, pk)
    tomorrow = working_calendar().on_or_after(clock.today() + timedelta(days=1))
    initial = {"due_date": tomorrow, "day": tomorrow, "expected_date": tomorrow}
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = kind.form(*sent, client=client, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            form.write(user)
        except InvalidInputError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            notify(request, str(form.done or kind.done))
            return HttpResponse(status=204) if wants_part(request) else redirect("client", client.pk)
    context = {"form": form, "kind": kind, "client": client, "nav": "clients"}
    status = INVALID if form.is_bound else 200
    return render_page(request, "desk/client/add_page.html", context, part="desk/client/add.html", status=status)
