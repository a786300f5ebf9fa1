"""News that a listener cannot take."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import OperationalError, connection, transaction

from mayak.core import events
from mayak.core.models import Office


@dataclass(frozen=True)
class Happened:
    """Something."""


@pytest.fixture
def heard() -> Iterator[list[str]]:
    """Who heard of it: the first listener breaks."""
    names: list[str] = []

    def broken(event: Happened) -> None:
        raise RuntimeError("cannot listen")

    def listening(event: Happened) -> None:
        names.append("second")

    events.subscribe(Happened)(broken)
    events.subscribe(Happened)(listening)
    yield names
    events._subscribers.pop(Happened)


@pytest.mark.django_db(transaction=True)
def test_a_broken_listener_breaks_neither_the_action_nor_the_other_listeners(heard: list[str]) -> None:
    events.publish(Happened())
    assert heard == ["second"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "trouble",
    [
        "SELECT pg_terminate_backend(pg_backend_pid())",
        "DO $$ BEGIN RAISE EXCEPTION 'No space left on device' USING ERRCODE = '53100'; END $$",
    ],
    ids=["connection lost", "no room"],
)
def test_an_action_nobody_could_be_told_of_for_the_database_is_not_done(trouble: str) -> None:
    def troubled(event: Happened) -> None:
        with connection.cursor() as cursor:
            cursor.execute(trouble)

    events.subscribe(Happened, in_transaction=True)(troubled)
    try:
        with pytest.raises(OperationalError):
            _act()
    finally:
        events._witnesses.pop(Happened)
        connection.close()
    assert not Office.objects.filter(name="acted").exists()


@transaction.atomic
def _act() -> None:
    Office.objects.update_or_create(pk=1, defaults={"name": "acted"})
    events.publish(Happened())


@pytest.fixture
def witnessed() -> Iterator[list[bool]]:
    """Whether those who listen within the transaction heard of it in one; the first of them breaks."""
    in_transaction: list[bool] = []

    def broken(event: Happened) -> None:
        Office.objects.update_or_create(pk=1, defaults={"name": "half"})
        raise RuntimeError("cannot listen")

    def listening(event: Happened) -> None:
        in_transaction.append(connection.in_atomic_block)

    events.subscribe(Happened, in_transaction=True)(broken)
    events.subscribe(Happened, in_transaction=True)(listening)
    yield in_transaction
    events._witnesses.pop(Happened)


@pytest.mark.django_db(transaction=True)
def test_a_witness_hears_within_the_transaction_and_cannot_break_it(witnessed: list[bool]) -> None:
    with transaction.atomic():
        events.publish(Happened())
        assert witnessed == [True]
        assert not Office.objects.filter(name="half").exists()
