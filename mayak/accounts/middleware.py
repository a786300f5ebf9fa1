"""Enforces the declared access policy of every view and speaks the user's language."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation

from mayak.core.access import PUBLIC, STAFF, AccessPolicy, policy_of

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
            return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
        if not policy.allows(user):
            raise PermissionDenied
        return None


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
