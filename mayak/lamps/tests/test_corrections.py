"""The necessity set by hand: replaces the computed one while it is in force, with author and reason (S3, S4)."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from mayak.accounts.models import Staff
from mayak.accounts.tests.makers import make_staff
from mayak.audit.models import Change
from mayak.clients.models import Client
from mayak.clients.tests.makers import make_client
from mayak.core import clock
from mayak.core.errors import InvalidInputError
from mayak.lamps.models import Score, ScoreCorrection
from mayak.lamps.services import correct_score, refresh_office, withdraw_correction

pytestmark = pytest.mark.django_db


@pytest.fixture
def expert() -> Staff:
    return make_staff()


@pytest.fixture
def client(expert: Staff) -> Client:
    client = make_client(expert=expert)
    refresh_office()
    return client


def _necessity(client: Client) -> Decimal | None:
    return Score.objects.get(client=client).necessity


def test_a_correction_replaces_the_computed_necessity_and_can_be_withdrawn(expert: Staff, client: Client) -> None:
    computed = _necessity(client)
    correct_score(
        user=expert, client_id=client.pk, value=Decimal("0.90"), reason="просил директор", until=clock.today()
    )
    assert _necessity(client) == Decimal("0.90")

    withdraw_correction(user=expert, client_id=client.pk)
    assert _necessity(client) == computed


def test_it_ends_by_itself_after_its_last_day(expert: Staff, client: Client) -> None:
    computed = _necessity(client)
    correct_score(user=expert, client_id=client.pk, value=Decimal("0.90"), reason="отпуск", until=clock.today())
    refresh_office(as_of=clock.today() + timedelta(days=1))
    assert _necessity(client) == computed


def test_the_same_correction_sent_twice_is_made_once(expert: Staff, client: Client) -> None:
    asked: dict[str, Any] = {
        "value": Decimal("0.90"),
        "reason": "просил директор",
        "until": clock.today() + timedelta(days=9),
    }
    first, second = (correct_score(user=expert, client_id=client.pk, **asked) for _ in range(2))
    assert first == second
    assert [row.operation for row in Change.objects.filter(table="lamps_scorecorrection")] == ["I"]


def test_a_newer_correction_ends_the_older_one(expert: Staff, client: Client) -> None:
    later = clock.today() + timedelta(days=9)
    for value in ("0.90", "0.10"):
        correct_score(user=expert, client_id=client.pk, value=Decimal(value), reason="повод", until=later)
    assert _necessity(client) == Decimal("0.10")
    assert ScoreCorrection.objects.filter(until_date__gte=clock.today()).count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"value": Decimal("1.01")}, "value"), ({"reason": " "}, "reason"), ({"until": date(2020, 1, 1)}, "until")],
)
def test_what_does_not_fit_is_said_at_the_field(
    expert: Staff, client: Client, changes: dict[str, object], field: str
) -> None:
    values = {"value": Decimal("0.5"), "reason": "повод", "until": clock.today(), **changes}
    with pytest.raises(InvalidInputError) as error:
        correct_score(user=expert, client_id=client.pk, **values)  # type: ignore[arg-type]
    assert error.value.field == field


def test_by_the_page_with_its_trace_in_the_history(expert: Staff, client: Client) -> None:
    web = Browser()
    web.force_login(expert)
    values = {"value": "0,7", "reason": "ждут звонка", "until": f"{clock.today():%Y-%m-%d}"}
    answer = web.post(reverse("client_correction", args=[client.pk]), values)

    assert answer["Location"] == reverse("client", args=[client.pk])
    assert _necessity(client) == Decimal("0.70")
    assert Change.objects.get(table="lamps_scorecorrection").actor_id == expert.pk
    assert "ждут звонка" in web.get(reverse("client", args=[client.pk])).content.decode()
