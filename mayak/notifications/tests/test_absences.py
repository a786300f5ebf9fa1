"""Who hears of an absence, and in which words."""

from datetime import date, timedelta
from typing import Any

import pytest

from mayak.accounts.models import Role, Staff
from mayak.accounts.services import cancel_absence, record_absence
from mayak.accounts.tests.makers import make_staff, make_team
from mayak.core import clock
from mayak.notifications.models import Notification
from mayak.notifications.queries import told

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> dict[str, Staff]:
    top = make_team()
    team = make_team(parent=top)
    return {
        "eva": make_staff(team=team, first_name="Ева", last_name="Крылова"),
        "oleg": make_staff(team=team, first_name="Олег", last_name="Ветров"),
        "lead": make_staff(Role.TEAM_LEAD, team=team),
        "upper": make_staff(Role.TEAM_LEAD, team=top),
        "stranger": make_staff(Role.TEAM_LEAD, team=make_team()),
    }


def titles() -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for row in Notification.objects.order_by("pk"):
        found.setdefault(row.staff_id, []).append(told(row).words.title)
    return found


def record(office: dict[str, Staff], by: str) -> Any:
    day = clock.today() + timedelta(days=1)
    return record_absence(
        by=office[by], staff=office["eva"], substitute=office["oleg"], from_date=day, to_date=day + timedelta(days=6)
    )


def test_everybody_concerned_hears_their_part(
    office: dict[str, Staff], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        record(office, by="lead")
    assert titles() == {
        office["eva"].pk: ["Записано ваше отсутствие"],
        office["oleg"].pk: ["Вы замещаете: отсутствует Ева Крылова"],
        office["upper"].pk: ["Отсутствие: Ева Крылова"],
    }


def test_who_did_it_is_not_told(office: dict[str, Staff], django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        record(office, by="eva")
    assert office["eva"].pk not in titles()


def test_taking_it_back_is_told_as_well(office: dict[str, Staff], django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        absence = record(office, by="eva")
    with django_capture_on_commit_callbacks(execute=True):
        cancel_absence(by=office["eva"], absence=absence)
    assert titles()[office["oleg"].pk][1] == "Замещение отменено: Ева Крылова"
    assert titles()[office["lead"].pk][1] == "Отсутствие отменено: Ева Крылова"


def test_the_days_are_told_in_either_language(
    office: dict[str, Staff], django_capture_on_commit_callbacks: Any
) -> None:
    from django.utils import translation

    day = date(clock.today().year + 1, 5, 4)
    with django_capture_on_commit_callbacks(execute=True):
        record_absence(by=office["eva"], staff=office["eva"], substitute=None, from_date=day, to_date=day)
    row = Notification.objects.get(staff=office["lead"])
    year = day.year
    assert told(row).words.body.replace("\u00a0", " ") == f"4 мая {year}; замещения нет"
    with translation.override("en"):
        assert told(row).words.body.replace("\u00a0", " ") == f"on 4 May {year}; nobody stands in"
