"""Important steps ask once more who is there, unless that was answered minutes ago.

The question stands at the address of the step itself and carries everything that was sent along: the answer comes
back to the same address, is taken out, and the step goes on with what it was given.
"""

import json
import time
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.base.forms import ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import ReauthenticateWebAuthnForm
from allauth.mfa.webauthn.internal import auth as webauthn
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from mayak.accounts.models import Staff
from mayak.accounts.office_settings import REAUTHENTICATION_MINUTES
from mayak.audit.middleware import SAFE_METHODS
from mayak.ui.render import INVALID, wants_part

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
PASSWORD, CODE, CREDENTIAL = "confirm_password", "confirm_code", "confirm_credential"
ANSWERS = (PASSWORD, CODE, CREDENTIAL)
NOT_CARRIED = {"csrfmiddlewaretoken", *ANSWERS}


def reauthenticated(
    *, when: Callable[[HttpRequest], bool] | None = None, reading: bool = False
) -> Callable[[View], View]:
    """The step runs only for somebody who proved who they are within the set minutes.

    ``when`` limits it to some requests; ``reading`` asks before the page is shown too (pages that take files: those
    cannot be carried through the question). Stands below the mark of who may: ``@requires(…) @reauthenticated()``.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            is_answer = request.method == "POST" and any(name in request.POST for name in ANSWERS)
            if request.method in SAFE_METHODS and not reading:
                return view(request, *args, **kwargs)
            if when is not None and not when(request) and not is_answer:
                return view(request, *args, **kwargs)
            problem = _check_answer(request) if is_answer else ""
            if not problem and proved_recently(request):
                only_the_answer = is_answer and set(request.POST) <= NOT_CARRIED
                if reading and only_the_answer:
                    return HttpResponseRedirect(request.get_full_path())
                return view(request, *args, **kwargs)
            return ask(request, problem)

        return cast(View, guarded)

    return decorate


def proved_recently(request: HttpRequest) -> bool:
    """Whether the person logged in or answered within the set minutes.

    True also for whoever has nothing to answer with (the demo's cast has no passwords).
    """
    user = cast(Staff, request.user)
    moments = [record["at"] for record in get_authentication_records(request, user)]
    if moments and time.time() - max(moments) < REAUTHENTICATION_MINUTES.value * 60:
        return True
    return not user.has_usable_password() and not _factors(user)


def ask(request: HttpRequest, problem: str = "") -> HttpResponse:
    """The question, holding what the step was sent."""
    user = cast(Staff, request.user)
    factors = _factors(user)
    has_passkey = Authenticator.Type.WEBAUTHN in factors
    carried = [(name, value) for name, values in request.POST.lists() if name not in NOT_CARRIED for value in values]
    context = {
        "problem": problem,
        "carried": carried,
        "address": request.get_full_path(),
        "by_password": user.has_usable_password(),
        "by_code": Authenticator.Type.TOTP in factors,
        "passkey_options": json.dumps(webauthn.begin_authentication(user)) if has_passkey else "",
        "lost_files": bool(request.FILES),
    }
    is_part = wants_part(request) or "X-Mayak-Form" in request.headers
    template = "accounts/parts/confirm.html" if is_part else "accounts/confirm.html"
    return render(request, template, context, status=INVALID if is_part or problem else 200)


def _factors(user: Staff) -> set[str]:
    return set(Authenticator.objects.filter(user=user).values_list("type", flat=True))


def _check_answer(request: HttpRequest) -> str:
    """What is wrong with the answer, "" when it is right (and then remembered)."""
    user = cast(Staff, request.user)
    try:
        if request.POST.get(CREDENTIAL):
            form: Any = ReauthenticateWebAuthnForm(user=user, data={"credential": request.POST[CREDENTIAL]})
        elif request.POST.get(CODE):
            form = ReauthenticateForm(user=user, data={"code": request.POST[CODE].replace(" ", "")})
        elif get_adapter().reauthenticate(user, request.POST.get(PASSWORD, "")):
            record_authentication(request, user, method="password", reauthenticated=True)
            return ""
        else:
            return _("The password is not right.")
        if form.is_valid():
            form.save()
            return ""
    except ValidationError as error:
        return " ".join(error.messages)
    return " ".join(message for messages in form.errors.values() for message in messages)
