"""What the log says, and what it never says."""

import io
import json
import logging
import logging.config
import string
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from django.http import HttpResponse
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from mayak.server import requests
from mayak.server.journal import logging_config, mask, mask_value
from mayak.server.requests import RequestJournal

digits = st.text(string.digits, min_size=10, max_size=10)
surnames = st.sampled_from(["Ладова", "Мельников-Озеров", "Щукин", "Ёлкина"])
given_names = st.sampled_from(["Вера", "Пётр", "Анна-Мария"])
around = st.sampled_from(["", "client ", "error: ", "row 7: ", "(", "[", "; "])
after = st.sampled_from(["", ".", " is wrong", ")", ", 2 rows", "\nTraceback"])


@st.composite
def phones(draw: st.DrawFn) -> str:
    """A number as people write it."""
    d = draw(digits)
    shape = draw(
        st.sampled_from(
            [
                "+7{a}{b}{c}{d}",
                "8{a}{b}{c}{d}",
                "+7 ({a}) {b}-{c}-{d}",
                "8 {a} {b} {c} {d}",
                "8({a}){b}{c}{d}",
                "({a}) {b}-{c}{d}",
                "8-{a}-{b}-{c}-{d}",
                "+7\u00a0{a}\u00a0{b}\u2011{c}\u2011{d}",
                "{b}-{c}-{d}",
            ]
        )
    )
    return str(shape.format(a=d[:3], b=d[3:6], c=d[6:8], d=d[8:]))


@st.composite
def mails(draw: st.DrawFn) -> str:
    """An address of mail."""
    local = draw(st.text(string.ascii_lowercase + string.digits + "._+-", min_size=1, max_size=12))
    return f"{local}@{draw(st.sampled_from(['office.example', 'почта.рф', 'a-b.c.example']))}"


@st.composite
def names(draw: st.DrawFn) -> str:
    """A person as written in records."""
    last, first = draw(surnames), draw(given_names)
    return draw(st.sampled_from([f"{last} {first}", f"{last} {first[0]}. П.", f"{first[0]}. {last}", last]))


taxpayers = st.text(string.digits, min_size=10, max_size=10) | st.text(string.digits, min_size=12, max_size=12)


@given(around, phones() | mails() | names() | taxpayers, after)
def test_nothing_of_a_person_is_left(before: str, secret: str, behind: str) -> None:
    masked = mask(before + secret + behind)
    for piece in [secret, *(word for word in secret.replace("-", " ").split() if len(word) > 3)]:
        assert piece not in masked


@given(phones() | mails() | names() | taxpayers)
def test_nothing_is_left_in_values(secret: str) -> None:
    line = {"value": secret, "deep": [{"a": (secret,)}], "inn": "1", "mapping": {"password": "hidden"}}
    told = json.dumps(mask_value(line), ensure_ascii=False)
    assert secret not in told
    assert "hidden" not in told


def test_database_errors_keep_their_kind_only() -> None:
    words = (
        'duplicate key value violates unique constraint "clients_inn"\n'
        "DETAIL:  Key (inn, name)=(7700000000, ооо ромашка) already exists."
    )
    assert mask(words) == 'duplicate key value violates unique constraint "clients_inn"\nDETAIL: …'
    assert "ромашка" not in mask("Key (name)=(ооо ромашка) already exists.")
    assert "ромашка" not in mask('invalid input syntax for type integer: "ромашка"')


def test_queries_of_addresses_are_not_told() -> None:
    assert mask("GET /clients/?q=ромашка&page=2 failed") == "GET /clients/?… failed"


@pytest.mark.parametrize(
    "text",
    ["job 12345678 is given up", "2026-11-21 10:15:02", "10.0.0.75", "line 734, in close", "PostgreSQL 18.6", "1.5 s"],
)
def test_what_is_nobodys_stays(text: str) -> None:
    assert mask(text) == text


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What a running office's log would hold."""
    stream = io.StringIO()
    config = logging_config(level="INFO", form="json")
    config["handlers"]["stream"]["stream"] = stream
    root = logging.getLogger()
    before = (root.level, root.handlers[:])
    logging.config.dictConfig(config)
    yield stream
    structlog.reset_defaults()
    root.setLevel(before[0])
    root.handlers[:] = before[1]


def told(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_every_line_is_json_and_masked(lines: io.StringIO) -> None:
    logging.getLogger("any.library").warning("cannot reach %s", "vera@office.example")
    try:
        raise ValueError("no such person: Ладова Вера, +7 (999) 000-11-22")
    except ValueError:
        structlog.get_logger("mayak.any").exception("failed", client=17, phone="1")
    first, second = told(lines)
    assert (first["event"], first["level"], first["logger"]) == ("cannot reach …", "warning", "any.library")
    assert (second["client"], second["phone"]) == (17, "…")
    assert "ValueError" in second["exception"]
    assert not [word for word in ("Ладова", "Вера", "000-11-22") if word in lines.getvalue()]


def test_a_request_is_one_line_and_its_number_is_on_every_other(
    lines: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(requests, "log", structlog.get_logger("mayak.request"))

    def page(request: object) -> HttpResponse:
        logging.getLogger("inside").warning("inside")
        return HttpResponse("", status=404)

    request = RequestFactory().get("/people/?q=Ладова", headers={"x-request-id": "from-the-proxy"})
    request.resolver_match = None
    answer = RequestJournal(page)(request)
    assert answer["X-Request-ID"] == "from-the-proxy"
    inside, line = told(lines)
    assert inside["request_id"] == line["request_id"] == "from-the-proxy"
    assert (line["event"], line["method"], line["status"], line["view"]) == ("request", "GET", 404, "-")
    assert line["ms"] >= 0
    assert "people" not in lines.getvalue()


@pytest.mark.parametrize("given_number", ["", "a" * 65, "two words", "Ладова", "<script>"])
def test_a_foreign_number_is_not_taken_over(given_number: str) -> None:
    request = RequestFactory().get("/")
    request.META["HTTP_X_REQUEST_ID"] = given_number
    answer = RequestJournal(lambda request: HttpResponse())(request)
    assert answer["X-Request-ID"] != given_number
    assert len(answer["X-Request-ID"]) == 16


def test_requests_are_measured_by_view(client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[str, str, int]] = []
    monkeypatch.setattr(RequestJournal, "observe", staticmethod(lambda *measured: seen.append(measured[:3])))
    settings.MIDDLEWARE = ["mayak.server.requests.RequestJournal", *settings.MIDDLEWARE]
    assert client.get("/livez")["X-Request-ID"]
    assert seen == [("livez", "GET", 200)]
