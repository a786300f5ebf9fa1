"""The first set-up in the browser, opened by the one-time token from the console."""

from django.conf import settings
from django.contrib import auth
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from mayak.accounts.access import public
from mayak.core.errors import InvalidInputError
from mayak.server import setup_token
from mayak.server.forms import SetupForm
from mayak.server.services import set_up_office


@public
@never_cache
@sensitive_post_parameters()
def setup(request: HttpRequest) -> HttpResponse:
    """Without the token: where to find it. With it: the form. Afterwards there is no such page."""
    if setup_token.is_set_up():
        raise Http404
    token = request.POST.get("token") or request.GET.get("token", "")
    if not setup_token.is_valid(token):
        return render(request, "server/setup_token.html", {"is_wrong": bool(token)}, status=403 if token else 200)
    form = SetupForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            staff = set_up_office(**form.cleaned_data)
        except InvalidInputError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            auth.login(request, staff, backend=settings.AUTHENTICATION_BACKENDS[0])
            return redirect(settings.LOGIN_REDIRECT_URL)
    status = 422 if request.method == "POST" and form.is_bound and form.errors else 200
    return render(request, "server/setup.html", {"form": form, "token": token}, status=status)
