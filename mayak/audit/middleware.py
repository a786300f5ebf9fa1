"""Names the logged-in person in the audit trail of every request that may write."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from mayak.audit.services import acting

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


class AuditMiddleware:
    """Wraps writing requests of logged-in staff; reading ones cost nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in SAFE_METHODS or not request.user.is_authenticated:
            return self.get_response(request)
        with acting(staff_id=request.user.pk, origin="page"):
            return self.get_response(request)
