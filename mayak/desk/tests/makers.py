"""An office for the tests of the desk: one expert, one client that has a bit of everything."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from mayak.accounts.models import Staff
from mayak.accounts.tests.makers import make_staff
from mayak.card.models import IndicatorDefinition, IndicatorValue
from mayak.cases.models import Case
from mayak.clients.models import Client, Person, PersonPhone
from mayak.clients.tests.makers import make_client, make_contract, make_kit, make_person, make_segment
from mayak.core import clock
from mayak.lamps.services import refresh_office
from mayak.money.models import Act, Invoice, Payment, Promise
from mayak.usage.models import HotlineRequest, Training, UsageDay
from mayak.work.models import Activity, Agreement, Outcome, Stage


@dataclass(frozen=True)
class Office:
    """Whom and what the tests look at."""

    expert: Staff
    client: Client
    key_user: Person


def make_office(expert: Staff | None = None) -> Office:
    """An expert, a client with people, money, usage and work; facts and lamps are up to date."""
    expert = expert or make_staff(first_name="Ева", last_name="Крылова")
    client = make_client(expert=expert, name="ООО «Вершина-Строй»", inn="7701000140", timezone="Europe/Samara")
    key_user = make_person(
        client, last_name="Зубова", first_name="Марина", roles=["key_user", "user"], phone="+79990000014"
    )
    director = make_person(client, last_name="Горный", first_name="Андрей", roles=["decision_maker"])
    PersonPhone.objects.create(person=director, number="+79990000015", is_unwanted=True)
    make_segment(client, "loyalty", "yellow")
    make_contract(client, clock.today() - timedelta(days=200), ends_date=clock.today() + timedelta(days=93))
    make_kit(client, price_amount=Decimal(16200), users=3)
    make_money(client)
    make_work(client, key_user, expert)
    make_card(client)
    refresh_office()
    return Office(expert, client, key_user)


def make_money(client: Client) -> None:
    """One invoice paid in time, one 30 days late with a broken promise; one act out."""
    today = clock.today()
    old = Invoice.objects.create(
        client=client,
        number="2100",
        period=today,
        issued_date=today - timedelta(days=90),
        amount=16200,
        due_date=today - timedelta(days=80),
    )
    Payment.objects.create(client=client, invoice=old, paid_date=today - timedelta(days=82), amount=16200)
    late = Invoice.objects.create(
        client=client,
        number="2187",
        period=today,
        issued_date=today - timedelta(days=40),
        amount=48600,
        due_date=today - timedelta(days=30),
    )
    Promise.objects.create(
        client=client, invoice=late, promised_date=today - timedelta(days=20), expected_date=today - timedelta(days=9)
    )
    Act.objects.create(client=client, number="77", period=today, issued_date=today - timedelta(days=20), amount=16200)


def make_work(client: Client, person: Person, expert: Staff) -> None:
    """A talk 12 days ago, a question before and after it, a plan for tomorrow, an overdue agreement, a threat."""
    now = clock.now()
    make_talk(client, person, expert, now - timedelta(days=12), "Сравнивала сроки вычета")
    Activity.objects.create(
        client=client,
        executor=expert,
        person=person,
        planned_at=now + timedelta(days=1),
        goal="Вернуть в систему",
        stage=Stage.objects.first(),
    )
    for days, topic in ((20, "Путевой лист"), (5, "Удержания при увольнении")):
        HotlineRequest.objects.create(client=client, person=person, asked_at=now - timedelta(days=days), topic=topic)
    UsageDay.objects.create(client=client, day=clock.today() - timedelta(days=15), logins=4)
    Training.objects.create(client=client, person=person, day=clock.today() - timedelta(days=700), program="Основы")
    Agreement.objects.create(
        client=client, text="Показать поиск", due_date=clock.today() - timedelta(days=4), owner="us"
    )
    Case.objects.create(client=client, kind="threat", title="Хотят уйти", opened_at=now - timedelta(days=2))


def make_talk(client: Client, person: Person, expert: Staff, at: datetime, comment: str = "") -> Activity:
    """A contact in which the person was reached."""
    outcome = Outcome.objects.filter(is_reached=True).first()
    return Activity.objects.create(
        client=client,
        person=person,
        executor=expert,
        planned_at=at,
        done_at=at,
        state="done",
        minutes=11,
        outcome=outcome,
        comment=comment,
    )


def make_card(client: Client) -> None:
    """An expired value, and an indicator on which two sources disagree."""
    first, second = IndicatorDefinition.objects.filter(subject="client", bound_to="", is_active=True)[:2]
    today = clock.today()
    IndicatorValue.objects.create(
        client=client,
        indicator=first,
        value="просроченное значение",
        confirmed_date=today - timedelta(days=400),
        valid_until_date=today - timedelta(days=1),
        source="звонок",
    )
    for source, value in (("звонок", "6 машин"), ("визит", "9 машин")):
        IndicatorValue.objects.create(
            client=client, indicator=second, value=value, confirmed_date=today - timedelta(days=3), source=source
        )
