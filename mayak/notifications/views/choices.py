"""Which news comes which way, and when: a person's own settings."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mayak.accounts.access import logged_in, staff_only
from mayak.notifications.forms import TimesForm
from mayak.notifications.kinds import CHANNELS, Channel, kinds_reaching
from mayak.notifications.queries import own_channels, own_times
from mayak.notifications.services import choose_channels, choose_times


@staff_only
def notification_settings(request: HttpRequest) -> HttpResponse:
    """The kinds that can reach the person × channels, quiet hours, the digest's time."""
    user = logged_in(request)
    kinds = kinds_reaching(user)
    form = TimesForm(request.POST or None, initial=own_times(user))
    if request.method == "POST" and form.is_valid():
        chosen = {
            kind.code: frozenset(channel for channel in Channel if f"{kind.code}:{channel}" in request.POST)
            for kind in kinds
        }
        choose_channels(staff=user, choices=chosen)
        choose_times(staff=user, **form.cleaned_data)
        messages.success(request, _("Your notifications are set."))
        return redirect("notification_settings")
    current = own_channels(user)
    rows = [
        (kind, [(f"{kind.code}:{name}", label, name in current[kind.code]) for name, label in CHANNELS])
        for kind in kinds
    ]
    context = {"form": form, "rows": rows, "channels": CHANNELS, "nav": "notifications"}
    return render(request, "notifications/settings.html", context, status=422 if form.errors else 200)
