"""Closing a contact with its next step, as the contact page's form does it."""

import re
from itertools import pairwise

from bench.latency import BLOCK, Measurement, Timing
from bench.wire import Answer

_FIELD = re.compile(r'<(?:input|textarea)\b[^>]*\bname="([^"]+)"[^>]*>')
_VALUE = re.compile(r'\bvalue="([^"]*)"')


def measure_closing(
    measurement: Measurement, contacts: list[tuple[str, int]], rounds: int
) -> tuple[Timing, Timing, Timing]:
    """Timings of closing, of the reference page and of the bare insert beside it."""
    closing, reading, writing = Timing(), Timing(), Timing()
    per_round = len(contacts) // rounds
    bounds = range(0, per_round * rounds + 1, per_round)
    for start, end in pairwise(bounds):
        closed: list[float] = []
        read: list[float] = []
        written: list[float] = []
        for first in range(start, end, BLOCK):
            for login, pk in contacts[first : min(first + BLOCK, end)]:
                closed.append(_close(measurement, login, pk).seconds)
            read += measurement.block_of_reference(first)
            written += measurement.block_of_inserts(first)
        closing.add_round(closed)
        reading.add_round(read)
        writing.add_round(written)
    return closing, reading, writing


def closing_statements() -> int:
    """The most SQL statements of closing a contact with its next one, the connection's statements prepared."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client as Browser
    from django.test.utils import CaptureQueriesContext

    from bench.targets import contacts_to_close
    from mayak.accounts.models import Staff

    settings.ALLOWED_HOSTS = ["*"]
    counts = []
    for login, pk in contacts_to_close(6, 1):
        browser = Browser()
        browser.force_login(Staff.objects.get(login=login), backend=settings.AUTHENTICATION_BACKENDS[0])
        text = browser.get(f"/contacts/{pk}/").content.decode()
        fields = _form_of(text) | {"outcome": "product", "comment": "Показали поиск."}
        with CaptureQueriesContext(connection) as captured:
            browser.post(f"/contacts/{pk}/close/", fields)
        counts.append(len(captured))
    return max(counts)


def _close(measurement: Measurement, login: str, pk: int) -> Answer:
    wire = measurement.wire_of(login)
    with measurement.connected(wire):
        page = wire.get(f"/contacts/{pk}/")
        fields = _form_of(page.text) | {"outcome": "product", "comment": "Показали поиск, договорились о следующем."}
        answer = wire.post(f"/contacts/{pk}/close/", fields)
    if answer.status != 302 or "after=" not in answer.header("location"):
        raise SystemExit(f"closing contact {pk} was answered with {answer.status}")
    return answer


def _form_of(text: str) -> dict[str, object]:
    """The hidden fields that the page's form carries."""
    fields: dict[str, object] = {}
    for match in _FIELD.finditer(text):
        value = _VALUE.search(match[0])
        if 'type="hidden"' in match[0] and value:
            fields[match[1]] = value[1]
    return fields
