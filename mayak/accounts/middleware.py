"""Enforces the declared access policy of every view, ends idle sessions, speaks the user's language."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _

from mayak.accounts.journal import EventKind, record_refusal
from mayak.accounts.requirement import Requirement, requirement_of
from mayak.accounts.sessions import seconds_left, watch
from mayak.core.access import PUBLIC, STAFF, AccessPolicy, policy_of

# Nothing of the browser's machinery is asked for by our pages.
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"
STREAM = "text/event-stream"
# What somebody still without the second factor that is asked of them can open.
ALLOWED_WITHOUT_FACTOR = frozenset(
    {
        "account_logout",
        "choose_language",
        "factor_needed",
        "passkey_add",
        "session_state",
        "totp_add",
    }
)
# Views of libraries and of the lower ``ui`` cannot carry our mark; their policy stands here by module.
LIBRARY_POLICIES: dict[str, AccessPolicy] = {
    "django.views.static": PUBLIC,
    "django.contrib.staticfiles.views": PUBLIC,
    "mayak.ui.views.offline": PUBLIC,
    "mayak.ui.views.style": STAFF,
}


def declared_policy(view: Callable[..., Any]) -> AccessPolicy | None:
    """The policy of a view, including the few of libraries."""
    return policy_of(view) or LIBRARY_POLICIES.get(view.__module__)


class AccessMiddleware:
    """Deny by default: an undeclared view is "not found" to everybody."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Let the request through, send it to the log-in page, or refuse it."""
        policy = declared_policy(view)
        if policy is None:
            raise Http404
        if not policy.needs_login:
            return None
        user = request.user
        if not user.is_authenticated:
            is_part = request.headers.get("HX-Request") == "true"
            if is_part or request.headers.get("Accept") == STREAM:
                # a part of a page cannot be replaced by the log-in page: the script asks to log in over it
                return HttpResponse(status=401)
            return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
        if not policy.allows(user):
            raise PermissionDenied
        return None


class HeadersMiddleware:
    """What every answer tells the browser beside Django's own headers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        return response


class SignedInMiddleware:
    """Ends sessions that ran out, keeps signed-in pages out of caches, writes down closed doors."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        was_inside = request.user.is_authenticated
        if was_inside and not watch(request, is_activity=_is_activity(request)):
            messages.warning(request, _("You did nothing for long, so the session ended. What you typed is kept."))
        if request.user.is_authenticated:
            request.session_left = int(seconds_left(request))  # type: ignore[attr-defined]  # read by the page's frame
        response = self.get_response(request)
        if was_inside or request.user.is_authenticated:
            # after log-out the Back button must not show clients
            response.headers.setdefault("Cache-Control", "private, no-store")
        if request.user.is_authenticated and response.status_code in {403, 404}:
            _note_refusal(request, response)
        return response


def _is_activity(request: HttpRequest) -> bool:
    """Whether a person did something; what a page asks by itself keeps nobody logged in."""
    headers = request.headers
    is_stream = headers.get("Accept") == STREAM or "mayak.stream" in request.META
    return not is_stream and "X-Mayak-Background" not in headers


def _note_refusal(request: HttpRequest, response: HttpResponse) -> None:
    match = request.resolver_match
    if match is None or "X-Mayak-Background" in request.headers:
        return
    if response.status_code == 403:
        record_refusal(request, EventKind.REFUSED)
    elif match.kwargs:
        record_refusal(request, EventKind.NOT_THEIRS)


class SecondFactorMiddleware:
    """Leads whoever must have a second factor and has none to setting it up, and nowhere else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Let through, or lead to the page that explains."""
        policy = declared_policy(view)
        if policy is None or not policy.needs_login or not request.user.is_authenticated:
            return None
        match = request.resolver_match
        if match is not None and match.url_name in ALLOWED_WITHOUT_FACTOR:
            return None
        if requirement_of(request) is Requirement.NONE:
            return None
        if request.headers.get("HX-Request") == "true":
            raise PermissionDenied
        return redirect("factor_needed")


class StaffLanguageMiddleware:
    """The language a member of staff chose wins over the browser's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = getattr(request.user, "language", "")
        if chosen and chosen != translation.get_language():
            with translation.override(chosen):
                request.LANGUAGE_CODE = chosen
                return self.get_response(request)
        return self.get_response(request)
