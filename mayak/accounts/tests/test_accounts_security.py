"""Password rules, links to a password, rights of staff, the security journal."""

import re
from io import BytesIO

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import InternalError, ProgrammingError, transaction
from django.test import Client as Browser
from python_calamine import CalamineWorkbook

from mayak.accounts.domain.keyboard import as_typed_in_other_layout
from mayak.accounts.invitations import invite_all, make_invitation, without_password
from mayak.accounts.journal import record_security_event
from mayak.accounts.models import EventKind, Invitation, Role, SecurityEvent, Staff, StaffSecurity
from mayak.accounts.passwords import CommonRule, FormerRule, LengthRule, OwnNameRule, hints
from mayak.accounts.services import dismiss_staff, edit_staff, set_password
from mayak.accounts.tests.conftest import PASSWORD, LogIn, with_password
from mayak.accounts.tests.makers import make_staff
from mayak.core.errors import InvalidInputError, NotAllowedError
from mayak.delivery.models import Letter

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    """Limits of attempts are kept in the cache."""
    cache.clear()


def test_the_same_keys_in_the_other_layout() -> None:
    assert as_typed_in_other_layout("Привет") == "ghbdtn"
    assert as_typed_in_other_layout("qwerty7") == "йцукен7"


@pytest.mark.parametrize(
    "password",
    ["qwertyuiop", "йцукенгшщз", "ghbdtn12345", "привет2026!", "parol12345", "1234567890", "11111111111",
     "aaaaaaaaaa", "Солнышко2020", "cjkysirj2020", "любимая2025"],
)  # fmt: skip
def test_common_passwords_are_refused_in_any_layout(password: str) -> None:
    with pytest.raises(ValidationError):
        CommonRule().validate(password)


@pytest.mark.parametrize("password", ["correct horse battery", "синий чайник у окна", "kJ8-ppQz-0wm"])
def test_phrases_and_random_ones_are_fine(password: str) -> None:
    for rule in (LengthRule(), CommonRule(), OwnNameRule(), FormerRule()):
        rule.validate(password, make_staff())


def test_ones_own_name_is_no_password_in_any_layout() -> None:
    person = make_staff(last_name="Крылова", login="krylova.eva")
    for password in ("крылова1985", "Rhskjdf1985", "krylova.eva1"):
        with pytest.raises(ValidationError):
            OwnNameRule().validate(password, person)


def test_former_passwords_do_not_come_back() -> None:
    person = with_password()
    set_password(staff=person, password="another long phrase")
    for former in (PASSWORD, "another long phrase"):
        with pytest.raises(InvalidInputError):
            set_password(staff=person, password=former)
    assert len(StaffSecurity.objects.get(staff=person).former_passwords) == 1


def test_the_rules_are_said_before_typing(log_in: LogIn) -> None:
    page = log_in(with_password()).get("/password/").content.decode()
    assert all(hint.replace("“", "“") in page.replace("&quot;", '"') for hint in hints() if hint)


def test_a_link_lets_choose_a_password_once() -> None:
    person = make_staff()
    link = make_invitation(staff=person, by=None)
    token = link.path.strip("/").rpartition("/")[2]
    assert not Invitation.objects.filter(digest=token).exists()
    browser = Browser()
    weak = browser.post(link.path, {"password": "привет12345", "again": "привет12345"})
    assert weak.status_code == 422
    chosen = {"password": "синий чайник у окна", "again": "синий чайник у окна"}
    assert browser.post(link.path, chosen)["Location"] == "/"
    assert browser.get("/security/").status_code == 200
    assert Browser().get(link.path).status_code == 404


def test_a_newer_link_ends_the_older_and_a_closed_account_takes_none() -> None:
    person = make_staff()
    older = make_invitation(staff=person, by=None)
    newer = make_invitation(staff=person, by=None)
    assert Browser().get(older.path).status_code == 404
    assert Browser().get(newer.path).status_code == 200
    dismiss_staff(staff=person)
    assert Browser().get(newer.path).status_code == 404


def test_everybody_without_a_password_gets_a_link(log_in: LogIn) -> None:
    administrator = with_password(is_admin=True)
    imported = [make_staff(), make_staff()]
    assert set(without_password()) == set(imported)
    page = log_in(administrator).post("/team/invite/", {"show": "1"}).content.decode()
    assert len(set(re.findall(r"http://testserver/invitation/[\w-]+/", page))) == 2
    assert len(invite_all(by=administrator)) == 2
    assert mail.outbox == []


def test_without_a_mail_server_nobody_is_offered_to_forget() -> None:
    assert Browser().get("/login/forgotten/").status_code == 404
    assert "/login/forgotten/" not in Browser().get("/login/").content.decode()


@pytest.fixture
def mail_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """The office has a mail server and knows its own address."""
    monkeypatch.setenv("MAYAK_SMTP_URL", "smtp://127.0.0.1:2525")
    monkeypatch.setenv("MAYAK_MAIL_FROM", "mayak@office.example")
    monkeypatch.setenv("MAYAK_SITE_ADDRESS", "https://crm.example")


def test_links_leave_as_letters_where_the_office_has_mail(log_in: LogIn, mail_server: None) -> None:
    with_address, without = make_staff(email="a@office.example"), make_staff()
    page = log_in(with_password(is_admin=True)).post("/team/invite/").content.decode()
    assert without.full_name in page
    assert with_address.full_name not in page
    letter = Letter.objects.get()
    link = re.search(r"https://crm\.example(/invitation/[\w-]+/)", letter.text)
    assert link
    assert Browser().get(link[1]).status_code == 200


def test_a_forgotten_password_is_answered_the_same_to_everybody(mail_server: None) -> None:
    person = with_password(email="b@office.example")
    answers = [
        Browser().post("/login/forgotten/", {"who": who}) for who in (person.login, "b@OFFICE.example", "nobody")
    ]
    assert {answer["Location"] for answer in answers} == {"/login/"}
    assert Letter.objects.count() == 2
    assert "/login/forgotten/" in Browser().get("/login/").content.decode()


def test_the_last_administrator_and_ones_own_right_are_kept() -> None:
    first, second = make_staff(is_admin=True), make_staff(is_admin=True)
    with pytest.raises(NotAllowedError):
        edit_staff(by=first, staff=first, is_admin=False)
    edit_staff(by=first, staff=second, is_admin=False)
    with pytest.raises(NotAllowedError):
        edit_staff(by=second, staff=first, is_admin=False)
    with pytest.raises(NotAllowedError):
        dismiss_staff(staff=first)


def test_rights_are_edited_on_a_page_and_written_down(log_in: LogIn) -> None:
    administrator, person = with_password(is_admin=True), make_staff(Role.EXPERT)
    browser = log_in(administrator)
    typed = {"last_name": "Новая", "first_name": "Ева", "role": "team_lead", "daily_capacity": "12", "timezone": ""}
    assert browser.post(f"/team/{person.pk}/", typed).status_code == 302
    person = Staff.objects.get(pk=person.pk)
    assert (person.role, person.last_name, person.daily_capacity) == ("team_lead", "Новая", 12)
    told = SecurityEvent.objects.get(kind=EventKind.RIGHTS_CHANGED)
    assert told.detail == "специалист → руководитель отдела" or "→" in told.detail


def test_good_and_bad_log_ins_are_written_down() -> None:
    person = with_password()
    Browser().post("/login/", {"login": person.login, "password": "wrong"}, REMOTE_ADDR="203.0.113.9")
    Browser().post("/login/", {"login": person.login, "password": PASSWORD}, HTTP_USER_AGENT="Firefox/1 Windows")
    bad, good = SecurityEvent.objects.order_by("pk")
    assert (bad.kind, bad.subject_id, bad.address) == (EventKind.LOGIN_FAILED, person.pk, "203.0.113.9")
    assert (good.kind, good.staff_id, good.detail) == (EventKind.LOGIN, person.pk, "пароль")


def test_guessing_of_passwords_stands_at_the_head_of_the_journal(log_in: LogIn) -> None:
    for _attempt in range(6):
        Browser().post("/login/", {"login": "vera", "password": "wrong"}, REMOTE_ADDR="203.0.113.9")
    page = log_in(with_password(is_admin=True)).get("/journal/").content.decode()
    assert "подбирает пароли" in page
    assert SecurityEvent.objects.filter(kind=EventKind.LOGIN_BLOCKED).exists()


def test_the_same_refusal_is_one_line(log_in: LogIn) -> None:
    browser = log_in(make_staff())
    for _attempt in range(3):
        assert browser.get("/settings/").status_code == 403
    assert SecurityEvent.objects.filter(kind=EventKind.REFUSED).count() == 1


def test_the_journal_is_never_changed() -> None:
    record_security_event(EventKind.EXPORT, detail="x")
    with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
        SecurityEvent.objects.update(detail="y")


def test_the_journal_is_filtered_and_taken_out_as_a_workbook(log_in: LogIn) -> None:
    administrator = with_password(is_admin=True)
    record_security_event(EventKind.EXPORT, staff=administrator, detail="=cmd")
    record_security_event(EventKind.LOGIN_FAILED, login="boris")
    browser = log_in(administrator)
    shown = browser.get("/journal/?kind=bad").content.decode()
    assert "boris" in shown
    assert "=cmd" not in shown
    book = browser.post("/journal/export/", {"kind": "export"})
    rows = CalamineWorkbook.from_filelike(BytesIO(book.content)).get_sheet_by_index(0).to_python()
    assert [row[6] for row in rows[1:]] == ["=cmd"]
    assert SecurityEvent.objects.filter(kind=EventKind.EXPORT).count() == 2
    assert SecurityEvent.objects.filter(kind=EventKind.JOURNAL_SEEN).count() == 1
