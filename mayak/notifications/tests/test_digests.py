"""The daily letter: at the person's own hour, on working days, once, with what was not read."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from mayak.accounts.models import Absence, Staff
from mayak.accounts.tests.makers import make_staff
from mayak.clients.tests.makers import make_client
from mayak.core import clock
from mayak.core.office_settings import change_settings
from mayak.delivery.models import Letter
from mayak.notifications import services
from mayak.notifications.digests import forget_old_notifications, write_due_digests
from mayak.notifications.models import Notification
from mayak.notifications.tests.makers import make_notification

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 11, 18, 6, 0, tzinfo=UTC)  # 09:00 in Moscow, a Wednesday
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def mail_server() -> None:
    """The office has one; nothing is sent in these tests."""
    change_settings({"delivery.smtp_host": "mail.office.example"})


@pytest.fixture
def eva() -> Staff:
    return make_staff(email="eva@office.example")


def waiting(staff: Staff, text: str = "Новость", **fields: Any) -> Notification:
    return make_notification(staff, text, in_digest=True, **fields)


def test_unread_news_come_in_one_letter(eva: Staff) -> None:
    waiting(eva, "Первая")
    waiting(eva, "Срочная", is_urgent=True)
    waiting(eva, "Прочитанная", read_at=MORNING)
    assert write_due_digests(moment=MORNING) == 1
    letter = Letter.objects.get()
    assert letter.subject == "Маяк: 2 непрочитанных уведомления"
    assert letter.text.index("Срочная") < letter.text.index("Первая")
    assert "Прочитанная" not in letter.text


def test_one_digest_a_day(eva: Staff) -> None:
    waiting(eva)
    write_due_digests(moment=MORNING)
    waiting(eva, "Позже")
    assert write_due_digests(moment=MORNING + timedelta(hours=3)) == 0
    assert write_due_digests(moment=MORNING + DAY) == 1
    latest = Letter.objects.order_by("-pk")[0]
    assert "Позже" in latest.text
    assert "Новость" not in latest.text


def test_not_before_its_hour(eva: Staff) -> None:
    waiting(eva)
    assert write_due_digests(moment=MORNING - timedelta(hours=1)) == 0


def test_by_the_persons_own_clock(eva: Staff) -> None:
    far = make_staff(email="vlad@office.example", timezone="Asia/Vladivostok")
    waiting(eva)
    waiting(far)
    assert write_due_digests(moment=MORNING - timedelta(hours=6)) == 1
    assert Letter.objects.get().staff == far


def test_at_the_chosen_hour(eva: Staff) -> None:
    services.choose_times(staff=eva, quiet_from=None, quiet_to=None, digest_time=time(17, 0))
    waiting(eva)
    assert write_due_digests(moment=MORNING) == 0
    assert write_due_digests(moment=MORNING + timedelta(hours=8)) == 1


def test_not_on_days_off(eva: Staff) -> None:
    waiting(eva)
    assert write_due_digests(moment=MORNING + 3 * DAY) == 0  # Saturday
    assert write_due_digests(moment=MORNING + 5 * DAY) == 1


def test_not_while_away(eva: Staff) -> None:
    waiting(eva)
    Absence.objects.create(staff=eva, from_date=clock.today(), to_date=clock.today())
    assert write_due_digests(moment=MORNING) == 0


def test_not_about_clients_one_has_lost(eva: Staff) -> None:
    waiting(eva, client_id=make_client().pk)
    assert write_due_digests(moment=MORNING) == 0


def test_english_reads_right() -> None:
    waiting(make_staff(email="ann@office.example", language="en"))
    write_due_digests(moment=MORNING)
    assert Letter.objects.get().subject == "Mayak: 1 unread notification"


def test_old_ones_go_when_the_office_says(eva: Staff) -> None:
    make_notification(eva, created_at=clock.real_now() - 20 * DAY)
    assert forget_old_notifications() == 0
    change_settings({"retention.notifications_days": 14})
    assert forget_old_notifications() == 1


def test_working_days_are_the_offices(eva: Staff) -> None:
    from mayak.core.models import CalendarDay

    waiting(eva)
    CalendarDay.objects.create(day=date(2026, 11, 18), is_working=False)
    assert write_due_digests(moment=MORNING) == 0
