"""Correcting a client's necessity by hand: value, reason, until when (S3)."""

from datetime import date, timedelta

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from mayak.accounts.access import logged_in, staff_only
from mayak.clients.models import Client
from mayak.clients.policies import get_visible_or_404
from mayak.core import clock
from mayak.core.errors import InvalidInputError
from mayak.lamps.models import ScoreCorrection
from mayak.lamps.services import correct_score, withdraw_correction
from mayak.ui.notices import notify
from mayak.ui.render import INVALID, render_page, wants_part

USUAL_DAYS = 14


class CorrectionForm(forms.Form):
    """The necessity that should count instead of the computed one."""

    value = forms.DecimalField(
        label=_("Necessity, 0 to 1"), min_value=0, max_value=1, max_digits=3, decimal_places=2, localize=True
    )
    reason = forms.CharField(label=_("Reason"), max_length=500)
    until = forms.DateField(label=_("Until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


@staff_only
@require_http_methods(["GET", "POST"])
def client_correction(request: HttpRequest, pk: int) -> HttpResponse:
    """Set the necessity by hand, or (button "withdraw") let the computed one count again."""
    user = logged_in(request)
    client = get_visible_or_404(user, Client, pk)
    form = CorrectionForm(request.POST or None, initial={"until": _usual_end()})
    if request.method == "POST" and "withdraw" in request.POST:
        withdraw_correction(user=user, client_id=client.pk)
        notify(request, translated("The computed necessity counts again."))
        return _done(request, client)
    if request.method == "POST" and form.is_valid():
        try:
            correct_score(user=user, client_id=client.pk, **form.cleaned_data)
        except InvalidInputError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            notify(request, translated("The necessity is corrected."))
            return _done(request, client)
    in_force = ScoreCorrection.objects.filter(client=client, until_date__gte=clock.today()).first()
    context = {"form": form, "client": client, "in_force": in_force, "nav": "clients"}
    status = INVALID if form.is_bound else 200
    part = "desk/client/correction.html"
    return render_page(request, "desk/client/correction_page.html", context, part=part, status=status)


def _usual_end() -> date:
    return clock.today() + timedelta(days=USUAL_DAYS)


def _done(request: HttpRequest, client: Client) -> HttpResponse:
    return HttpResponse(status=204) if wants_part(request) else redirect("client", client.pk)
