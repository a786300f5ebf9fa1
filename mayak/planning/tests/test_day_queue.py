"""The day queue on real records (W9)."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mayak.accounts.models import Absence, Staff
from mayak.accounts.tests.makers import make_staff
from mayak.cases.models import Case
from mayak.clients.models import Client, Consent
from mayak.clients.tests.makers import make_client, make_person
from mayak.core import clock
from mayak.facts.models import ClientFacts
from mayak.lamps.models import Score
from mayak.money.models import Invoice, Payment, Promise
from mayak.planning.domain.call_check import Check
from mayak.planning.domain.day_queue import Group, ReasonKind
from mayak.planning.models import PutOff
from mayak.planning.queries.day_queue import DayQueue, day_queue_of
from mayak.planning.services import put_off_client
from mayak.work.models import Activity
from mayak.work.tests.makers import at, make_activity, make_agreement, make_done

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 18)
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture(autouse=True)
def _morning() -> Iterator[None]:
    with clock.frozen_at(at(TODAY, 11, 45)):
        yield


@pytest.fixture
def expert() -> Staff:
    return make_staff()


@pytest.fixture
def office(expert: Staff) -> Client:
    return make_client(expert=expert, timezone="Europe/Moscow")


def queue_of(staff: Staff) -> DayQueue:
    return day_queue_of(staff=staff, day=TODAY, now=clock.now())


def scored(client: Client, necessity: str) -> None:
    Score.objects.update_or_create(
        client=client, defaults={"necessity": Decimal(necessity), "certainty": 1, "computed": Decimal(necessity)}
    )


def test_all_reasons_of_a_client_are_one_line(expert: Staff, office: Client) -> None:
    make_activity(office, expert, at(TODAY, 14, 30), is_fixed_time=True)
    make_agreement(office, YESTERDAY)
    Case.objects.create(
        client=office, kind="problem", title="Смена КлП", opened_at=at(YESTERDAY), due_date=YESTERDAY, owner=expert
    )
    (line,) = queue_of(expert).lines
    assert line.group is Group.FIXED
    assert [reason.kind for reason in line.reasons] == [ReasonKind.FIXED, ReasonKind.CASE, ReasonKind.AGREEMENT]


def test_the_groups_stand_in_order(expert: Staff) -> None:
    made = [make_client(expert=expert) for _ in range(6)]
    scored(made[0], "0.90")
    make_activity(made[1], expert, at(YESTERDAY))
    make_agreement(made[2], YESTERDAY)
    Case.objects.create(client=made[3], kind="task", title="Оценить", opened_at=at(YESTERDAY), due_date=YESTERDAY)
    make_activity(made[4], expert, at(TODAY, 11, 0), is_call_back=True)
    make_activity(made[5], expert, at(TODAY, 16, 0), is_fixed_time=True)
    assert [line.client_id for line in queue_of(expert).lines] == [client.pk for client in reversed(made)]


def test_a_broken_promise_is_an_overdue_agreement_until_paid(expert: Staff, office: Client) -> None:
    invoice = Invoice.objects.create(client=office, number="1", issued_date=YESTERDAY, period=TODAY, amount=100)
    Promise.objects.create(client=office, invoice=invoice, promised_date=YESTERDAY, expected_date=YESTERDAY, amount=100)
    (line,) = queue_of(expert).lines
    assert line.group is Group.AGREEMENT
    Payment.objects.create(client=office, invoice=invoice, paid_date=TODAY, amount=100)
    assert queue_of(expert).lines == ()


def test_necessity_fills_up_to_capacity_only(expert: Staff) -> None:
    expert.daily_capacity = 3
    expert.save()
    firm = [make_client(expert=expert) for _ in range(2)]
    for client in firm:
        make_activity(client, expert, at(TODAY))
    wanted = [make_client(expert=expert) for _ in range(3)]
    for number, client in enumerate(wanted):
        scored(client, f"0.{number + 2}0")
    lines = queue_of(expert).lines
    assert [line.group for line in lines] == [Group.PLANNED, Group.PLANNED, Group.NECESSITY]
    assert lines[-1].client_id == wanted[-1].pk


@pytest.mark.parametrize(
    ("planned_in", "talked_ago", "shown"),
    [(None, None, True), (3, None, False), (4, None, True), (None, 6, False), (None, 7, True)],
)
def test_necessity_leaves_out_planned_and_lately_reached(
    expert: Staff, office: Client, planned_in: int | None, talked_ago: int | None, shown: bool
) -> None:
    scored(office, "0.50")
    if planned_in is not None:
        make_activity(office, expert, at(TODAY + timedelta(days=planned_in)))
    if talked_ago is not None:
        make_done(office, expert, at(TODAY - timedelta(days=talked_ago), 12))
    assert bool(queue_of(expert).lines) is shown


def test_an_attempt_is_no_talk(expert: Staff, office: Client) -> None:
    scored(office, "0.50")
    make_done(office, expert, at(YESTERDAY, 12), outcome="no_answer")
    assert len(queue_of(expert).lines) == 1


def test_ties_go_to_the_money_at_stake(expert: Staff) -> None:
    poor, rich = make_client(expert=expert), make_client(expert=expert)
    for client, price in ((poor, 1000), (rich, 9000)):
        scored(client, "0.50")
        ClientFacts.objects.update_or_create(client=client, defaults={"price_amount": price})
    assert [line.client_id for line in queue_of(expert).lines] == [rich.pk, poor.pk]


def test_the_stake_is_the_debt_else_the_price_to_the_end_of_the_paid_period(expert: Staff, office: Client) -> None:
    make_activity(office, expert, at(TODAY))
    facts = {"price_amount": 1000, "is_prepaid": True, "renewal_date": date(2027, 1, 31), "debt_amount": 0}
    ClientFacts.objects.update_or_create(client=office, defaults=facts)
    assert queue_of(expert).lines[0].stake == Decimal(3000)
    ClientFacts.objects.update(debt_amount=48600)
    assert queue_of(expert).lines[0].stake == Decimal(48600)


def test_overdue_things_wait_for_tomorrow_after_a_talk(expert: Staff, office: Client) -> None:
    make_agreement(office, YESTERDAY)
    make_done(office, expert, at(TODAY, 10))
    assert queue_of(expert).lines == ()


def test_a_substitute_sees_the_lines_of_the_absent(expert: Staff, office: Client) -> None:
    substitute = make_staff()
    make_activity(office, expert, at(TODAY))
    assert queue_of(substitute).lines == ()
    Absence.objects.create(staff=expert, substitute=substitute, from_date=TODAY, to_date=TODAY)
    (line,) = queue_of(Staff.objects.get(pk=substitute.pk)).lines
    assert line.instead_of == expert.full_name


def test_a_handed_over_client_brings_its_contacts_along(expert: Staff, office: Client) -> None:
    make_activity(office, expert, at(TODAY))
    successor = make_staff()
    office.responsibilities.update(to_date=YESTERDAY)
    office.responsibilities.create(staff=successor, role="expert", from_date=TODAY)
    assert queue_of(expert).lines == ()
    assert len(queue_of(successor).lines) == 1


def test_the_best_person_is_agreed_else_key_else_last_reached(expert: Staff, office: Client) -> None:
    last = make_person(office, phone="+79990000001")
    contact = make_activity(office, expert, at(TODAY))
    make_person(office, phone="+79990000002")
    make_done(office, expert, at(YESTERDAY), person=last)

    def best() -> int:
        person = queue_of(expert).lines[0].person
        assert person is not None
        return person.pk

    assert best() == last.pk
    key = make_person(office, roles=["key_user"], phone="+79990000003")
    assert best() == key.pk
    agreed = make_person(office, phone="+79990000004")
    contact.person = agreed
    contact.save()
    assert best() == agreed.pk


def test_who_is_agreed_for_the_next_contact_is_called_before_it_too(expert: Staff, office: Client) -> None:
    make_person(office, roles=["key_user"], phone="+79990000003")
    successor = make_person(office, phone="+79990000005")
    make_activity(office, expert, at(TODAY + timedelta(days=2)), person=successor)
    make_agreement(office, YESTERDAY)
    person = queue_of(expert).lines[0].person
    assert person is not None
    assert person.pk == successor.pk


def test_the_number_is_the_favourite_and_the_second_after_three_attempts(expert: Staff, office: Client) -> None:
    person = make_person(office)
    person.phones.create(number="+79990000001", is_unwanted=True)
    person.phones.create(number="+79990000002")
    person.phones.create(number="+79990000003", is_favourite=True)
    contact = make_activity(office, expert, at(TODAY), person=person)

    def number() -> str:
        shown = queue_of(expert).lines[0].person
        assert shown is not None
        return shown.number

    assert number() == "+79990000003"
    contact.attempt = 4
    contact.save()
    assert number() == "+79990000002"


def test_a_withdrawn_consent_forbids_the_call(expert: Staff, office: Client) -> None:
    person = make_person(office, phone="+79990000001", roles=["key_user"])
    Consent.objects.create(person=person, purpose="сервис", channel="phone", given_date=YESTERDAY, withdrawn_date=TODAY)
    make_activity(office, expert, at(TODAY))
    assert queue_of(expert).lines[0].check.verdict is Check.CONSENT_WITHDRAWN


def test_when_nobody_may_be_called_the_next_is_one_not_tried_yet(expert: Staff, office: Client) -> None:
    untried = make_client(expert=expert, timezone="Europe/Moscow")
    make_agreement(office, due=YESTERDAY)
    make_activity(untried, expert, at(TODAY))
    with clock.frozen_at(at(TODAY, 19)):
        before = queue_of(expert).now_line
        make_done(office, expert, at(TODAY, 18, 30), outcome="no_answer")
        after = queue_of(expert).now_line
    assert before is not None
    assert after is not None
    assert (before.client_id, after.client_id) == (office.pk, untried.pk)


def test_progress_counts_talks_and_attempts_apart(expert: Staff, office: Client) -> None:
    make_done(office, expert, at(TODAY, 9, 30), minutes=12)
    make_done(office, expert, at(TODAY, 10), outcome="fruitless", minutes=8)
    make_done(office, expert, at(TODAY, 11), outcome="no_answer")
    make_activity(make_client(expert=expert), expert, at(TODAY))
    progress = queue_of(expert).progress
    assert (progress.planned, progress.done, progress.effective, progress.attempts) == (3, 2, 1, 1)
    assert progress.minutes == Decimal(10)


def test_a_line_put_off_comes_back_on_its_day(expert: Staff, office: Client) -> None:
    make_agreement(office, YESTERDAY)
    scored(office, "0.50")
    saturday = date(2026, 11, 21)
    assert put_off_client(user=expert, client_id=office.pk, until=saturday, reason="Отпуск") == date(2026, 11, 23)
    assert queue_of(expert).lines == ()
    later = day_queue_of(staff=expert, day=date(2026, 11, 23), now=at(date(2026, 11, 23), 10))
    assert [line.client_id for line in later.lines] == [office.pk]


def test_the_statements_do_not_grow_with_the_lines(expert: Staff) -> None:
    for _ in range(12):
        client = make_client(expert=expert)
        make_person(client, phone="+79990000001", roles=["key_user"])
        make_activity(client, expert, at(TODAY))
    with CaptureQueriesContext(connection) as captured:
        assert len(queue_of(expert).lines) == 12
    assert len(captured) <= 5


def test_the_same_put_off_sent_twice_is_made_once(expert: Staff, office: Client) -> None:
    monday = date(2026, 11, 23)
    days = [put_off_client(user=expert, client_id=office.pk, until=monday, reason="Отпуск") for _ in range(2)]
    assert days == [monday, monday]
    assert PutOff.objects.count() == 1
    assert Activity.objects.filter(client=office, state="planned").count() == 1
