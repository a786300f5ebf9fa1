"""The mail page of administrators: does it work, what waits, what could not be delivered."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from mayak.accounts.access import is_administrator, logged_in, requires
from mayak.core.errors import MayakError
from mayak.delivery import services
from mayak.delivery.forms import TestLetterForm
from mayak.delivery.queries import mail_status


@requires(is_administrator)
def mail(request: HttpRequest) -> HttpResponse:
    """How the mail stands; POST sends a test letter."""
    user = logged_in(request)
    form = TestLetterForm(request.POST or None, initial={"address": user.email})
    status = 200
    if request.method == "POST":
        if form.is_valid() and _sent(request, form):
            return redirect("mail")
        status = 422
    context = {"nav": "mail", "form": form, "mail": mail_status(), "settings_url": _settings_url()}
    return render(request, "delivery/mail.html", context, status=status)


def _sent(request: HttpRequest, form: TestLetterForm) -> bool:
    address = form.cleaned_data["address"]
    try:
        services.send_test_letter(to=logged_in(request), address=address)
    except MayakError as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, _("The mail server took the test letter for %(address)s.") % {"address": address})
    return True


@requires(is_administrator)
@require_POST
def mail_again(request: HttpRequest) -> HttpResponse:
    """Try what failed once more."""
    count = services.try_again()
    text = ngettext("%(count)s letter will be tried again.", "%(count)s letters will be tried again.", count)
    messages.success(request, text % {"count": count})
    return redirect("mail")


def _settings_url() -> str:
    try:
        return f"{reverse('office_settings')}?group=delivery"
    except NoReverseMatch:
        return ""
