"""The pages of the design system: style page, log-in, errors, what works without network."""

import errno
import json
import re

import psycopg
import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.test import Client, RequestFactory
from django.utils import translation

from mayak.core.errors import ConflictError
from mayak.ui import problems
from mayak.ui.notices import notify
from mayak.ui.problems import ProblemMiddleware
from mayak.ui.render import render_page

pytestmark = pytest.mark.django_db


def request_of(path: str = "/", **headers: str) -> HttpRequest:
    """A request of somebody who is not logged in."""
    request = RequestFactory().get(path, headers=headers)
    request.user = AnonymousUser()
    request.session = {}  # type: ignore[assignment]
    request._messages = FallbackStorage(request)  # type: ignore[attr-defined]
    return request


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_style_page_speaks_one_language(client: Client, language: str, django_user_model: type) -> None:
    user = django_user_model.objects.create_user(  # type: ignore[attr-defined]
        login="eva", password="", first_name="Eva", last_name="Krylova", role="expert", language=language
    )
    client.force_login(user)
    page = client.get("/style/").content.decode()
    body = re.sub(r"<script.*?</script>|<[^>]+>", " ", page, flags=re.DOTALL)
    has_russian = bool(re.search("[а-яё]{3}", body.replace("Русский", ""), re.IGNORECASE))
    assert has_russian is (language == "ru")


def test_the_style_page_is_for_staff(client: Client) -> None:
    assert client.get("/style/").status_code == 302


def test_log_in_wears_our_look(client: Client) -> None:
    page = client.get("/login/", headers={"accept-language": "ru"}).content.decode()
    assert 'name="login"' in page
    assert 'name="password"' in page
    assert "Это пример" in page


def test_a_missing_page_is_told_without_giving_anything_away() -> None:
    with translation.override("ru"):
        response = problems.not_found(request_of("/clients/4417/"))
    assert response.status_code == 404
    assert "или" in response.content.decode()


class BrokenUser:
    """A user whose session cannot be read: the database is away."""

    @property
    def is_authenticated(self) -> bool:
        raise OperationalError("away")


def test_error_pages_work_without_a_database() -> None:
    request = request_of()
    request.user = BrokenUser()  # type: ignore[assignment]
    assert problems.not_found(request).status_code == 404
    assert problems.server_error(request).status_code == 500


@pytest.mark.parametrize(
    ("error", "status"),
    [(OperationalError, 503), (InterfaceError, 503), (psycopg.OperationalError, 503), (DatabaseError, 500)],
)
def test_only_a_database_that_is_away_asks_to_try_again(error: type[Exception], status: int) -> None:
    try:
        raise error("said by the driver")
    except error:
        response = problems.server_error(request_of())
    assert response.status_code == status
    assert ("Retry-After" in response) == (status == 503)


def test_a_session_that_cannot_be_saved_is_no_bad_request() -> None:
    # Django's own sessions report a lost connection while saving as a request that was interrupted.
    try:
        try:
            raise OperationalError("terminating connection")
        except OperationalError as lost:
            raise UpdateError from lost
    except UpdateError as error:
        interrupted = SessionInterrupted("the session was deleted")
        interrupted.__context__ = error
    assert problems.bad_request(request_of(), interrupted).status_code == 503
    assert problems.bad_request(request_of(), SessionInterrupted("logged out")).status_code == 400


def test_a_full_disk_is_said() -> None:
    refused = OperationalError("could not extend file")
    refused.__cause__ = psycopg.errors.DiskFull("No space left on device")
    for error in (OSError(errno.ENOSPC, "No space left on device"), refused):
        try:
            raise error
        except (OSError, OperationalError):
            with translation.override("en"):
                response = problems.server_error(request_of())
        assert response.status_code == 503
        assert "disk is full" in response.content.decode()


def middleware(response: HttpResponse | None = None) -> ProblemMiddleware:
    """The middleware round a view with a given answer."""
    return ProblemMiddleware(lambda request: response or HttpResponse("ok"))


def test_a_problem_is_a_page_or_a_toast() -> None:
    problem = ConflictError("Уже закрыто", hint="Обновите страницу.")
    page = middleware().process_exception(request_of(), problem)
    assert page is not None
    assert page.status_code == 409
    assert "<h1>Уже закрыто</h1>" in page.content.decode()
    toast = middleware().process_exception(request_of(**{"HX-Request": "true"}), problem)
    assert toast is not None
    assert toast["HX-Retarget"] == "#toasts"
    assert "<html" not in toast.content.decode()
    assert middleware().process_exception(request_of(), ValueError()) is None


@pytest.mark.parametrize("headers", [{"HX-Request": "true"}, {"X-Mayak-Form": "1"}])
def test_a_script_never_gets_a_page_where_it_waits_for_an_answer(headers: dict[str, str]) -> None:
    for handler in (problems.not_found, problems.forbidden, problems.csrf_failure):
        response = handler(request_of(**headers))
        assert response["HX-Retarget"] == "#toasts"
        assert b"<html" not in response.content


def test_a_redirect_reaches_the_script_as_an_address() -> None:
    moved = HttpResponseRedirect("/next/")
    assert middleware(moved)(request_of()).status_code == 302
    told = middleware(moved)(request_of(**{"X-Mayak-Form": "1"}))
    assert told.status_code == 200
    assert told["X-Mayak-Location"] == "/next/"


def test_part_or_page() -> None:
    page = render_page(request_of(), "ui/offline.html", {}, part="ui/parts/banners.html")
    part = render_page(request_of(**{"HX-Request": "true"}), "ui/offline.html", {}, part="ui/parts/banners.html")
    assert b"<html" in page.content
    assert b"<html" not in part.content
    assert "HX-Request" in part["Vary"]


def test_a_toast_carries_the_way_back() -> None:
    request = request_of()
    notify(request, "Контакт закрыт", undo_url="/undo/1/")
    page = render_page(request, "ui/offline.html").content.decode()
    assert "Контакт закрыт" in page
    assert 'action="/undo/1/"' in page


def test_the_service_worker_keeps_only_what_holds_no_data(client: Client) -> None:
    response = client.get("/service-worker.js")
    assert response["Content-Type"].startswith("text/javascript")
    kept = re.search(r"const ADDRESSES = (\[.*?\]);", response.content.decode())
    assert kept
    addresses = json.loads(kept[1])
    assert addresses[0] == "/offline/"
    assert all("/ui/" in address for address in addresses[1:])


def test_the_look_is_remembered_by_the_server(client: Client) -> None:
    client.cookies["mayak_theme"] = "dark"
    client.cookies["mayak_density"] = "nonsense"
    page = client.get("/offline/").content.decode()
    assert 'data-theme="dark"' in page
    assert "data-density" not in page.split("<head>")[0]
