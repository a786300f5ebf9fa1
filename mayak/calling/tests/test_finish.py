"""Closing a contact: what is stored and what follows (W6, W7, M4)."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from mayak.accounts.models import Role, Staff
from mayak.accounts.tests.makers import make_staff, make_team
from mayak.calling.models import ContactDraft
from mayak.calling.services import (
    NewAgreement,
    NewPromise,
    draft_of,
    finish_activity,
    preview_next,
    save_draft,
)
from mayak.cases.models import Case
from mayak.clients.models import Client
from mayak.clients.tests.makers import make_client, make_person
from mayak.core import clock
from mayak.core.errors import ConflictError, InvalidInputError
from mayak.money.models import Invoice, Promise
from mayak.work.models import Activity, ActivityReason, Agreement
from mayak.work.tests.makers import at, make_activity

pytestmark = pytest.mark.django_db

# A Wednesday without holidays around it.
TODAY = date(2026, 11, 18)


@pytest.fixture(autouse=True)
def _morning() -> Iterator[None]:
    with clock.frozen_at(at(TODAY, 11, 45)):
        yield


@pytest.fixture
def team_lead() -> Staff:
    return make_staff(Role.TEAM_LEAD, team=make_team())


@pytest.fixture
def expert(team_lead: Staff) -> Staff:
    return make_staff(team=team_lead.team)


@pytest.fixture
def office(expert: Staff) -> Client:
    return make_client(expert=expert, timezone="Europe/Moscow")


@pytest.fixture
def contact(office: Client, expert: Staff) -> Activity:
    return make_activity(office, expert, at(TODAY))


def finished_day(expert: Staff, contact: Activity, outcome: str, **more: object) -> date | None:
    return finish_activity(user=expert, activity_id=contact.pk, outcome_code=outcome, **more).next_day  # type: ignore[arg-type]


def test_a_talk_is_followed_in_fourteen_days(expert: Staff, contact: Activity) -> None:
    result = finish_activity(user=expert, activity_id=contact.pk, outcome_code="product", comment="Вошли вместе")
    contact.refresh_from_db()
    assert (contact.state, contact.comment, contact.executor) == ("done", "Вошли вместе", expert)
    assert result.next_day == date(2026, 12, 2)
    assert result.next is not None
    assert result.next.previous == contact
    assert result.next.cycle_step == 1
    assert result.next.assignment is not None
    assert result.next.assignment.is_standing


def test_an_agreement_comes_before_the_outcome(expert: Staff, contact: Activity) -> None:
    friday = date(2026, 11, 20)
    assert finished_day(expert, contact, "product", agreements=[NewAgreement("Выслать счёт", friday)]) == date(
        2026, 11, 23
    )
    assert Agreement.objects.get().made_date == TODAY


def test_a_promise_is_stored_once_and_dates_the_next_contact(expert: Staff, office: Client, contact: Activity) -> None:
    invoice = Invoice.objects.create(
        client=office, number="2187", issued_date=TODAY, period=date(2026, 11, 1), amount=Decimal("48600")
    )
    promise = NewPromise(date(2026, 11, 20), Decimal("48600"), invoice_number="2187")
    result = finish_activity(user=expert, activity_id=contact.pk, outcome_code="payment", promise=promise)
    assert result.next_day == date(2026, 11, 23)
    assert result.next is not None
    assert result.next.stage is not None
    assert result.next.stage.code == "payment"
    assert Promise.objects.get().invoice == invoice


def test_work_on_payment_without_a_promise_returns_in_a_week(expert: Staff, contact: Activity) -> None:
    assert finished_day(expert, contact, "payment") == date(2026, 11, 25)


def test_a_task_dates_the_next_contact(expert: Staff, office: Client, contact: Activity) -> None:
    Case.objects.create(
        client=office, kind="task", title="Оценить ответ", opened_at=clock.now(), due_date=date(2026, 11, 24)
    )
    assert finished_day(expert, contact, "task") == date(2026, 11, 24)


def test_the_agreed_rhythm_of_the_person_is_the_cycle(expert: Staff, office: Client, contact: Activity) -> None:
    contact.person = make_person(office, call_rhythm_days=7)
    contact.save()
    assert finished_day(expert, contact, "product") == date(2026, 11, 25)


def test_no_answer_is_called_again_in_a_quarter_of_an_hour(expert: Staff, contact: Activity) -> None:
    result = finish_activity(user=expert, activity_id=contact.pk, outcome_code="no_answer")
    assert result.next is not None
    assert result.next.planned_at == at(TODAY, 12, 0)
    assert (result.next.attempt, result.next.is_call_back) == (2, True)


def test_after_three_attempts_the_second_number(expert: Staff, office: Client, contact: Activity) -> None:
    contact.person = make_person(office, phone="+79990000014")
    contact.person.phones.create(number="+79990000018")
    contact.attempt = 3
    contact.save()
    result = finish_activity(user=expert, activity_id=contact.pk, outcome_code="no_answer")
    assert result.next is not None
    assert result.next.attempt == 4


def test_attempts_used_up_force_a_choice(expert: Staff, contact: Activity) -> None:
    contact.attempt = 3
    contact.save()
    with pytest.raises(InvalidInputError) as refused:
        finish_activity(user=expert, activity_id=contact.pk, outcome_code="no_answer")
    assert refused.value.field == "choice"
    with pytest.raises(InvalidInputError):
        finish_activity(user=expert, activity_id=contact.pk, outcome_code="no_answer", choice="nobody")
    assert finished_day(expert, contact, "no_answer", choice="lead") == date(2026, 11, 19)
    assert Case.objects.get().kind == "task"


def test_no_time_is_called_the_next_working_day(expert: Staff, contact: Activity) -> None:
    assert finished_day(expert, contact, "no_time") == date(2026, 11, 19)


def test_a_contact_opened_again_by_an_import_can_be_closed_again(expert: Staff, contact: Activity) -> None:
    first = finish_activity(user=expert, activity_id=contact.pk, outcome_code="no_answer")
    assert first.next is not None
    Activity.objects.filter(pk=contact.pk).update(state="planned", done_at=None, outcome=None)
    again = finish_activity(user=expert, activity_id=contact.pk, outcome_code="no_answer")
    assert again.next is not None
    assert again.next.previous is None


def test_a_mistyped_year_is_refused(expert: Staff, contact: Activity) -> None:
    with pytest.raises(InvalidInputError) as refused:
        finish_activity(user=expert, activity_id=contact.pk, outcome_code="news", next_at=at(date(9999, 12, 31), 0))
    assert refused.value.field == "next_at"
    contact.refresh_from_db()
    assert contact.state == "planned"


def test_changed_circumstances_ask_for_a_date(expert: Staff, contact: Activity) -> None:
    with pytest.raises(InvalidInputError) as refused:
        finish_activity(user=expert, activity_id=contact.pk, outcome_code="changed")
    assert refused.value.field == "next_at"
    result = finish_activity(
        user=expert, activity_id=contact.pk, outcome_code="changed", next_at=at(date(2026, 11, 21), 10, 30)
    )
    # A Saturday was asked for: the same time on Monday.
    assert result.next is not None
    assert result.next.planned_at == at(date(2026, 11, 23), 10, 30)
    assert result.next.is_fixed_time


def test_a_threat_is_today_and_the_lead_s_case_once(
    expert: Staff, team_lead: Staff, office: Client, contact: Activity
) -> None:
    result = finish_activity(
        user=expert, activity_id=contact.pk, outcome_code="threat", comment="Уходят к конкуренту\nподробно"
    )
    assert result.next is not None
    assert (result.next_day, result.next.type) == (TODAY, "emergency")
    case = Case.objects.get()
    assert (case.kind, case.owner) == ("threat", team_lead)
    assert case.title.endswith("Уходят к конкуренту")
    finish_activity(user=expert, activity_id=result.next.pk, outcome_code="threat")
    assert Case.objects.count() == 1


def test_a_resent_form_closes_once(expert: Staff, contact: Activity) -> None:
    first = finish_activity(user=expert, activity_id=contact.pk, outcome_code="news", idempotency_key="k1")
    again = finish_activity(user=expert, activity_id=contact.pk, outcome_code="news", idempotency_key="k1")
    assert again.is_repeat
    assert again.next == first.next
    assert Activity.objects.count() == 2


def test_a_closed_contact_says_who_closed_it(expert: Staff, contact: Activity) -> None:
    finish_activity(user=expert, activity_id=contact.pk, outcome_code="news", idempotency_key="k1")
    with pytest.raises(ConflictError, match=expert.full_name):
        finish_activity(user=expert, activity_id=contact.pk, outcome_code="news", idempotency_key="k2")


def test_outsiders_find_nothing(contact: Activity) -> None:
    with pytest.raises(Http404):
        finish_activity(user=make_staff(), activity_id=contact.pk, outcome_code="news")


def test_a_reason_joins_the_contact_that_is_near(expert: Staff, office: Client, contact: Activity) -> None:
    planned = make_activity(office, expert, at(date(2026, 11, 30)))
    result = finish_activity(user=expert, activity_id=contact.pk, outcome_code="product")
    assert result.next == planned
    assert ActivityReason.objects.filter(activity=planned, kind="outcome", ref=str(contact.pk)).exists()


def test_a_full_day_moves_the_contact_on(expert: Staff, contact: Activity) -> None:
    expert.daily_capacity = 1
    expert.save()
    make_activity(make_client(expert=expert), expert, at(date(2026, 12, 2)))
    assert finished_day(expert, contact, "product") == date(2026, 12, 3)


def test_the_next_contact_follows_the_pool(expert: Staff, office: Client, contact: Activity) -> None:
    successor = make_staff(team=expert.team)
    office.responsibilities.update(to_date=TODAY - timedelta(days=1))
    office.responsibilities.create(staff=successor, role="expert", from_date=TODAY)
    result = finish_activity(user=successor, activity_id=contact.pk, outcome_code="product")
    assert result.next is not None
    assert result.next.executor == successor


def test_a_disconnected_client_is_left_alone(expert: Staff, office: Client, contact: Activity) -> None:
    office.status = "disconnected"
    office.save()
    assert finish_activity(user=expert, activity_id=contact.pk, outcome_code="product").next is None


def test_past_terms_are_refused(expert: Staff, contact: Activity) -> None:
    yesterday = NewAgreement("Выслать", TODAY - timedelta(days=1))
    with pytest.raises(InvalidInputError):
        finish_activity(user=expert, activity_id=contact.pk, outcome_code="product", agreements=[yesterday])
    contact.refresh_from_db()
    assert contact.state == "planned"


def test_instruments_tell_that_the_product_was_entered(expert: Staff, contact: Activity) -> None:
    finish_activity(user=expert, activity_id=contact.pk, outcome_code="product", instruments=["product_entry", "news"])
    contact.refresh_from_db()
    assert contact.is_product_entered is True
    assert contact.instruments.count() == 2


def test_a_draft_lives_until_the_contact_is_closed(expert: Staff, contact: Activity) -> None:
    save_draft(user=expert, activity_id=contact.pk, payload={"comment": "нашла письмо"})
    draft = draft_of(user=expert, activity_id=contact.pk)
    assert draft is not None
    assert draft.payload == {"comment": "нашла письмо"}
    finish_activity(user=expert, activity_id=contact.pk, outcome_code="product")
    assert not ContactDraft.objects.exists()


def test_the_preview_tells_what_closing_does(expert: Staff, contact: Activity) -> None:
    preview = preview_next(user=expert, activity_id=contact.pk, outcome_code="product")
    assert preview.day == date(2026, 12, 2)
    assert "2" in preview.text
    typed = preview_next(
        user=expert,
        activity_id=contact.pk,
        outcome_code="product",
        agreements=[NewAgreement("Выслать", date(2026, 11, 20))],
    )
    assert typed.day == date(2026, 11, 23)
    assert Activity.objects.count() == 1


def test_the_preview_keeps_to_the_rhythm_of_whom_the_talk_is_with(
    expert: Staff, office: Client, contact: Activity
) -> None:
    weekly = make_person(office, call_rhythm_days=7)
    preview = preview_next(user=expert, activity_id=contact.pk, outcome_code="product", person_id=weekly.pk)
    finished = finish_activity(user=expert, activity_id=contact.pk, outcome_code="product", person_id=weekly.pk)
    assert preview.day == finished.next_day == date(2026, 11, 25)


def test_closing_takes_few_statements(expert: Staff, contact: Activity) -> None:
    finish_activity(user=expert, activity_id=contact.pk, outcome_code="product")
    following = Activity.objects.get(state="planned")
    with CaptureQueriesContext(
        connection,
    ) as captured:
        finish_activity(user=expert, activity_id=following.pk, outcome_code="product", comment="да")
    own = [query["sql"] for query in captured if "SAVEPOINT" not in query["sql"]]
    assert len(own) <= 13, "\n".join(own)
