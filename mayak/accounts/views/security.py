"""One's own account: password, second factor, passkeys, where one is logged in, what happened lately."""

import base64
import json

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import clear_totp_secret
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from allauth.mfa.webauthn.internal import auth as webauthn
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from mayak.accounts.access import logged_in, reauthenticated, staff_only
from mayak.accounts.factors import add_app, add_passkey, new_codes, remove_factor, rename_passkey
from mayak.accounts.forms import PasskeyNameForm
from mayak.accounts.journal import EventKind, record_security_event
from mayak.accounts.requirement import Requirement, days_left, is_required_of, put_off, requirement_of, settle_anew
from mayak.accounts.second_factor import SecondFactorAdapter, factors_of
from mayak.accounts.security_queries import factors_in, own_events, places_of
from mayak.accounts.sessions import end_sessions
from mayak.ui.notices import notify
from mayak.ui.render import INVALID

CODES_FILE = "mayak-codes.txt"


@staff_only
@require_GET
def own_security(request: HttpRequest) -> HttpResponse:
    """Everything about the security of one's own account."""
    user = logged_in(request)
    context = {
        "factors": factors_in(user),
        "places": places_of(user, request.session.session_key),
        "events": own_events(user),
        "is_required": is_required_of(user),
        "passkeys_work": passkeys_work(request),
        "nav": "security",
    }
    return render(request, "accounts/security.html", context)


def passkeys_work(request: HttpRequest) -> bool:
    """Browsers make and use passkeys on https pages and on the computer itself only, never for a bare IP address."""
    host = request.get_host().rpartition(":")[0] or request.get_host()
    return host in {"localhost"} or (request.is_secure() and not host.replace(".", "").isdigit() and "[" not in host)


@staff_only
@reauthenticated(reading=True)
def totp_add(request: HttpRequest) -> HttpResponse:
    """Set up an app: a picture to photograph, the secret to type, the first code to prove that it works."""
    user = logged_in(request)
    if factors_of(user).filter(type=Authenticator.Type.TOTP).exists():
        return redirect("own_security")
    typed = {"code": request.POST.get("code", "").replace(" ", "")}
    form = ActivateTOTPForm(typed if request.method == "POST" else None, user=user)
    if request.method == "POST" and form.is_valid():
        codes = add_app(staff=user, secret=form.secret)
        clear_totp_secret(request)
        settle_anew(request)
        notify(request, _("The app is set up. From now on its code is asked at log-in."))
        return _codes_or_back(request, codes)
    adapter = SecondFactorAdapter()
    picture = adapter.build_totp_svg(adapter.build_totp_url(user, form.secret))
    context = {
        "form": form,
        "picture": f"data:image/svg+xml;base64,{base64.b64encode(picture.encode()).decode()}",
        "secret": form.secret,
        "nav": "security",
    }
    return render(request, "accounts/totp_add.html", context, status=INVALID if form.errors else 200)


@staff_only
@require_POST
@reauthenticated()
def totp_remove(request: HttpRequest) -> HttpResponse:
    """No app any more."""
    user = logged_in(request)
    if app := factors_of(user).filter(type=Authenticator.Type.TOTP).first():
        remove_factor(staff=user, factor=app)
        settle_anew(request)
        notify(request, _("The app is removed."))
    return redirect("own_security")


@staff_only
@require_POST
@reauthenticated()
def codes_new(request: HttpRequest) -> HttpResponse:
    """New recovery codes in the place of the former ones."""
    user = logged_in(request)
    return _codes_or_back(request, new_codes(staff=user) if factors_of(user).exists() else [])


def _codes_or_back(request: HttpRequest, codes: list[str]) -> HttpResponse:
    """The codes, shown this once; the former page when there are none to show."""
    if not codes:
        return redirect("own_security")
    text = "".join(f"{code}\r\n" for code in codes)
    packed = base64.b64encode(text.encode()).decode()
    file = {"file": f"data:text/plain;base64,{packed}", "file_name": CODES_FILE}
    return render(request, "accounts/codes.html", {"codes": codes, **file, "nav": "security"})


@staff_only
@reauthenticated(reading=True)
def passkey_add(request: HttpRequest) -> HttpResponse:
    """A new passkey: the browser asks for a finger, a face or a PIN."""
    user = logged_in(request)
    form = AddWebAuthnForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        codes = add_passkey(staff=user, name=form.cleaned_data["name"][:60], credential=form.cleaned_data["credential"])
        settle_anew(request)
        notify(request, _("The passkey is added. You can log in with it."))
        return _codes_or_back(request, codes)
    number = factors_of(user).filter(type=Authenticator.Type.WEBAUTHN).count() + 1
    context = {
        "problem": bool(form.errors),
        "name": request.POST.get("name") or _("Passkey %(number)s") % {"number": number},
        "options": json.dumps(webauthn.begin_registration(user, True)) if passkeys_work(request) else "",
        "nav": "security",
    }
    return render(request, "accounts/passkey_add.html", context, status=INVALID if form.errors else 200)


@staff_only
def passkey_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Another name for a passkey."""
    passkey = get_object_or_404(factors_of(logged_in(request)), pk=pk, type=Authenticator.Type.WEBAUTHN)
    form = PasskeyNameForm(request.POST or None, initial={"name": passkey.wrap().name})
    if request.method == "POST" and form.is_valid():
        rename_passkey(passkey=passkey, name=form.cleaned_data["name"])
        return redirect("own_security")
    context = {"form": form, "passkey": passkey, "nav": "security"}
    return render(request, "accounts/passkey_edit.html", context, status=INVALID if form.errors else 200)


@staff_only
@require_POST
@reauthenticated()
def passkey_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """A passkey that is lost or not wanted any more."""
    user = logged_in(request)
    passkey = get_object_or_404(factors_of(user), pk=pk, type=Authenticator.Type.WEBAUTHN)
    remove_factor(staff=user, factor=passkey)
    settle_anew(request)
    notify(request, _("The passkey is removed."))
    return redirect("own_security")


@staff_only
@require_POST
def session_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Log out in another browser."""
    user = logged_in(request)
    if not end_sessions(user, keep=request.session.session_key, only=pk):
        raise Http404
    record_security_event(EventKind.SESSIONS_ENDED, subject=user, detail="1")
    notify(request, _("You are logged out there."))
    return redirect("own_security")


@staff_only
@require_POST
def sessions_end(request: HttpRequest) -> HttpResponse:
    """Log out everywhere but here."""
    user = logged_in(request)
    number = end_sessions(user, keep=request.session.session_key)
    record_security_event(EventKind.SESSIONS_ENDED, subject=user, detail=str(number))
    text = ngettext("You are logged out in %(number)s place.", "You are logged out in %(number)s places.", number)
    notify(request, text % {"number": number})
    return redirect("own_security")


@staff_only
def factor_needed(request: HttpRequest) -> HttpResponse:
    """The office asks a second factor of this person: what it is, and the ways to set one up."""
    requirement = requirement_of(request)
    if requirement is Requirement.NONE:
        return redirect("own_security" if request.method == "GET" else "/")
    if request.method == "POST":
        put_off(request)
        return redirect("/")
    left = days_left(logged_in(request))
    may_wait = requirement is Requirement.SOON
    context = {"days": left, "may_wait": may_wait, "passkeys_work": passkeys_work(request)}
    return render(request, "accounts/factor_needed.html", context)
