"""A page whose connection was lost is made once more; a form never."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from mayak.server.safe_retry import SafeRetry

pytestmark = pytest.mark.django_db


def _away() -> HttpResponse:
    return HttpResponse(status=503, headers={"Retry-After": "5"})


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
