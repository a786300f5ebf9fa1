"""Forms about a client: who it is, its status, what it has bought, its segments."""

import re
from copy import copy
from typing import TYPE_CHECKING, Any, ClassVar
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_location
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from mayak.accounts.models import Staff
from mayak.clients.domain.zones import ZONES, ZoneSource, zone_and_source
from mayak.clients.models import (
    Client,
    ClientProgramme,
    ClientStatus,
    Contract,
    Kit,
    Person,
    PersonPhone,
    Segment,
    SegmentType,
)
from mayak.clients.policies import visible_to
from mayak.clients.queries.search import clients_called
from mayak.clients.services.identity import EDITABLE, problems_of, tidy_numbers
from mayak.core import clock
from mayak.core.errors import InvalidInputError
from mayak.core.text import folded
from mayak.ui.days import within_reach
from mayak.ui.form_fields import RoublesField
from mayak.ui.record_form import SEEN, RecordForm

SHOWN_NAMES = 4
_INN_AT_END = re.compile(r"\((\d{10,12})\)\s*$")


def day_widget() -> forms.DateInput:
    """A day, chosen by the browser's calendar."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def client_label(client: Client) -> str:
    """How a client is written where it is chosen by typing: names repeat, names with an INN do not."""
    return f"{client.name} ({client.inn})" if client.inn else client.name


if TYPE_CHECKING:
    from django.db.models import QuerySet

    _ClientChoice = forms.ModelChoiceField[Client]
else:
    _ClientChoice = forms.ModelChoiceField


class ClientChoiceField(_ClientChoice):
    """Another client, typed: a name, an INN, or what the list below the field proposes."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Client.objects.none(), required=False, **kwargs)
        # What the record has already: the person may keep it even when it is not within their rights.
        self.kept: Client | None = None
        # Who types: what is found is within their rights.
        self.user: Staff | None = None

    def prepare_value(self, value: Any) -> Any:
        """The client's name for its key."""
        if isinstance(value, Client):
            return client_label(value)
        if isinstance(value, int):
            found = Client.objects.filter(pk=value).first()
            return client_label(found) if found else ""
        return value

    def to_python(self, value: Any) -> Client | None:
        """The one client that the text means."""
        text = str(value or "").strip()
        if not text:
            return None
        if self.kept is not None and text == client_label(self.kept):
            return self.kept
        clients = self.queryset
        assert clients is not None
        return client_meant(text, clients, self.user)


def client_meant(text: str, clients: "QuerySet[Client]", user: Staff | None) -> Client:
    """The one of the clients that a text means: a name with its INN, an INN, a name, or what the search finds for it.

    Raises ValidationError that says what to type instead.
    """
    named = _INN_AT_END.search(text)
    if named:
        found = list(clients.filter(inn=named[1])[:20])
        name = folded(text[: named.start()])
        found = [client for client in found if folded(client.name) == name] or found
    elif text.isdigit():
        found = list(clients.filter(inn=text)[:2])
    else:
        found = list(clients.filter(name_folded=folded(text))[:SHOWN_NAMES])
    if not found and not named and user is not None:
        called = clients_called(user, text)
        within = set(clients.filter(pk__in=[client.pk for client in called]).values_list("pk", flat=True))
        found = [client for client in called if client.pk in within]
    if not found:
        words = gettext("No client of yours is called so. Type part of the name, or the INN.")
        raise ValidationError(words, code="unknown")
    if len(found) > 1:
        names = ", ".join(client_label(client) for client in found[:SHOWN_NAMES])
        words = gettext("Several clients are called so: %(names)s. Type more of the name, or the INN.")
        raise ValidationError(words % {"names": names}, code="several")
    return found[0]


class ClientForm(RecordForm):
    """Who the client is."""

    group_head = ClientChoiceField(label=_("Head client of the group"), help_text=_("Name or INN"))
    payer = ClientChoiceField(label=_("Payer"), help_text=_("Name or INN; empty: pays itself"))
    timezone = forms.ChoiceField(label=_("Time zone"), required=False)

    class Meta:
        model = Client
        fields = (
            "name",
            "legal_name",
            "inn",
            "kpp",
            "ogrn",
            "address",
            "region",
            "timezone",
            "service_mode",
            "since_date",
            "remote_since_date",
            "payer",
            "group_head",
            "group_link",
            "group_reason",
        )
        widgets = {"since_date": day_widget(), "remote_since_date": day_widget()}
        labels = {"name": pgettext_lazy("of an organisation", "Name")}

    def __init__(self, *args: Any, user: Staff, suggest_url: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        client = self.instance
        for name in ("inn", "kpp", "ogrn"):
            field = self.fields[name]
            field.widget.attrs |= {"inputmode": "numeric", "autocomplete": "off"}
            # Spaces are forgiven; the length is told in words.
            field.max_length = None  # type: ignore[attr-defined]
            field.validators = []
            field.widget.attrs.pop("maxlength", None)
        for name in ("group_head", "payer"):
            choice = self.fields[name]
            assert isinstance(choice, ClientChoiceField)
            choice.queryset = visible_to(user, Client).exclude(pk=client.pk)
            choice.kept, choice.user = getattr(client, name), user
            choice.widget.attrs |= {"list": "clients-suggested", "autocomplete": "off"}
            if suggest_url:
                choice.widget.attrs |= {
                    "hx-get": suggest_url,
                    "hx-trigger": "input changed delay:200ms",
                    "hx-target": "#clients-suggested",
                    "hx-include": "this",
                }
        self._offer_zones(client)

    def clean(self) -> dict[str, Any]:
        """Whatever is wrong is told at once, not one field after the other: by the rules of the service."""
        cleaned: dict[str, Any] = super().clean() or {}
        changes = {name: value for name, value in self.changes.items() if name in EDITABLE}
        client = copy(self.instance)
        for name, value in changes.items():
            setattr(client, name, value)
        tidy_numbers(client, changes)
        for problem in problems_of(client, changes):
            if problem.field not in self.errors:
                self.add_error(problem.field, str(problem))
        return cleaned

    def _offer_zones(self, client: Client) -> None:
        field = self.fields["timezone"]
        assert isinstance(field, forms.ChoiceField)
        now = clock.now()
        zone, source = known_zone(client)
        names = sorted({*ZONES, *([client.timezone] if client.timezone else [])})
        field.choices = [
            ("", _("by the region or the phone")),
            *((name, f"{zone_city(name)} ({_offset(name, now)})") for name in names),
        ]
        field.help_text = gettext("Now %(time)s there: %(source)s") % {
            "time": f"{now.astimezone(zone):%H:%M}",
            "source": source_words(source),
        }


def zone_city(name: str) -> str:
    """The city a time zone is called by, in the language of the moment."""
    return get_timezone_location(ZoneInfo(name), locale=get_language() or "en", return_city=True)


def _offset(name: str, now: Any) -> str:
    hours = (now.astimezone(ZoneInfo(name)).utcoffset() or now.utcoffset()).total_seconds() / 3600
    return f"UTC{hours:+g}"


def known_zone(client: Client) -> tuple[Any, ZoneSource]:
    """The client's time zone and what tells it: the card, else the region, else a landline. At most one SQL query."""
    office = clock.office_zone()
    zone, source = zone_and_source(client.timezone, office, region=client.region)
    if source != ZoneSource.OFFICE:
        return zone, source
    numbers = PersonPhone.objects.filter(person__client=client).values_list("number", flat=True)[:50]
    return zone_and_source("", office, numbers=numbers)


def source_words(source: ZoneSource) -> str:
    """Where a time zone is known from."""
    return {
        ZoneSource.CARD: gettext("as the card says"),
        ZoneSource.REGION: gettext("by the region"),
        ZoneSource.LANDLINE: gettext("by the code of a landline"),
        ZoneSource.OFFICE: gettext("the office's time: neither card, region nor a landline tells it"),
    }[source]


class StatusForm(RecordForm):
    """A new status from a day on."""

    class Meta:
        model = Client
        fields = ("status", "left_to")

    field_order = ("status", "day", "reason", "left_to")
    status = forms.ChoiceField(label=_("Status"), choices=ClientStatus.choices)
    day = forms.DateField(label=_("From which day"), widget=day_widget(), validators=[within_reach])
    reason = forms.CharField(label=_("Reason of leaving"), max_length=500, required=False)
    left_to = forms.CharField(label=_("Left to"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["day"], self.initial["reason"] = clock.today(), self.instance.left_reason

    def values_of(self, record: Any) -> dict[str, Any]:
        """The reason has a shorter name here; the day is asked, not shown of the record."""
        return {**super().values_of(record), "reason": record.left_reason}

    @property
    def whole(self) -> dict[str, Any]:
        """The status as it will stand, others' changes included. Raises InvalidInputError when only others changed."""
        if self.meanwhile and not self.changes:
            words = gettext("Somebody changed the status meanwhile: look at it and save again.")
            raise InvalidInputError(words, field="status")
        return {name: value for name, value in self.cleaned_data.items() if name != SEEN}


class ProgrammeForm(RecordForm):
    """A special programme with its terms."""

    class Meta:
        model = ClientProgramme
        fields = ("name", "terms", "document", "from_date", "to_date")
        widgets = {
            "from_date": day_widget(),
            "to_date": day_widget(),
            "terms": forms.Textarea(attrs={"rows": 3}),
            "name": forms.TextInput(attrs={"list": "programmes"}),
        }
        labels = {"from_date": _("From"), "to_date": pgettext_lazy("last day", "To")}


class KitForm(RecordForm):
    """A kit; ``day``: from which day a new price or number of users holds."""

    day = forms.DateField(
        label=_("New price and users hold from"), widget=day_widget(), required=False, help_text=_("Former ones stay")
    )

    class Meta:
        model = Kit
        fields = (
            "product",
            "kind",
            "place",
            "users",
            "price_amount",
            "update_method",
            "person",
            "active_from_date",
            "active_to_date",
        )
        widgets = {
            "active_from_date": day_widget(),
            "active_to_date": day_widget(),
            "place": forms.TextInput(attrs={"list": "places"}),
        }
        localized_fields = ("price_amount",)
        field_classes: ClassVar = {"price_amount": RoublesField}

    def __init__(self, *args: Any, client: Client, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = self.fields["person"]
        assert isinstance(people, forms.ModelChoiceField)
        people.queryset = Person.objects.filter(client=client)
        people.empty_label = gettext("nobody")
        if self.instance.pk is None:
            del self.fields["day"]
        else:
            self.fields["day"].initial = clock.today

    def values_of(self, record: Any) -> dict[str, Any]:
        """The day is asked, not shown of the record: it is never compared."""
        values = super().values_of(record)
        values.pop("day", None)
        return values


class ContractForm(RecordForm):
    """A contract with its terms."""

    class Meta:
        model = Contract
        fields = ("number", "signed_date", "ends_date", "payment_terms", "prepaid_until_date", "monthly_amount")
        widgets = {"signed_date": day_widget(), "ends_date": day_widget(), "prepaid_until_date": day_widget()}
        localized_fields = ("monthly_amount",)
        field_classes: ClassVar = {"monthly_amount": RoublesField}


class SegmentForm(forms.Form):
    """The client's segment of one type from a day on; empty: none, or what the conditions say."""

    segment = forms.ModelChoiceField(Segment.objects.none(), label=_("Segment"), required=False)
    day = forms.DateField(label=_("From which day"), widget=day_widget(), validators=[within_reach])

    def __init__(self, *args: Any, kind: SegmentType, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["segment"]
        assert isinstance(choice, forms.ModelChoiceField)
        held = self.initial.get("segment")
        choice.queryset = kind.segments.filter(Q(is_active=True) | Q(pk=held.pk if held else None))
        is_automatic = kind.segments.filter(is_active=True).exclude(condition=None).exists()
        choice.empty_label = gettext("by the condition again") if is_automatic else gettext("none")


class SegmentTypeForm(RecordForm):
    """A type of segments at the playbook: its name in both languages."""

    name_ru = forms.CharField(label=_("Name in Russian"), max_length=200, required=False)
    name_en = forms.CharField(label=_("Name in English"), max_length=200, required=False)

    class Meta:
        model = SegmentType
        fields = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            named = self.instance.name or {}
            self.initial = {**self.initial, "name_ru": named.get("ru", ""), "name_en": named.get("en", "")}

    def values_of(self, record: Any) -> dict[str, Any]:
        """The names by language are compared as fields of their own."""
        named = record.name or {}
        return {**super().values_of(record), "name_ru": named.get("ru", ""), "name_en": named.get("en", "")}

    @property
    def values(self) -> dict[str, Any]:
        """What the service writes. Of a valid form."""
        given = self.cleaned_data
        name = {language: given[f"name_{language}"].strip() for language in ("ru", "en")}
        return {"name": {language: text for language, text in name.items() if text}}


class SegmentDefinitionForm(SegmentTypeForm):
    """A segment of a type at the playbook; its condition has an editor of its own beside the form."""

    class Meta:
        model = Segment
        fields = ()
