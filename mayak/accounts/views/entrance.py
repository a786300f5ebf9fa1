"""Log-in, log-out, the demo office's one-click log-in, the user's language."""

from typing import Any

from allauth.account import views as allauth_views
from django.conf import settings
from django.contrib import auth
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mayak.accounts.access import logged_in, public, staff_only
from mayak.accounts.models import Staff
from mayak.accounts.services import set_language
from mayak.accounts.showcase import demo_cast
from mayak.core.errors import NotAllowedError


class LoginView(allauth_views.LoginView):  # type: ignore[misc]  # allauth has no type hints
    """The log-in page; in demo mode it offers the cast instead of asking for a password."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Allauth's context with the demo cast."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        own_name = "own" in self.request.GET or self.request.method == "POST"
        context["demo_cast"] = [] if own_name or not settings.MAYAK_DEMO else demo_cast()
        context["is_demo"] = settings.MAYAK_DEMO
        return context


class PasswordChangeView(allauth_views.PasswordChangeView):  # type: ignore[misc]  # allauth has no type hints
    """A new password of one's own, for the old one."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page; whoever has no password yet (the demo's cast, for instance) has none to change."""
        if not logged_in(request).has_usable_password():
            raise NotAllowedError(
                _("Your account has no password yet, so there is none to change."),
                hint=_("An administrator gives the first one on the page “Team”."),
            )
        answer: HttpResponse = super().dispatch(request, *args, **kwargs)
        return answer

    def get_default_success_url(self) -> str:
        """Back to work."""
        return settings.LOGIN_REDIRECT_URL


login = public(LoginView.as_view())
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
    auth.login(request, staff, backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect(settings.LOGIN_REDIRECT_URL)


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
