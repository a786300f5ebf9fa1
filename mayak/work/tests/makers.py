"""Makers of contacts and agreements for tests."""

from datetime import date, datetime, time
from typing import Any

from mayak.accounts.models import Staff
from mayak.clients.models import Client
from mayak.core import clock
from mayak.work.models import Activity, Agreement, Outcome


def at(day: date, hour: int = 0, minute: int = 0) -> datetime:
    """A moment of an office day."""
    return datetime.combine(day, time(hour, minute), tzinfo=clock.office_zone())


def make_activity(client: Client, executor: Staff, planned_at: datetime | None = None, **fields: Any) -> Activity:
    """A planned contact, now if not said otherwise."""
    return Activity.objects.create(
        client=client, executor=executor, planned_at=planned_at or clock.now(), **{"goal": "Цель", **fields}
    )


def make_done(client: Client, executor: Staff, done_at: datetime, outcome: str = "product", **fields: Any) -> Activity:
    """A closed contact with an outcome of the loaded playbook."""
    return make_activity(
        client,
        executor,
        done_at,
        done_at=done_at,
        state="done",
        outcome=Outcome.objects.get(code=outcome),
        **fields,
    )


def make_agreement(client: Client, due: date, **fields: Any) -> Agreement:
    """An open agreement of ours."""
    return Agreement.objects.create(client=client, due_date=due, **{"text": "Выслать расчёт", "owner": "us", **fields})
