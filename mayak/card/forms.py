"""The form of an indicator's definition (C3)."""

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from mayak.accounts.models import Role
from mayak.card.bindings import bindings_of
from mayak.card.models import IndicatorDefinition, IndicatorSubject, StatusGroup
from mayak.card.services import IndicatorDraft
from mayak.core.text import free_code, localized
from mayak.ui.record_form import RecordForm

LONGEST_TERM_DAYS = 3650
LANGUAGES = ("ru", "en")
TEXTS = ("name", "question", "unit")
SPLIT = "|"


class IndicatorForm(RecordForm):
    """Everything a methodologist decides of an indicator; texts in both languages, choices one a line."""

    name_ru = forms.CharField(label=_("Name, in Russian"), max_length=100, required=False)
    name_en = forms.CharField(label=_("Name, in English"), max_length=100, required=False)
    subject = forms.ChoiceField(label=_("Whose it is"), choices=IndicatorSubject.choices)
    question_ru = forms.CharField(label=_("Question that brings it, in Russian"), max_length=300, required=False)
    question_en = forms.CharField(label=_("Question, in English"), max_length=300, required=False)
    unit_ru = forms.CharField(label=_("Unit, in Russian"), max_length=30, required=False)
    unit_en = forms.CharField(label=_("Unit, in English"), max_length=30, required=False)
    choices = forms.CharField(
        label=_("Choices"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One a line: Russian | English. A removed choice leaves its values to be asked anew."),
    )
    validity_days = forms.IntegerField(
        label=_("Valid for, days"),
        required=False,
        min_value=1,
        max_value=LONGEST_TERM_DAYS,
        help_text=_("Empty: a value does not expire."),
    )
    groups = forms.MultipleChoiceField(
        label=_("Counts in the completeness of"), required=False, widget=forms.CheckboxSelectMultiple
    )
    bound_to = forms.ChoiceField(
        label=_("Is fed by"),
        required=False,
        help_text=_("A field or fact that the indicator mirrors: it holds no value of its own."),
    )
    changed_by = forms.MultipleChoiceField(
        label=_("Who may change it"),
        required=False,
        choices=Role.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nobody marked: whoever sees the client."),
    )

    class Meta:
        """The rest stands above."""

        model = IndicatorDefinition
        fields = ("value_type",)

    field_order = (
        "name_ru", "name_en", "question_ru", "question_en", "subject", "value_type", "validity_days", "bound_to",
        "groups", "choices", "unit_ru", "unit_en", "changed_by",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        instance = kwargs.get("instance")
        if instance is not None:
            kwargs["initial"] = {**_texts_of(instance), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        groups: Any = self.fields["groups"]
        kept = instance.groups if instance is not None else []
        groups.choices = [
            (one.code, localized(one.name)) for one in StatusGroup.objects.all() if one.is_active or one.code in kept
        ]
        fed_by = [
            (str(subject.label), [(one.name, one.label) for one in bindings_of(subject)])
            for subject in IndicatorSubject
        ]
        bound_to: Any = self.fields["bound_to"]
        bound_to.choices = [("", _("answers of its own")), *fed_by]
        if instance is not None:
            self.fields["subject"].disabled = True

    def values_of(self, record: models.Model) -> dict[str, Any]:
        """The texts of both languages and the lists beside the plain fields."""
        return super().values_of(record) | _texts_of(record)

    def clean_choices(self) -> str:
        """The choices as lines, without empty ones."""
        return "\n".join(line.strip() for line in self.cleaned_data["choices"].splitlines() if line.strip())

    @property
    def draft(self) -> IndicatorDraft:
        """What the form says, as the services take it."""
        data = self.cleaned_data
        texts = {name: {code: data[f"{name}_{code}"] for code in LANGUAGES} for name in TEXTS}
        return IndicatorDraft(
            name=_filled(texts["name"]),
            question=_filled(texts["question"]),
            unit=_filled(texts["unit"]),
            subject=data["subject"],
            value_type=data["value_type"],
            choices=_read_choices(data["choices"], self.instance.choices if self.instance.pk else []),
            validity_days=data["validity_days"],
            groups=list(data["groups"]),
            bound_to=data["bound_to"],
            changed_by=list(data["changed_by"]),
        )


def _filled(texts: dict[str, str]) -> dict[str, str]:
    return {code: text for code, text in texts.items() if text}


def _texts_of(record: Any) -> dict[str, Any]:
    texts = {f"{name}_{code}": getattr(record, name).get(code, "") for name in TEXTS for code in LANGUAGES}
    return texts | {
        "subject": record.subject,
        "choices": "\n".join(_choice_line(one) for one in record.choices),
        "groups": record.groups,
        "bound_to": record.bound_to,
        "changed_by": record.changed_by,
        "validity_days": record.validity_days,
    }


def _choice_line(choice: dict[str, str]) -> str:
    words = [choice.get("ru", ""), choice.get("en", "")]
    return f" {SPLIT} ".join(words) if words[1] else words[0]


def _read_choices(text: str, former: list[dict[str, str]]) -> list[dict[str, str]]:
    """A choice keeps its code while one of its names stays; a new one gets a code of its name."""
    found: list[dict[str, str]] = []
    codes: set[str] = set()
    for line in text.splitlines():
        russian, _split, english = (part.strip() for part in line.partition(SPLIT))
        known = [one for one in former if one.get("ru") == russian or (english and one.get("en") == english)]
        taken = codes | {one["code"] for one in former}
        same = next((one["code"] for one in known if one["code"] not in codes), "")
        code = same or free_code(english or russian, taken, otherwise="choice", longest=45)
        codes.add(code)
        found.append({"code": code, "ru": russian} | ({"en": english} if english else {}))
    return found
