"""Staff, passwords and absences."""

from datetime import date
from functools import partial

import pytest

from mayak.accounts.models import Absence, Staff
from mayak.accounts.services import (
    cancel_absence,
    create_staff,
    dismiss_staff,
    record_absence,
    restore_staff,
    set_language,
    set_password,
)
from mayak.accounts.tests.makers import make_staff, make_team
from mayak.core.errors import ConflictError, InvalidInputError, NotAllowedError

pytestmark = pytest.mark.django_db

MAY_1, MAY_9 = date(2026, 5, 1), date(2026, 5, 9)


def _new(**changes: str) -> Staff:
    values = {"login": "krylova", "last_name": "Крылова", "first_name": "Ева", "role": "expert", **changes}
    return create_staff(**values)  # type: ignore[arg-type]


def test_a_new_member_without_a_password_cannot_log_in() -> None:
    assert not _new().has_usable_password()


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"login": "KRYLOVA"}, "login"), ({"login": " "}, "login"), ({"login": "b", "role": "boss"}, "role")],
)
def test_what_does_not_fit_is_said_at_the_field(changes: dict[str, str], field: str) -> None:
    _new()
    with pytest.raises(InvalidInputError) as error:
        _new(**changes)
    assert error.value.field == field


@pytest.mark.parametrize("password", ["short", "password123"])
def test_weak_passwords_are_refused(password: str) -> None:
    staff = _new()
    with pytest.raises(InvalidInputError):
        set_password(staff=staff, password=password)
    assert not Staff.objects.get(pk=staff.pk).has_usable_password()


def test_a_dismissed_account_is_closed_until_restored() -> None:
    staff = _new(password="correct horse battery")
    dismiss_staff(staff=staff)
    assert not staff.is_active
    restore_staff(staff=staff)
    assert staff.is_active


def test_only_spoken_languages() -> None:
    staff = make_staff()
    set_language(staff=staff, language="en")
    assert staff.language == "en"
    with pytest.raises(InvalidInputError):
        set_language(staff=staff, language="de")


def test_a_lead_records_absences_of_the_own_team_only() -> None:
    team = make_team()
    lead, expert, stranger = make_staff("team_lead", team=team), make_staff(team=team), make_staff()

    record_absence(by=lead, staff=expert, substitute=stranger, from_date=MAY_1, to_date=MAY_9)
    with pytest.raises(NotAllowedError):
        record_absence(by=lead, staff=stranger, substitute=expert, from_date=MAY_1, to_date=MAY_9)
    assert Absence.objects.get().staff == expert


def test_absences_of_one_person_do_not_overlap() -> None:
    expert = make_staff()
    record_absence(by=expert, staff=expert, substitute=None, from_date=MAY_1, to_date=MAY_9)
    with pytest.raises(ConflictError):
        record_absence(by=expert, staff=expert, substitute=None, from_date=MAY_9, to_date=MAY_9)


def test_dates_and_substitute_must_make_sense() -> None:
    expert = make_staff()
    with pytest.raises(InvalidInputError):
        record_absence(by=expert, staff=expert, substitute=None, from_date=MAY_9, to_date=MAY_1)
    with pytest.raises(InvalidInputError):
        record_absence(by=expert, staff=expert, substitute=expert, from_date=MAY_1, to_date=MAY_9)


def test_an_absence_is_taken_back_within_rights() -> None:
    expert = make_staff()
    absence = record_absence(by=expert, staff=expert, substitute=None, from_date=MAY_1, to_date=MAY_9)
    with pytest.raises(NotAllowedError):
        cancel_absence(by=make_staff(), absence=absence)
    cancel_absence(by=expert, absence=absence)
    assert not Absence.objects.exists()


def test_the_same_absence_sent_twice_is_noted_once() -> None:
    away = make_staff()
    note = partial(record_absence, by=away, staff=away, from_date=MAY_1, to_date=MAY_9, reason="отпуск")
    first, second = (note(substitute=None) for _ in range(2))
    assert first == second
    with pytest.raises(ConflictError):
        note(substitute=make_staff())
