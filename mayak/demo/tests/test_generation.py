"""The same seed and day give the same office; any size can be built; a day off is worked on."""

import hashlib
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.db.models import F

from mayak.clients.models import Client
from mayak.core.calendar import working_calendar
from mayak.demo import portions
from mayak.demo.domain import names
from mayak.demo.domain.companies import make_company
from mayak.demo.domain.pools import Expert, Pools
from mayak.demo.services import build_demo
from mayak.usage.models import UsageDay
from mayak.work.models import Activity

TODAY = date(2026, 11, 18)
FINGERPRINTS = (
    "SELECT name, inn, address, status, since_date, left_date, left_reason FROM clients_client ORDER BY id",
    "SELECT client_id, last_name, first_name, roles, birth_date, interests FROM clients_person ORDER BY id",
    "SELECT client_id, day, person_id, logins, searches FROM usage_usageday ORDER BY 1, 2, 3, kit_id",
    "SELECT client_id, planned_at, done_at, comment, goal, state FROM work_activity ORDER BY id",
    "SELECT client_id, paid_date, amount, invoice_id FROM money_payment ORDER BY 1, 2, 3, 4",
    "SELECT client_id, confirmed_date, value, source FROM card_indicatorvalue ORDER BY 1, 2, 3, 4, indicator_id",
)


def _indexes() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1")
        found: list[tuple[str, str]] = cursor.fetchall()
        return found


def fingerprint(clients: int, seed: int) -> list[str]:
    """Digests of an office that is thrown away again."""
    found = []
    with transaction.atomic():
        build_demo(clients=clients, seed=seed, today=TODAY, say=lambda line: None, judge=False)
        with connection.cursor() as cursor:
            for statement in FINGERPRINTS:
                cursor.execute(statement)
                found.append(hashlib.sha256(repr(cursor.fetchall()).encode()).hexdigest())
        transaction.set_rollback(True)
    return found


@pytest.mark.django_db
def test_same_seed_same_office() -> None:
    assert fingerprint(40, 1) == fingerprint(40, 1)


@pytest.mark.django_db
def test_other_seed_other_office() -> None:
    assert not set(fingerprint(40, 1)) & set(fingerprint(40, 2))


@pytest.mark.django_db
@pytest.mark.parametrize("clients", [50, 250])
def test_any_size(clients: int) -> None:
    rows = build_demo(clients=clients, today=TODAY, say=lambda line: None, judge=False)
    assert Client.objects.count() == clients
    assert 300 < rows.total() / clients < 900


@pytest.mark.django_db
def test_a_demo_started_on_a_sunday_works_on_it() -> None:
    sunday = date(2026, 11, 22)
    build_demo(clients=50, today=sunday, say=lambda line: None, judge=False)
    assert working_calendar().is_working(sunday)


def test_pools_follow_the_weights() -> None:
    experts = [Expert(number, "remote", 14, False, False) for number in (1, 2, 3)]
    pools = Pools(experts, [1, 1, 2], [])
    places = [pools.deal(number, False) for number in range(400)]
    counts = [sum(place.expert.staff_id == expert.staff_id for place in places) for expert in experts]
    assert counts == [100, 100, 200]
    assert max(place.position for place in places) == 199


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Вершина-Строй", "vershina-stroy"), ("Подъём «Щука»", "podem-shchuka"), ("Берёзовая, 7", "berezovaya-7")],
)
def test_latin_makes_an_address(text: str, expected: str) -> None:
    assert names.in_address(text) == expected


def test_companies_have_many_forms() -> None:
    from random import Random

    forms = {make_company(Random(number), number).name.split("\u00a0")[0] for number in range(400)}
    assert {"ООО", "АО", "ИП", "МБУ", "АНО", "ТСЖ"} <= forms


@pytest.mark.django_db(transaction=True)
def test_a_large_office_is_written_in_slices_and_keeps_its_indexes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portions, "SLICE", 40)
    before = _indexes()
    build_demo(clients=100, today=TODAY, say=lambda line: None, judge=False, in_processes=False)
    assert Client.objects.count() == 100
    assert _indexes() == before


@pytest.mark.django_db
def test_older_years_repeat_weekdays_and_nothing_precedes_its_client() -> None:
    build_demo(clients=60, today=TODAY, history=1500, say=lambda line: None, judge=False)
    oldest = UsageDay.objects.filter(day__lt=TODAY - timedelta(days=740))
    assert oldest.count() > 1000
    assert oldest.filter(day__iso_week_day__gt=5).count() < oldest.count() / 50
    assert not UsageDay.objects.filter(day__lt=F("client__since_date")).exists()
    assert not Activity.objects.filter(done_at__date__lt=F("client__since_date")).exists()
    assert Activity.objects.filter(done_at__date__lt=TODAY - timedelta(days=800)).count() > 200
