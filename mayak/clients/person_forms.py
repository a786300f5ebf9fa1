"""Forms about one contact person (C4)."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mayak.clients.models import ContactPointKind, Person, PersonEmail, PersonPhone, PersonRole, Segment
from mayak.clients.services.rubrics import REGIME_TYPE
from mayak.core import clock
from mayak.core.declension import CASES
from mayak.core.text import localized
from mayak.ui.days import within_reach
from mayak.ui.record_form import SEEN, RecordForm

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
CASE_WORDS = {
    "dative": pgettext_lazy("grammatical case", "to whom"),
    "accusative": pgettext_lazy("grammatical case", "whom"),
    "genitive": pgettext_lazy("grammatical case", "of whom"),
    "instrumental": pgettext_lazy("grammatical case", "with whom"),
    "prepositional": pgettext_lazy("grammatical case", "about whom"),
}


class HeadForm(RecordForm):
    """Who the person is."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"), choices=PersonRole.choices, required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Person
        fields = [
            "last_name",
            "first_name",
            "middle_name",
            "name_note",
            "position",
            "department",
            "profile",
            "started_date",
            "birth_date",
            "roles",
        ]
        widgets = {"started_date": DAY, "birth_date": DAY}


class ReachForm(RecordForm):
    """When the person likes to be called, whether newsletters are sent."""

    class Meta:
        model = Person
        fields = ["call_time", "call_rhythm_days", "mail_state", "mail_left_reason"]


class NeedsForm(RecordForm):
    """What the person uses and needs, a line each."""

    class Meta:
        model = Person
        fields = ["needs"]
        widgets = {"needs": forms.Textarea(attrs={"rows": 4})}


class NoteForm(RecordForm):
    """The note for all."""

    class Meta:
        model = Person
        fields = ["note"]
        widgets = {"note": forms.Textarea(attrs={"rows": 4})}


class TopicsForm(RecordForm):
    """The person's own topics through comma."""

    topics = forms.CharField(label=_("Topics through comma"), max_length=1000, required=False)
    topics_note = forms.CharField(label=_("Who says so, for whom"), max_length=300, required=False)

    class Meta:
        model = Person
        fields = ["topics_note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["topics"] = ", ".join(self.instance.topics)

    def values_of(self, record: models.Model) -> dict[str, Any]:
        """The topics as they are typed: one line."""
        assert isinstance(record, Person)
        return {**super().values_of(record), "topics": ", ".join(record.topics)}

    def clean_topics(self) -> str:
        """The topics, each at most 200 characters."""
        topics = _split(self.cleaned_data["topics"])
        if any(len(topic) > 200 for topic in topics):
            raise forms.ValidationError(_("A topic has at most 200 characters."))
        return ", ".join(topics)

    @property
    def named(self) -> list[str]:
        """The topics one by one. Of a valid form."""
        return _split(self.cleaned_data["topics"])


class AddressForm(RecordForm):
    """How to address the person; an empty case declines by the rule."""

    class Meta:
        model = Person
        fields = ["address_as", "gender"]

    dative = forms.CharField(label=CASE_WORDS["dative"], max_length=300, required=False)
    accusative = forms.CharField(label=CASE_WORDS["accusative"], max_length=300, required=False)
    genitive = forms.CharField(label=CASE_WORDS["genitive"], max_length=300, required=False)
    instrumental = forms.CharField(label=CASE_WORDS["instrumental"], max_length=300, required=False)
    prepositional = forms.CharField(label=CASE_WORDS["prepositional"], max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for case in CASES:
            self.initial[case] = self.instance.declined.get(case, "")

    def values_of(self, record: models.Model) -> dict[str, Any]:
        """The cases stand in one field of the record."""
        assert isinstance(record, Person)
        return {**super().values_of(record), **{case: record.declined.get(case, "") for case in CASES}}

    @property
    def person_changes(self) -> dict[str, Any]:
        """What was changed, as fields of the person."""
        cases = {case: value for case, value in self.changes.items() if case in CASES}
        changes = {name: value for name, value in self.changes.items() if name not in CASES}
        if cases:
            merged = {**self.instance.declined, **cases}
            changes["declined"] = {case: value for case, value in merged.items() if value}
        return changes


class PointForm(RecordForm):
    """A phone, or a new mailbox; what it holds after :meth:`submit` is the whole of it, others' changes included."""

    class Meta:
        model: ClassVar[type[models.Model]] = PersonPhone
        fields: ClassVar[list[str]] = [
            "kind", "label", "is_favourite", "is_unwanted", "invalid_date", "invalid_reason",
        ]  # fmt: skip

    text = forms.CharField(
        label=_("Phone or e-mail"),
        max_length=254,
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off", "placeholder": "+7 (999) 000-00-16"}),
    )
    extension = forms.RegexField(
        r"^\d*$",
        label=_("Extension"),
        max_length=10,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[("", _("by the number")), *ContactPointKind.choices], required=False
    )
    label = forms.CharField(label=_("Remark"), max_length=100, required=False)
    is_favourite = forms.BooleanField(label=_("favourite"), required=False)
    is_unwanted = forms.BooleanField(label=_("unwanted"), required=False)
    invalid_date = forms.DateField(label=_("Does not work since"), required=False, widget=DAY)
    invalid_reason = forms.CharField(label=_("Why"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self._is_edit:
            self.initial["text"] = str(self.instance)
        else:
            self.initial = {}

    def values_of(self, record: models.Model) -> dict[str, Any]:
        """The number or address is typed as one text, whatever its column is called."""
        return {**super().values_of(record), "text": str(record)}

    def full_clean(self) -> None:
        """The person is locked before the number, as every other edit does: two of them never wait for each other."""
        if self.is_bound and self._is_edit:
            Person.objects.select_for_update().filter(pk=self.instance.person_id).first()
        super().full_clean()

    @property
    def whole(self) -> dict[str, Any]:
        """Everything about it as it will stand. Of a valid form."""
        return {name: value for name, value in self.cleaned_data.items() if name != SEEN}

    def clean_invalid_date(self) -> Any:
        """A day that has been."""
        day = self.cleaned_data["invalid_date"]
        if day is not None and day > clock.today():
            raise forms.ValidationError(_("This day has not come yet."))
        return day

    def clean(self) -> dict[str, Any]:
        """What does not work or is unwanted is no favourite."""
        cleaned = super().clean() or {}
        if cleaned.get("is_favourite") and (cleaned.get("is_unwanted") or cleaned.get("invalid_date")):
            self.add_error("is_favourite", _("What is unwanted or does not work cannot be the favourite."))
        return cleaned


class MailboxForm(PointForm):
    """A mailbox that is there already."""

    class Meta(PointForm.Meta):
        model = PersonEmail


class RegimeForm(forms.Form):
    """A tax regime of the person's own."""

    code = forms.ChoiceField(label=_("Tax regime"))
    note = forms.CharField(label=_("For whom, why"), max_length=300, required=False)
    source = forms.CharField(label=_("Who says so"), max_length=100, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        assert isinstance(field, forms.ChoiceField)
        regimes = Segment.objects.filter(type__code=REGIME_TYPE, is_active=True)
        field.choices = [("", "—"), *((regime.code, localized(regime.name)) for regime in regimes)]


class ConsentForm(forms.Form):
    """How a consent was given."""

    at = forms.DateTimeField(
        label=_("When"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        validators=[within_reach],
    )
    source = forms.CharField(label=_("How: by voice, in a form, by letter"), max_length=200)
    evidence = forms.CharField(
        label=_("What proves it"),
        max_length=300,
        required=False,
        help_text=_("minute of the recording, number of the letter"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"at": _local_now()})
        super().__init__(*args, **kwargs)


class WithdrawalForm(forms.Form):
    """How a consent was withdrawn."""

    source = forms.CharField(
        label=_("How it was withdrawn"), max_length=200, widget=forms.TextInput(attrs={"autofocus": True})
    )


class NewPersonForm(forms.Form):
    """A new person, quickly: a name and a way to reach them."""

    last_name = forms.CharField(label=_("Last name"), max_length=150, widget=forms.TextInput(attrs={"autofocus": True}))
    first_name = forms.CharField(label=_("First name"), max_length=150, required=False)
    middle_name = forms.CharField(label=_("Middle name"), max_length=150, required=False)
    position = forms.CharField(label=_("Position"), max_length=300, required=False)
    reach = forms.CharField(label=_("Phone or e-mail"), max_length=254, required=False)
    role = forms.ChoiceField(label=_("Role"), choices=[("", "—"), *PersonRole.choices], required=False)
    is_new = forms.BooleanField(required=False, widget=forms.HiddenInput)


def _split(text: str) -> list[str]:
    return [topic.strip() for topic in text.split(",") if topic.strip()]


def _local_now() -> datetime:
    return clock.now().astimezone(clock.office_zone()).replace(second=0, microsecond=0, tzinfo=None)
