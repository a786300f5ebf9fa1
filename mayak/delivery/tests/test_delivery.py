"""Letters leave through a real mail server: once, with retries, and with errors in words."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from mayak.accounts.models import Staff
from mayak.accounts.tests.makers import make_staff
from mayak.core import clock
from mayak.core.errors import MayakError
from mayak.core.events import subscribe
from mayak.core.office_settings import change_settings
from mayak.delivery import services
from mayak.delivery.events import MailFails
from mayak.delivery.mailbox import current_mailbox
from mayak.delivery.models import Letter, LetterState, MailTrouble
from mayak.delivery.tests.servers import PASSWORD, Post, free_port, mail_server
from mayak.delivery.writing import Draft, Item, write

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:Requiring AUTH:UserWarning")]
DRAFT = Draft("Сводка", "Текст письма\n", "<p>Текст письма</p>")


def use(port: int, **more: Any) -> None:
    """The office sends through a server of this machine."""
    values = {"host": "127.0.0.1", "port": port, "security": "none", "user": "", "password": "", **more}
    names = {f"delivery.smtp_{name}": value for name, value in values.items()}
    change_settings({**names, "delivery.sender": "mayak@office.example"})


@pytest.fixture
def post() -> Iterator[Post]:
    with mail_server() as (running, port):
        use(port)
        yield running


@pytest.fixture
def eva() -> Staff:
    return make_staff(email="eva@office.example", first_name="Ева")


def test_a_letter_leaves_as_text_and_html(post: Post, eva: Staff) -> None:
    assert services.post_letter(key="one", to=eva, draft=DRAFT)
    assert services.send_due_letters().letters == 1
    letter = post.letters[0]
    assert (letter["Subject"], letter["To"]) == ("Сводка", "eva@office.example")
    assert letter["From"] == "Маяк <mayak@office.example>"
    assert letter["Message-ID"] == Letter.objects.get().message_id
    assert post.part("plain").strip() == "Текст письма"
    assert "<p>" in post.part("html")
    kept = Letter.objects.get()
    assert (kept.state, kept.text, kept.html) == (LetterState.SENT, "", "")


def test_a_key_is_one_letter(post: Post, eva: Staff) -> None:
    assert services.post_letter(key="one", to=eva, draft=DRAFT)
    assert not services.post_letter(key="one", to=eva, draft=DRAFT)
    services.send_due_letters()
    services.send_due_letters()
    assert len(post.letters) == 1


def test_it_goes_with_the_transaction(post: Post, eva: Staff) -> None:
    with transaction.atomic():
        services.post_letter(key="one", to=eva, draft=DRAFT)
        transaction.set_rollback(True)
    assert services.send_due_letters().letters == 0


def test_nobody_is_written_to_without_an_address(post: Post) -> None:
    assert not services.post_letter(key="one", to=make_staff(), draft=DRAFT)


def test_what_is_due_later_waits(post: Post, eva: Staff) -> None:
    services.post_letter(key="one", to=eva, draft=DRAFT, due_at=clock.real_now() + timedelta(hours=1))
    assert not services.is_post_due()
    assert services.send_due_letters().letters == 0


def test_a_refused_address_is_given_up_in_words(post: Post, eva: Staff) -> None:
    post.refused["eva@office.example"] = "550 No such user"
    services.post_letter(key="one", to=eva, draft=DRAFT)
    services.post_letter(key="two", to=make_staff(email="oleg@office.example"), draft=DRAFT)
    done = services.send_due_letters()
    assert (done.letters, len(done.refused)) == (1, 1)
    letter = Letter.objects.get(key="one")
    assert letter.state == LetterState.FAILED
    assert "No such user" in letter.error


def test_a_busy_server_is_asked_again_later(post: Post, eva: Staff) -> None:
    post.answer = "451 Try later"
    services.post_letter(key="one", to=eva, draft=DRAFT)
    services.send_due_letters()
    letter = Letter.objects.get()
    assert (letter.state, letter.attempts) == (LetterState.WAITING, 1)
    assert letter.due_at > clock.real_now()
    post.answer = "250 OK"
    Letter.objects.update(due_at=clock.real_now())
    assert services.send_due_letters().letters == 1
    assert post.letters[0]["Message-ID"] == post.letters[1]["Message-ID"]


def test_a_letter_is_given_up_after_its_attempts(post: Post, eva: Staff) -> None:
    post.answer = "451 Try later"
    services.post_letter(key="one", to=eva, draft=DRAFT)
    for _attempt in range(len(services.PAUSES) + 1):
        Letter.objects.update(due_at=clock.real_now())
        services.send_due_letters()
    assert Letter.objects.get().state == LetterState.FAILED
    assert services.try_again() == 1
    assert services.is_post_due()


def test_an_absent_server_is_told_of_and_asked_rarely(eva: Staff) -> None:
    use(free_port())
    services.post_letter(key="one", to=eva, draft=DRAFT)
    assert "не принимает соединений" in services.send_due_letters().trouble
    assert not services.is_post_due()
    assert (Letter.objects.get().state, Letter.objects.get().attempts) == (LetterState.WAITING, 0)
    with mail_server() as (post, port):
        use(port)
        MailTrouble.objects.update(next_at=clock.real_now())
        assert services.send_due_letters().letters == 1
    assert not MailTrouble.objects.exists()
    assert post.subjects == ["Сводка"]


def test_lasting_trouble_reaches_the_administrators(eva: Staff, django_capture_on_commit_callbacks: Any) -> None:
    use(free_port())
    services.post_letter(key="one", to=eva, draft=DRAFT)
    services.send_due_letters()
    MailTrouble.objects.update(since=clock.real_now() - timedelta(minutes=11))
    heard: list[MailFails] = []
    subscribe(MailFails)(heard.append)
    with django_capture_on_commit_callbacks(execute=True):
        services.send_due_letters()
    assert "не принимает соединений" in heard[0].error


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"host": "nowhere.invalid"}, "Компьютера с именем"),
        ({"user": "mayak", "password": "wrong"}, "не принимает имя"),
        ({"security": "starttls"}, "не умеет того"),
        ({"security": "tls"}, "не поддерживает такое шифрование"),
    ],
)
def test_errors_are_explained(settings: dict[str, Any], words: str, eva: Staff) -> None:
    with mail_server(is_guarded=True) as (_post, port):
        use(port, **settings)
        with pytest.raises(MayakError, match=words):
            services.send_test_letter(to=eva, address="boss@office.example")


def test_a_test_letter_goes_past_the_outbox(eva: Staff) -> None:
    with mail_server(is_guarded=True) as (post, port):
        use(port, user="mayak", password=PASSWORD)
        services.send_test_letter(to=eva, address="boss@office.example")
    assert post.subjects == ["Пробное письмо"]
    assert not Letter.objects.exists()


def test_without_a_server_nothing_is_saved_up(eva: Staff) -> None:
    assert not services.post_letter(key="one", to=eva, draft=DRAFT)
    assert not services.is_post_due()
    with pytest.raises(MayakError, match="ещё не указан"):
        services.send_test_letter(to=eva, address="boss@office.example")


def test_old_news_do_not_leave_after_days_without_a_server(post: Post, eva: Staff) -> None:
    services.post_letter(key="one", to=eva, draft=DRAFT)
    Letter.objects.update(created_at=clock.real_now() - timedelta(days=4))
    assert services.send_due_letters().letters == 0
    assert Letter.objects.get().state == LetterState.FAILED
    assert services.try_again() == 0


def test_the_environment_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    use(25)
    monkeypatch.setenv("MAYAK_SMTP_URL", "smtps://me%40office.example:p%2Fw@mail.office.example")
    mailbox = current_mailbox()
    assert mailbox is not None
    assert (mailbox.host, mailbox.port, mailbox.security) == ("mail.office.example", 465, "tls")
    assert (mailbox.user, mailbox.password, mailbox.sender) == ("me@office.example", "p/w", "me@office.example")
    monkeypatch.setenv("MAYAK_SMTP_URL", "mail.office.example")
    with pytest.raises(MayakError, match="MAYAK_SMTP_URL"):
        current_mailbox()


def test_links_lead_to_the_office(eva: Staff) -> None:
    change_settings({"delivery.site_address": "https://crm.office.example/"})
    draft = write(heading="Сводка", to=eva, items=[Item("Парус <b>", "долг", "/clients/1/", is_urgent=True)])
    assert "https://crm.office.example/clients/1/" in draft.text
    assert 'href="https://crm.office.example/clients/1/"' in draft.html
    assert "Парус &lt;b&gt;" in draft.html
    assert "Парус <b>" in draft.text


def test_a_subject_cannot_smuggle_headers(post: Post, eva: Staff) -> None:
    services.post_letter(key="one", to=eva, draft=Draft("Сводка\r\nBcc: spy@evil.example", "Текст", ""))
    services.send_due_letters()
    assert post.letters[0]["Bcc"] is None


def test_old_letters_go(post: Post, eva: Staff) -> None:
    services.post_letter(key="one", to=eva, draft=DRAFT)
    Letter.objects.update(created_at=clock.real_now() - timedelta(days=91))
    assert services.forget_old_letters() == 1


_SENDER = """
import os, django
django.setup()
from django.conf import settings
settings.DATABASES["default"]["NAME"] = os.environ["TEST_DATABASE"]
from mayak.delivery.services import send_due_letters
send_due_letters()
"""


@pytest.mark.django_db(transaction=True)
def test_a_killed_sender_repeats_at_most_the_letter_in_its_hands() -> None:
    with mail_server() as (post, port):
        use(port)
        for number in range(5):
            services.post_letter(key=f"letter {number}", to=make_staff(email=f"s{number}@office.example"), draft=DRAFT)
        name = connection.settings_dict["NAME"]
        environment = {**os.environ, "TEST_DATABASE": str(name), "DJANGO_SETTINGS_MODULE": "config.settings.test"}
        sender: list[subprocess.Popen[bytes]] = []

        def kill_at_the_third() -> None:
            if len(post.letters) == 3:
                sender[0].send_signal(signal.SIGKILL)

        post.on_letter = kill_at_the_third
        sender.append(subprocess.Popen([sys.executable, "-c", _SENDER], env=environment))
        assert sender[0].wait(60) == -signal.SIGKILL
        services.send_due_letters()
    identities = [letter["Message-ID"] for letter in post.letters]
    assert len(set(identities)) == 5
    assert len(identities) == 6
    assert identities[2] == identities[3]
    assert set(Letter.objects.values_list("state", flat=True)) == {LetterState.SENT}
