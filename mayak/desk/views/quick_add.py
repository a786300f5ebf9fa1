"""Adding anything at a client from one menu: an agreement, a contact, a case, a note, a mark, a promise to pay (C5)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise as LazyWords
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods

from mayak.accounts.access import logged_in, staff_only
from mayak.accounts.models import Staff
from mayak.cases.models import CaseKind
from mayak.cases.services import open_case
from mayak.clients.models import LONGEST_MARK, Client, Person
from mayak.clients.policies import get_visible_or_404
from mayak.clients.services.marks import put_mark
from mayak.core import clock
from mayak.core.calendar import working_calendar
from mayak.core.errors import InvalidInputError
from mayak.desk.panels.links import link
from mayak.money.models import Invoice
from mayak.money.services import add_promise
from mayak.planning.services import plan_contact
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
    """What the forms share: whom it is about. ``write`` calls the service."""

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
    """Who does what by when."""

    field_order = ("text", "due_date", "owner", "person")
    text = forms.CharField(label=_("What was agreed"), max_length=500)
    due_date = _day(_("By"))
    owner = forms.ChoiceField(label=_("Whose"), choices=AgreementOwner.choices)

    def save(self, user: Staff, values: dict[str, Any], person_id: int | None) -> None:
        """An agreement."""
        add_agreement(user=user, client_id=self.client.pk, person_id=person_id, **values)


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
        invoice.queryset = Invoice.objects.filter(client=self.client, cancelled_date=None).order_by("-issued_date")
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
    Kind("mark", pgettext_lazy("of a client", "Mark"), "flag", _("The mark is put on."), MarkForm),
    Kind("promise", _("Promise to pay"), "rouble", _("The promise is recorded."), PromiseForm),
)


def working_persons(client: Client) -> QuerySet[Person]:
    """The persons of a client who have not left."""
    return client.persons.exclude(left_date__lte=clock.today()).order_by("name_folded", "pk")


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
    form = kind.form(request.POST or None, client=client, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            form.write(user)
        except InvalidInputError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            notify(request, str(kind.done))
            return HttpResponse(status=204) if wants_part(request) else redirect("client", client.pk)
    context = {"form": form, "kind": kind, "client": client, "nav": "clients"}
    status = INVALID if form.is_bound else 200
    return render_page(request, "desk/client/add_page.html", context, part="desk/client/add.html", status=status)
