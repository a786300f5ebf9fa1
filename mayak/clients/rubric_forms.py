"""Forms of the playbook's rubrics and consents (C4)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mayak.clients.models import ConsentPurpose, Rubric
from mayak.core.text import free_code, localized
from mayak.ui.record_form import RecordForm

LANGUAGES = ("ru", "en")


class RubricForm(RecordForm):
    """A rubric: its name in both languages, other words for it, what it belongs to."""

    name_ru = forms.CharField(label=_("Name, in Russian"), max_length=150)
    name_en = forms.CharField(label=_("Name, in English"), max_length=150)
    words = forms.CharField(
        label=_("Other words for it"),
        max_length=1000,
        required=False,
        help_text=_("Through comma: what tables and former names call it."),
    )

    class Meta:
        model = Rubric
        fields = ["parent"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["parent"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Rubric.objects.filter(is_active=True).exclude(pk=self.instance.pk)
        self.initial.update(self._shown_of(self.instance))

    def values_of(self, record: Any) -> dict[str, Any]:
        """Names and words stand in one field each."""
        return {**super().values_of(record), **self._shown_of(record)}

    def _shown_of(self, record: Rubric) -> dict[str, str]:
        names = record.name if isinstance(record.name, dict) else {}
        return {f"name_{code}": names.get(code, "") for code in LANGUAGES} | {"words": ", ".join(record.also)}

    def filled(self) -> Rubric:
        """The rubric as it is to be saved."""
        rubric: Rubric = self.instance
        typed = self.cleaned_data
        rubric.parent = typed["parent"]
        rubric.name = {code: typed[f"name_{code}"].strip() for code in LANGUAGES}
        rubric.also = [word.strip() for word in typed["words"].split(",") if word.strip()]
        if not rubric.code:
            taken = set(Rubric.objects.values_list("code", flat=True))
            rubric.code = free_code(rubric.name["en"] or rubric.name["ru"], taken, otherwise="rubric", between="_")
        return rubric


class ConsentTextForm(forms.Form):
    """The words of a purpose; sent, they are its next version."""

    text_ru = forms.CharField(label=_("Text, in Russian"), max_length=5000, widget=forms.Textarea(attrs={"rows": 6}))
    text_en = forms.CharField(label=_("Text, in English"), max_length=5000, widget=forms.Textarea(attrs={"rows": 6}))

    def __init__(self, *args: Any, purpose: ConsentPurpose, **kwargs: Any) -> None:
        last = purpose.texts.filter(is_active=True).first()
        initial = {f"text_{code}": localized(last.text, code) for code in LANGUAGES} if last else {}
        kwargs["initial"] = initial
        super().__init__(*args, **kwargs)

    @property
    def text(self) -> dict[str, str]:
        """The words by language."""
        return {code: self.cleaned_data[f"text_{code}"].strip() for code in LANGUAGES}
