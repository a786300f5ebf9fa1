"""A page whose connection was lost is made once more; a form never."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from mayak.server import safe_retry
from mayak.server.safe_retry import SafeRetry

pytestmark = pytest.mark.django_db


def _away() -> HttpResponse:
    return HttpResponse(status=503, headers={"Retry-After": "5"})


def test_who_has_waited_long_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safe_retry, "PATIENCE_SECONDS", -1)
    answers = [_away()]
    assert SafeRetry(lambda request: answers.pop(0))(RequestFactory().get("/")).status_code == 503


@pytest.mark.parametrize(
    ("method", "answers", "status"),
    [
        ("GET", [_away(), HttpResponse()], 200),
        ("HEAD", [_away(), HttpResponse()], 200),
        ("GET", [_away(), _away()], 503),
        ("POST", [_away()], 503),
        ("GET", [HttpResponse(status=503)], 503),
        ("GET", [HttpResponse(status=404)], 404),
    ],
)
def test_only_reading_is_tried_again_and_only_once(method: str, answers: list[HttpResponse], status: int) -> None:
    def page(request: HttpRequest) -> HttpResponse:
        return answers.pop(0)

    assert SafeRetry(page)(RequestFactory().generic(method, "/")).status_code == status
    assert answers == []
