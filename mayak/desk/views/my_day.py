"""My day: the page, putting a client off, ticking an agreement."""

from datetime import date, timedelta

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mayak.accounts.access import logged_in, staff_only
from mayak.clients.models import Client
from mayak.clients.policies import get_visible_or_404
from mayak.core import clock
from mayak.core.calendar import working_calendar
from mayak.core.errors import InvalidInputError
from mayak.desk.my_day import Show, my_day_of
from mayak.planning.services import put_off_client
from mayak.ui import formats
from mayak.ui.notices import notify
from mayak.ui.render import INVALID, render_page, wants_part
from mayak.work.services import keep_agreement


@staff_only
@require_GET
def my_day(request: HttpRequest) -> HttpResponse:
    """Whom to call today and why (W9)."""
    asked = request.GET.get("show", "")
    day = my_day_of(
        user=logged_in(request),
        now=clock.now(),
        show=Show(asked) if asked in Show.values else Show.ALL,
        is_whole=request.GET.get("whole") == "1",
    )
    context = {"day": day, "progress": day.queue.progress, "today": day.queue.day, "nav": "my_day"}
    return render_page(request, "desk/my_day.html", context)


class PutOffForm(forms.Form):
    """Why a line is put off and until when."""

    reason = forms.CharField(label=_("Reason"), max_length=300)
    until = forms.DateField(label=_("Until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def clean_until(self) -> date:
        """A day after today."""
        until: date = self.cleaned_data["until"]
        if until <= clock.today():
            raise forms.ValidationError(translated("Choose a day after today."))
        return until


@staff_only
@require_http_methods(["GET", "POST"])
def put_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a client's line off until a working day, with the reason."""
    client = get_visible_or_404(logged_in(request), Client, pk)
    tomorrow = working_calendar().on_or_after(clock.today() + timedelta(days=1))
    form = PutOffForm(request.POST or None, initial={"until": tomorrow})
    if request.method == "POST" and form.is_valid():
        try:
            day = put_off_client(user=logged_in(request), client_id=client.pk, **form.cleaned_data)
        except InvalidInputError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            words = translated("Put off until %(day)s.") % {"day": formats.weekday_day(day)}
            notify(request, words)
            return HttpResponse(status=204) if wants_part(request) else redirect("my_day")
    context = {"form": form, "client": client, "nav": "my_day"}
    status = INVALID if form.is_bound else 200
    return render_page(
        request, "desk/my_day_put_off_page.html", context, part="desk/my_day_put_off.html", status=status
    )


@staff_only
@require_POST
def agreement_kept(request: HttpRequest, pk: int) -> HttpResponse:
    """Tick an agreement of ours as kept."""
    agreement = keep_agreement(user=logged_in(request), agreement_id=pk)
    if not wants_part(request):
        return redirect("my_day")
    return render_page(request, "desk/my_day.html", {"agreement": agreement}, part="desk/my_day_agreement_kept.html")
