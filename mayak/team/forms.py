"""The form of a hand-over: from whom, to whom, which clients, when, why."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mayak.accounts.models import Staff
from mayak.clients.models import ResponsibilityRole
from mayak.clients.policies import can_hold
from mayak.core import clock
from mayak.team.policies import givers_for, receivers_for, refusal_of


class ChooseForm(forms.Form):
    """Who gives, in which role, who gets; the choices are within the rights of the person.

    Offered are those who may get clients in the role; anybody else is refused with the reason.
    """

    giver = forms.ModelChoiceField(
        Staff.objects.none(), label=_("From whom"), empty_label=pgettext_lazy("empty choice", "choose")
    )
    role = forms.ChoiceField(label=_("Role"), choices=ResponsibilityRole.choices)
    receiver = forms.ModelChoiceField(
        Staff.objects.none(), label=_("To whom"), empty_label=pgettext_lazy("empty choice", "choose")
    )

    def __init__(self, *args: Any, user: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, people in (("giver", givers_for(user)), ("receiver", receivers_for(user))):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = people.order_by("last_name", "first_name")
        self._people = receivers_for(user).order_by("last_name", "first_name")
        self.fields["receiver"].choices = self._offered  # type: ignore[attr-defined]

    def _offered(self) -> list[tuple[object, object]]:
        """Asked when the list is drawn: who fits the role, and who is chosen, to be told why not."""
        role, chosen = str(self["role"].value() or ""), str(self["receiver"].value() or "")
        fit = [(one.pk, str(one)) for one in self._people if can_hold(one.role, role) or str(one.pk) == chosen]
        return [("", pgettext_lazy("empty choice", "choose")), *fit]

    def clean(self) -> dict[str, Any]:
        """Somebody whose work it is not is refused at the field."""
        cleaned: dict[str, Any] = super().clean() or {}
        receiver, role = cleaned.get("receiver"), cleaned.get("role")
        if receiver and role and (refusal := refusal_of(receiver, role)):
            self.add_error("receiver", refusal)
        return cleaned


class HandOverForm(ChooseForm):
    """The whole of it. ``clients``: the keys of the ticked ones."""

    from_date = forms.DateField(
        label=_("From which day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    reason = forms.CharField(label=_("Reason"), max_length=300)
    clients = forms.TypedMultipleChoiceField(coerce=int, required=False)

    def __init__(self, *args: Any, pool: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["from_date"].initial = clock.today
        field = self.fields["clients"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.choices = [(pk, pk) for pk in pool]
