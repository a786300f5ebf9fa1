"""Log-in by password, code or passkey, log-out, links to a password, the demo's one click, the user's language."""

import json
from typing import Any

from allauth.account import views as allauth_views
from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.webauthn.views import LoginWebAuthnView
from django.conf import settings
from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mayak.accounts.access import logged_in, public, staff_only
from mayak.accounts.forms import ChosenPasswordForm, ForgottenForm
from mayak.accounts.invitations import invited, make_invitation, use_invitation
from mayak.accounts.journal import EventKind, record_security_event
from mayak.accounts.letters import mail_works, send_link
from mayak.accounts.models import Staff
from mayak.accounts.office_settings import REMEMBER_HOURS
from mayak.accounts.passwords import hints
from mayak.accounts.services import set_language
from mayak.accounts.sessions import move
from mayak.accounts.showcase import demo_cast
from mayak.core.errors import MayakError
from mayak.core.models import Office
from mayak.ui.render import INVALID


class LoginView(allauth_views.LoginView):  # type: ignore[misc]  # allauth has no type hints
    """The log-in page; in demo mode it offers the cast instead of asking for a password."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Allauth's context with the demo cast."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        own_name = "own" in self.request.GET or self.request.method == "POST"
        context["demo_cast"] = [] if own_name or not settings.MAYAK_DEMO else demo_cast()
        context["is_demo"] = settings.MAYAK_DEMO
        context["remember_hours"] = REMEMBER_HOURS.value
        context["may_forget"] = mail_works()
        office = Office.objects.first()
        context["office_name"] = office.name if office else ""
        return context


class CodeView(AuthenticateView):  # type: ignore[misc]  # allauth has no type hints
    """The second question of a log-in: a code of the app, a recovery code or a passkey."""

    def form_invalid(self, form: Any) -> HttpResponse:
        """A wrong code is written down and said."""
        person = self.stage.login.user
        record_security_event(EventKind.FACTOR_FAILED, staff=person, subject=person, login=person.login)
        response: HttpResponse = super().form_invalid(form)
        response.status_code = INVALID
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Allauth's context with the question for the browser as text."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        options = context.get("js_data", {}).get("request_options", {})
        has_passkeys = bool(options.get("publicKey", {}).get("allowCredentials"))
        context["passkey_options"] = json.dumps(options) if has_passkeys else ""
        return context


class PasswordChangeView(allauth_views.PasswordChangeView):  # type: ignore[misc]  # allauth has no type hints
    """A new password of one's own, for the old one."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page; whoever has no password yet (the demo's cast, for instance) has none to change."""
        if not logged_in(request).has_usable_password():
            # the page of one's own account says how the first one comes about
            return redirect("own_security")
        answer: HttpResponse = super().dispatch(request, *args, **kwargs)
        return answer

    def form_valid(self, form: Any) -> HttpResponse:
        """The password is new; this session stays in the list of one's own."""
        former_key = self.request.session.session_key
        answer: HttpResponse = super().form_valid(form)
        move(self.request, former_key)
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Allauth's context with the rules, said before anything is typed."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "rules": hints(), "nav": "security"}

    def get_default_success_url(self) -> str:
        """Back to where one came from."""
        return reverse("own_security")


login = public(LoginView.as_view())
code = public(CodeView.as_view())
passkey = public(LoginWebAuthnView.as_view())
logout = public(allauth_views.LogoutView.as_view())
change_password = staff_only(PasswordChangeView.as_view())


@public
@require_POST
def demo_login(request: HttpRequest) -> HttpResponse:
    """Become one of the demo office's cast; not there outside of demo mode."""
    chosen = request.POST.get("staff", "")
    if not settings.MAYAK_DEMO or chosen not in {str(person.staff_id) for person in demo_cast()}:
        raise Http404
    staff = get_object_or_404(Staff, pk=chosen)
    get_adapter().login(request, staff)
    request.session.set_expiry(settings.SESSION_COOKIE_AGE)
    return redirect(settings.LOGIN_REDIRECT_URL)


@public
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Choose the own password by a one-time link, and be in."""
    found = invited(token)
    if found is None:
        return render(request, "account/invitation_gone.html", status=404)
    form = ChosenPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person = use_invitation(token=token, password=form.cleaned_data["password"])
        except MayakError as error:
            form.add_error(error.field or None, str(error))
        else:
            get_adapter().login(request, person)
            return redirect(settings.LOGIN_REDIRECT_URL)
    context = {"form": form, "person": found.staff, "rules": hints()}
    return render(request, "account/invitation.html", context, status=INVALID if form.errors else 200)


@public
def password_forgotten(request: HttpRequest) -> HttpResponse:
    """A link to a new password by mail; there only where letters leave the office. Never tells who works here."""
    if not mail_works():
        raise Http404
    form = ForgottenForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "account/forgotten.html", {"form": form}, status=INVALID if form.errors else 200)
    who = form.cleaned_data["who"].strip()
    blocked: HttpResponse | None = ratelimit.consume_or_429(request, action="reset_password", key=who.lower())
    if blocked:
        return blocked
    for person in Staff.objects.filter(Q(login__iexact=who) | Q(email__iexact=who)).exclude(email="")[:1]:
        if person.is_active:
            send_link(make_invitation(staff=person, by=None))
    messages.success(request, _("If there is such a person with a mail address here, a link is on its way."))
    return redirect("account_login")


@public
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Speak another language from now on: kept with the account, or in a cookie before log-in."""
    language = request.POST.get("language", "")
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    response = HttpResponseRedirect(back)
    if language in dict(settings.LANGUAGES) and check_for_language(language):
        if isinstance(request.user, Staff):
            set_language(staff=request.user, language=language)
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=365 * 24 * 3600, samesite="Lax")
    return response
