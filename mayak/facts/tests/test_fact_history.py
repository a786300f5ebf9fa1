"""The history of facts: the value by history is the value that stood in the sheet on the day (S1)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mayak.clients.tests.makers import make_client, make_kit, make_person
from mayak.core import clock
from mayak.facts.history import facts_on, history_of_fact, kept_since
from mayak.facts.models import ChangedFacts, ClientFacts, fact_fields
from mayak.facts.services import sweep_dirty
from mayak.facts.tests.test_freshness import Life
from mayak.lamps.tests.makers import before, make_invoice, make_login, make_payment, noon

D = date(2026, 3, 31)
pytestmark = pytest.mark.django_db


@contextmanager
def day_of_work(day: date) -> Iterator[None]:
    """The office lives through a day: everything done in it is in the facts at its end."""
    with clock.frozen_at(noon(day)):
        yield
        sweep_dirty()


def sheet() -> dict[int, dict[str, Any]]:
    """All facts of all clients as they stand."""
    names = list(fact_fields())
    return {row[0]: dict(zip(names, row[1:], strict=True)) for row in ClientFacts.objects.values_list("pk", *names)}


@pytest.mark.parametrize("seed", range(5))
def test_the_value_by_history_is_the_value_that_stood_on_the_day(seed: int) -> None:
    stood: dict[date, dict[int, dict[str, Any]]] = {}
    with clock.frozen_at(noon(before(D, 40))):
        life = Life(seed)
    day = before(D, 40)
    while day < D:
        with day_of_work(day):
            for _ in range(life.random.randrange(4)):
                life.happen()
                if life.random.random() < 0.4:
                    sweep_dirty()
        stood[day] = sheet()
        if life.random.random() < 0.1:
            with day_of_work(before(day, life.random.randrange(1, 30))):
                pass  # training on a past day: history is left alone
        day += timedelta(days=life.random.choice([0, 1, 1, 1, 2, 5]))
    for day, facts in stood.items():
        kept = facts_on(day, list(facts))
        assert {pk: kept[pk] for pk in facts if pk in kept} == facts


def test_a_day_without_events_writes_nothing() -> None:
    client = make_client(since_date=before(D, 300))
    make_kit(client, active_from_date=before(D, 300))
    make_login(client, before(D, 100))
    make_invoice(client, before(D, 100))
    with day_of_work(before(D, 20)):
        make_person(client, birth_date=date(1980, 12, 1))
    for back in range(19, -1, -1):
        with day_of_work(before(D, back)):
            pass
    days = {row.day: row.facts for row in ChangedFacts.objects.filter(client=client)}
    assert set(days) == {before(D, 20)}
    assert facts_on(D, [client.pk], ["overdue_days", "days_without_login"])[client.pk] == {
        "overdue_days": 90,
        "days_without_login": 100,
    }


def test_the_days_last_word_counts_and_changes_of_a_fact_are_a_list() -> None:
    client = make_client()
    with day_of_work(before(D, 10)):
        invoice = make_invoice(client, before(D, 40), due_date=before(D, 30))
        sweep_dirty()
        late = make_payment(invoice, before(D, 10), 1000)
    assert facts_on(before(D, 10), [client.pk], ["overdue_days"])[client.pk]["overdue_days"] == 0
    with day_of_work(before(D, 4)):
        late.delete()
    told = [(each.day, each.value) for each in history_of_fact(client.pk, "overdue_days")]
    assert told == [(before(D, 10), 0), (before(D, 4), 26)]
    assert [each.value for each in history_of_fact(client.pk, "overdue_days", from_date=before(D, 2))] == [28]
    assert kept_since(client.pk) == before(D, 10)


def test_what_was_known_stays_when_data_come_later() -> None:
    client = make_client()
    with day_of_work(before(D, 10)):
        make_invoice(client, before(D, 60))
    with day_of_work(D):
        make_invoice(client, before(D, 90))
    assert facts_on(before(D, 5), [client.pk], ["overdue_invoices"])[client.pk]["overdue_invoices"] == 1
    assert facts_on(D, [client.pk], ["overdue_invoices"])[client.pk]["overdue_invoices"] == 2


def test_the_facts_of_many_are_one_query() -> None:
    with day_of_work(D):
        clients = [make_client() for _ in range(5)]
    with CaptureQueriesContext(connection) as queries:
        assert set(facts_on(D, [client.pk for client in clients], ["debt_amount"])) == {c.pk for c in clients}
    assert len(queries) == 1
    assert facts_on(before(D, 1), [clients[0].pk]) == {}
