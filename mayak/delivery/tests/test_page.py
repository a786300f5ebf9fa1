"""The administrators' mail page."""

import pytest
from django.test import Client as Browser
from django.urls import reverse

from mayak.accounts.tests.makers import make_staff
from mayak.core import clock
from mayak.core.office_settings import change_settings
from mayak.delivery import services
from mayak.delivery.models import Letter, LetterState, MailTrouble
from mayak.delivery.tests.servers import mail_server
from mayak.delivery.tests.test_delivery import DRAFT, use

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor() -> Browser:
    visitor = Browser()
    visitor.force_login(make_staff(is_admin=True, email="boss@office.example"))
    return visitor


def page(visitor: Browser) -> str:
    return visitor.get(reverse("mail")).content.decode()


def test_an_office_without_a_server_is_told_so(visitor: Browser) -> None:
    assert "Почтовый сервер не указан" in page(visitor)


def test_the_test_letter_leaves(visitor: Browser) -> None:
    with mail_server() as (post, port):
        use(port)
        answer = visitor.post(reverse("mail"), {"address": "boss@office.example"})
    assert answer.status_code == 302
    assert post.subjects == ["Пробное письмо"]


def test_why_it_did_not_leave_stands_on_the_page(visitor: Browser) -> None:
    change_settings({"delivery.smtp_host": "nowhere.invalid", "delivery.sender": "mayak@office.example"})
    answer = visitor.post(reverse("mail"), {"address": "boss@office.example"})
    assert answer.status_code == 422
    assert "Компьютера с именем nowhere.invalid нет" in answer.content.decode()


def test_trouble_and_what_failed_are_shown_and_tried_again(visitor: Browser) -> None:
    change_settings({"delivery.smtp_host": "mail.office.example"})
    services.post_letter(key="one", to=make_staff(email="eva@office.example"), draft=DRAFT)
    Letter.objects.update(state=LetterState.FAILED, error="Адрес не принят.")
    MailTrouble.objects.create(since=clock.real_now(), error="Сервер молчит.", next_at=clock.real_now())
    text = page(visitor)
    assert "Сервер молчит." in text
    assert "Адрес не принят." in text
    visitor.post(reverse("mail_again"))
    assert Letter.objects.get().state == LetterState.WAITING


def test_a_wrong_address_in_the_environment_does_not_break_it(
    visitor: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAYAK_SMTP_URL", "mail.office.example")
    assert "MAYAK_SMTP_URL" in page(visitor)
