"""The shape that keeps pages quick in an office of any size (docs/performance.md); times are measured by ``bench``.

A small generated office is enough to tell: the planner is told to avoid reading whole tables and joins that do, so what
it still reads whole, by the table or by an index without a condition, has no index to go by.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.plugin import DjangoDbBlocker

from mayak.accounts.models import Staff
from mayak.core import clock
from mayak.core.playbook import ensure_playbook
from mayak.demo.services import build_demo
from mayak.facts.services import refresh_dirty, refresh_facts
from mayak.work.models import Activity, ActivityState
from mayak.work.tests.makers import at
from tests.test_query_counts import _office_with

pytestmark = pytest.mark.django_db

# Tables that grow with the years of an office, or by many rows a client.
TODAY = date(2026, 11, 18)
RECORDS = frozenset(
    [
        "work_activity",
        "work_agreement",
        "work_activityreason",
        "usage_usageday",
        "usage_kitupdate",
        "usage_hotlinerequest",
        "usage_training",
        "usage_attendance",
        "usage_portalaction",
        "usage_mailevent",
        "money_invoice",
        "money_payment",
        "money_act",
        "money_promise",
        "card_indicatorvalue",
        "clients_personphone",
        "clients_personemail",
        "clients_consent",
        "facts_changedfacts",
        "lamps_lampinterval",
        "lamps_scoreinterval",
        "audit_change",
    ]
)


@dataclass(frozen=True)
class Asked:
    """A statement of a page with its parameters."""

    page: str
    sql: str
    params: Any


@pytest.fixture(scope="module")
def asked(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[list[Asked]]:
    """What the pages of a day's work ask of the database, for an expert and for who sees the whole office."""
    with django_db_blocker.unblock(), transaction.atomic(), clock.frozen_at(at(TODAY, 11)):
        build_demo(clients=120, today=TODAY, say=lambda line: None, judge=False)
        refresh_facts()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE facts_clientfacts, lamps_lampstate, lamps_score, lamps_lampinterval")
        found = [each for login in ("krylova", "dalny") for each in _asked(Staff.objects.get(login=login))]
        with connection.cursor() as cursor:
            for whole in ("seqscan", "mergejoin", "hashjoin"):
                cursor.execute(f"SET LOCAL enable_{whole} = off")
        yield found
        transaction.set_rollback(True)


def _asked(user: Staff) -> list[Asked]:
    browser = Browser()
    browser.force_login(user)
    planned = Activity.objects.filter(executor__login="krylova", state=ActivityState.PLANNED).order_by("planned_at")
    contact, client = planned.values_list("pk", "client_id")[0]
    pages = {
        "my day": "/",
        "client": f"/clients/{client}/",
        "contacts of a client": f"/clients/{client}/activities/",
        "money of a client": f"/clients/{client}/money/",
        "contact": f"/contacts/{contact}/",
        "board": "/board/",
        "board by a lamp": "/board/?show=urgent",
        "clients": "/clients/",
        "search": "/search/?q=Вершина",
    }
    found: list[Asked] = []
    for name, path in pages.items():
        browser.get(path)

        def note(execute: Any, sql: str, params: Any, many: bool, context: Any, page: str = name) -> Any:
            if sql.lstrip().upper().startswith(("SELECT", "WITH")):
                found.append(Asked(f"{page} of a {user.role}", sql, params))
            return execute(sql, params, many, context)

        with connection.execute_wrapper(note):
            assert browser.get(path).status_code == 200, name
    return found


def test_no_page_reads_a_table_of_records_whole(asked: list[Asked], django_db_blocker: DjangoDbBlocker) -> None:
    with django_db_blocker.unblock():
        whole = {f"{each.page}: {table}" for each in asked for table in _read_whole(each)}
    assert len(asked) > 60
    assert whole == set()


def _read_whole(each: Asked) -> set[str]:
    """The tables of records that the statement's plan reads from one end to the other."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {each.sql}", each.params)
        (plan,) = cursor.fetchone()
    found: set[str] = set()
    waiting = [(plan if isinstance(plan, list) else json.loads(plan))[0]["Plan"]]
    while waiting:
        node = waiting.pop()
        waiting += node.get("Plans", [])
        is_scan = node["Node Type"] in {"Seq Scan", "Index Scan", "Index Only Scan", "Bitmap Index Scan"}
        if is_scan and "Index Cond" not in node and node.get("Relation Name") in RECORDS:
            found.add(f"{node['Relation Name']} by {node.get('Index Name', 'itself')}")
    return found


def test_a_table_without_an_index_for_it_is_noticed(asked: list[Asked], django_db_blocker: DjangoDbBlocker) -> None:
    with django_db_blocker.unblock():
        assert _read_whole(Asked("", "SELECT * FROM work_activity WHERE minutes = %s", [3])) == {
            "work_activity by itself"
        }


def test_a_client_is_refreshed_by_as_many_statements_in_a_large_office() -> None:
    ensure_playbook()
    counts = []
    for size in (1, 20):
        office = _office_with(size)
        refresh_facts()
        for _again in range(2):  # the first one compiles the rules
            Activity.objects.filter(client=office.own, state=ActivityState.PLANNED).update(minutes=size)
            with CaptureQueriesContext(connection) as captured:
                refresh_dirty(client_ids=[office.own.pk])
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_a_contact_is_closed_by_as_many_statements_in_a_large_office() -> None:
    ensure_playbook()
    counts = []
    for size in (1, 20):
        office = _office_with(size)
        refresh_facts()
        browser = Browser()
        browser.force_login(office.viewer)
        planned = Activity.objects.filter(client__in=[office.own], state=ActivityState.PLANNED).order_by("pk")
        contact = planned.values_list("pk", flat=True)[0]
        browser.get(reverse("contact", args=[contact]))
        fields = {"outcome": "product", "comment": "Показали поиск"}
        with CaptureQueriesContext(connection) as captured:
            assert browser.post(reverse("contact_close", args=[contact]), fields).status_code == 302
        counts.append(len(captured))
    assert counts[0] == counts[1]
