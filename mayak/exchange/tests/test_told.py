"""Whoever asked for an import is told how it ended."""

import pytest
from django.utils import translation

from mayak.accounts.models import Staff
from mayak.accounts.tests.makers import make_staff
from mayak.core import clock
from mayak.exchange.events import ImportFinished
from mayak.exchange.models import ImportRun, RunState
from mayak.exchange.subscribers import tell_who_asked
from mayak.notifications.models import Notification
from mayak.notifications.queries import told

pytestmark = pytest.mark.django_db
COUNTS = {"clients": {"create": 3, "update": 2, "error": 1}, "persons": {"create": 4}}


def ended(admin: Staff, state: str, *, is_good: bool = True) -> ImportRun:
    run = ImportRun.objects.create(
        created_at=clock.real_now(), name="Март.zip", as_of_date=clock.today(), counts=COUNTS, state=state
    )
    tell_who_asked(ImportFinished(run.pk, admin.pk, is_good))
    return run


def test_with_its_numbers() -> None:
    admin = make_staff(is_admin=True)
    run = ended(admin, RunState.COMMITTED)
    row = Notification.objects.get()
    assert (row.staff, row.url, row.is_urgent) == (admin, f"/import/{run.pk}/", False)
    assert told(row).words.title == "Загрузка завершена: Март.zip"
    assert told(row).words.body == "Новых строк: 7, изменено: 2, с ошибками: 1"
    with translation.override("en"):
        assert told(row).words.body == "New rows: 7, changed: 2, with errors: 1"


def test_a_failure_is_urgent() -> None:
    ended(make_staff(is_admin=True), RunState.FAILED, is_good=False)
    row = Notification.objects.get()
    assert row.is_urgent
    assert told(row).words.title == "Загрузка не удалась: Март.zip"


def test_an_undo_is_told_beside_the_import() -> None:
    admin = make_staff(is_admin=True)
    run = ended(admin, RunState.COMMITTED)
    ImportRun.objects.update(state=RunState.UNDONE)
    tell_who_asked(ImportFinished(run.pk, admin.pk, True))
    tell_who_asked(ImportFinished(run.pk, admin.pk, True))
    assert [told(row).words.title for row in Notification.objects.order_by("pk")] == [
        "Загрузка завершена: Март.zip",
        "Загрузка отменена: Март.zip",
    ]


def test_the_command_line_asks_for_nothing() -> None:
    run = ImportRun.objects.create(created_at=clock.real_now(), name="x", as_of_date=clock.today())
    tell_who_asked(ImportFinished(run.pk, None, True))
    assert not Notification.objects.exists()
