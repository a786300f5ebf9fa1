"""Administrators hear of mail that does not leave, once for each trouble."""

import pytest

from mayak.accounts.tests.makers import make_staff
from mayak.delivery.events import MailFails
from mayak.notifications.mail import tell_administrators
from mayak.notifications.models import Notification
from mayak.notifications.queries import told

pytestmark = pytest.mark.django_db


def test_administrators_are_told_once() -> None:
    keeper = make_staff(is_admin=True)
    make_staff()
    for since in ("2026-11-18", "2026-11-18", "2026-11-25"):
        tell_administrators(MailFails("Сервер не отвечает.", since))
    rows = list(Notification.objects.order_by("pk"))
    assert [row.staff for row in rows] == [keeper, keeper]
    assert (told(rows[0]).words.title, told(rows[0]).words.body) == ("Письма не уходят", "Сервер не отвечает.")
    assert rows[0].url == "/mail/"
