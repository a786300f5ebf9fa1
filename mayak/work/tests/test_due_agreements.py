"""The morning's word on agreements: due today, newly overdue, bundled."""

from datetime import date, timedelta
from typing import Any

import pytest

from mayak.accounts.models import Absence
from mayak.accounts.tests.makers import make_staff
from mayak.clients.tests.makers import make_client
from mayak.core import clock
from mayak.notifications.models import Notification
from mayak.notifications.queries import told
from mayak.work.notifications import tell_of_due_agreements
from mayak.work.tests.makers import at, make_agreement

pytestmark = pytest.mark.django_db
D = date(2026, 3, 31)  # a Tuesday
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def today() -> Any:
    with clock.frozen_at(at(D, 8)):
        yield


def titles() -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for row in Notification.objects.order_by("pk"):
        found.setdefault(row.staff_id, []).append(told(row).words.title)
    return found


def test_all_of_a_morning_is_one_notification() -> None:
    eva = make_staff()
    for days in (0, 0, -1, 1):
        make_agreement(make_client(expert=eva), D + days * DAY)
    assert tell_of_due_agreements() == 1
    assert titles() == {eva.pk: ["Сегодня срок: 2 договорённости, просрочена 1 договорённость"]}
    assert Notification.objects.get().url == "/"


def test_one_client_leads_to_the_client() -> None:
    client = make_client(expert=make_staff(), name="ООО «Парус»")
    make_agreement(client, D, text="прислать подборку")
    tell_of_due_agreements()
    row = Notification.objects.get()
    assert (row.url, row.client_id) == (f"/clients/{client.pk}/", client.pk)
    assert told(row).words.body == "ООО «Парус»: прислать подборку"


def test_once_a_day() -> None:
    make_agreement(make_client(expert=make_staff()), D)
    assert (tell_of_due_agreements(), tell_of_due_agreements()) == (1, 0)


def test_overdue_is_told_once() -> None:
    eva = make_staff()
    make_agreement(make_client(expert=eva), D)
    for days in range(4):
        with clock.frozen_at(at(D + days * DAY, 8)):
            tell_of_due_agreements()
    assert titles()[eva.pk] == ["Сегодня срок: 1 договорённость", "Просрочена 1 договорённость"]


def test_days_off_are_made_up_for() -> None:
    eva = make_staff()
    make_agreement(make_client(expert=eva), date(2026, 4, 4))  # a Saturday
    for days in range(3, 8):
        with clock.frozen_at(at(D + days * DAY, 8)):
            tell_of_due_agreements()
    assert titles()[eva.pk] == ["Просрочена 1 договорённость"]


def test_the_substitute_is_told_too() -> None:
    eva, oleg = make_staff(), make_staff()
    Absence.objects.create(staff=eva, substitute=oleg, from_date=D, to_date=D)
    make_agreement(make_client(expert=eva), D)
    tell_of_due_agreements()
    assert set(titles()) == {eva.pk, oleg.pk}


def test_kept_ones_are_not_told() -> None:
    make_agreement(make_client(expert=make_staff()), D, state="kept")
    assert tell_of_due_agreements() == 0
