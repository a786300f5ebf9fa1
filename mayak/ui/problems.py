"""Errors as people see them: what happened, why, what one can do, what is safe.

``ProblemMiddleware`` turns a ``MayakError`` into a page or, for htmx, into a toast; the ``handler…`` functions are
Django's for 400, 403, 404 and 500. The pages of server errors use neither session nor database.
"""

import errno
import sys
from collections.abc import Callable

from django.db import DataError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from mayak.core.database import DATABASE_AWAY
from mayak.core.errors import MayakError, MovedError
from mayak.ui.context import look_of
from mayak.ui.render import wants_part

# No room for a file, or for one more row (SQLSTATE).
DISK_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
DATABASE_DISK_FULL = "53100"

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class ProblemMiddleware:
    """Catches what services raise for people to read; anything else stays Django's.

    A form sent by the script (``X-Mayak-Form``) gets its redirect as a header: a followed redirect would draw the
    next page twice and swallow its toasts.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.headers.get("X-Mayak-Form") and response.status_code in {301, 302, 303, 307, 308}:
            answer = HttpResponse(status=200)
            answer["X-Mayak-Location"] = response["Location"]
            answer.cookies = response.cookies
            return answer
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The answer to a ``MayakError``: its own status, its own words; a page that moved is shown where it is now.

        What no column can hold (a zero byte, a key beyond all numbers) was sent by no page of ours: 400.
        """
        if isinstance(exception, MovedError) and request.method in {"GET", "HEAD"}:
            return redirect(exception.location)
        if isinstance(exception, MayakError):
            return answer_to(request, exception)
        return bad_request(request, exception) if isinstance(exception, DataError) else None


def answer_to(request: HttpRequest, problem: MayakError) -> HttpResponse:
    """The page (or, for htmx, the toast) that tells a person what a ``MayakError`` says."""
    if not _is_scripted(request):
        return render(request, "ui/problem.html", {"problem": problem}, status=problem.status)
    response = render(request, "ui/parts/problem.html", {"problem": problem}, status=problem.status)
    response["HX-Retarget"] = "#toasts"
    response["HX-Reswap"] = "beforeend"
    return response


def _is_scripted(request: HttpRequest) -> bool:
    """Whether a script waits for the answer and keeps the page: what was typed must stay where it is."""
    return wants_part(request) or "X-Mayak-Form" in request.headers


def _toast(request: HttpRequest, message: str, status: int) -> HttpResponse:
    problem = MayakError(message)
    problem.status = status
    return answer_to(request, problem)


def _page(request: HttpRequest, template: str, status: int) -> HttpResponse:
    """The page inside the shell for staff, without it for others or when the database is away."""
    try:
        if getattr(request, "user", None) is not None and request.user.is_authenticated:
            return render(request, template, {"shell": "ui/base.html"}, status=status)
    except DATABASE_AWAY:
        pass
    return HttpResponse(_bare(request, template), status=status)


def _bare(request: HttpRequest, template: str, **more: object) -> str:
    context = {"shell": "ui/base_plain.html", "look": look_of(request), "path": request.path, **more}
    return render_to_string(template, context)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the browser sent what no page of ours sends.

    A session that could not be written because the database went away is reported as a bad request too: 503.
    """
    if (cause := unavailability(exception)) is not None:
        return _unavailable(request, cause)
    return HttpResponse(_bare(request, "400.html"), status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: the page is known to the person, the right is not theirs."""
    if _is_scripted(request):
        return _toast(request, _("This is not yours to do"), 403)
    return _page(request, "403.html", 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form was opened in another session (log-in changed meanwhile) or cookies are off."""
    if _is_scripted(request):
        return _toast(request, _("The form was open too long"), 403)
    return HttpResponse(_bare(request, "403_csrf.html"), status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: no such page, or not theirs; the two look the same on purpose."""
    if _is_scripted(request):
        return _toast(request, _("There is no such page, or it is not yours"), 404)
    return _page(request, "404.html", 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault; 503 when the database is away or the disk is full, and trying again later helps."""
    if (cause := unavailability(sys.exc_info()[1])) is not None:
        return _unavailable(request, cause)
    return HttpResponse(_bare(request, "500.html"), status=500)


def unavailability(error: BaseException | None) -> BaseException | None:
    """What in the chain of an error says that the database is away or a disk full; None for any other error."""
    while error is not None and not isinstance(error, DATABASE_AWAY) and not is_disk_full(error):
        error = error.__cause__ or error.__context__
    return error


def is_disk_full(error: BaseException) -> bool:
    """Whether something could not be written for want of room, here or in the database."""
    if isinstance(error, OSError):
        return error.errno in DISK_FULL
    return getattr(error.__cause__, "sqlstate", None) == DATABASE_DISK_FULL


def _unavailable(request: HttpRequest, cause: BaseException) -> HttpResponse:
    """503 with what happened and when to come again."""
    response = HttpResponse(_bare(request, "503.html", is_disk_full=is_disk_full(cause)), status=503)
    response["Retry-After"] = "5"
    return response
