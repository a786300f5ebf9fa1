"""Adding anything at a client from one menu; a note that two people change."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client as Browser
from django.urls import reverse
from pytest_django import Settings

from mayak.accounts.models import Staff
from mayak.accounts.tests.makers import make_staff, make_team
from mayak.cases.models import Case
from mayak.clients.models import Client, ClientDocument, PersonAttachment
from mayak.clients.tests.makers import make_client, make_person
from mayak.core import clock
from mayak.core.calendar import working_calendar
from mayak.desk.views.quick_add import KINDS
from mayak.money.models import Invoice, Promise
from mayak.work.models import Activity, Agreement, Note

pytestmark = pytest.mark.django_db


@pytest.fixture
def expert() -> Staff:
    return make_staff(first_name="Ева", last_name="Крылова")


@pytest.fixture
def office(expert: Staff) -> Client:
    return make_client(expert=expert)


def _browser(user: Staff) -> Browser:
    browser = Browser(headers={"accept-language": "ru"})
    browser.force_login(user)
    return browser


def _add(user: Staff, client: Client, code: str, **data: object) -> HttpResponse:
    url = reverse("client_add", args=[client.pk, code])
    return _browser(user).post(url, data, headers={"HX-Request": "true"})  # type: ignore[return-value]


def _later(days: int = 1) -> date:
    return working_calendar().on_or_after(clock.today() + timedelta(days=days))


def test_the_menu_offers_every_kind_by_key(expert: Staff, office: Client) -> None:
    page = _browser(expert).get(reverse("client", args=[office.pk])).content.decode()

    for kind in KINDS:
        assert f'href="{reverse("client_add", args=[office.pk, kind.code])}" data-dialog' in page
        form = _browser(expert).get(reverse("client_add", args=[office.pk, kind.code]))
        assert form.status_code == 200


def test_an_agreement_is_recorded_once(expert: Staff, office: Client) -> None:
    person = make_person(office)
    data = {"text": "Выслать расчёт", "due_date": _later(), "owner": "us", "person": person.pk}

    for _again in range(2):
        assert _add(expert, office, "agreement", **data).status_code == 204
    [agreement] = Agreement.objects.filter(client=office)
    assert (agreement.text, agreement.person_id, agreement.made_date) == ("Выслать расчёт", person.pk, clock.today())


def test_an_agreement_is_read_from_its_words(expert: Staff, office: Client) -> None:
    person = make_person(office, last_name="Тихая")
    tomorrow = _later()

    assert _add(expert, office, "agreement", text="Тихая пришлёт анкету завтра").status_code == 204
    assert _add(expert, office, "agreement", text="вышлем прайс завтра", owner="client").status_code == 204
    theirs, chosen = Agreement.objects.filter(client=office).order_by("pk")
    assert (theirs.text, theirs.due_date, theirs.owner, theirs.person) == (
        "Тихая пришлёт анкету",
        tomorrow,
        "client",
        person,
    )
    assert (chosen.text, chosen.due_date, chosen.owner, chosen.person_id) == ("вышлем прайс", tomorrow, "client", None)


def test_an_agreed_payment_is_a_promise(expert: Staff, office: Client) -> None:
    invoice = Invoice.objects.create(
        client=office, number="2187", period=clock.today(), issued_date=clock.today(), amount=100
    )
    unknown = _add(expert, office, "agreement", text="оплатят счёт 999 завтра")
    assert unknown.status_code == 422
    assert 'id="id_text_error"' in unknown.content.decode()
    assert _add(expert, office, "agreement", text="оплатят счёт 2187 завтра, 48 600").status_code == 204

    [promise] = Promise.objects.filter(client=office)
    assert (promise.invoice, promise.expected_date, promise.amount) == (invoice, _later(), Decimal(48_600))
    assert not Agreement.objects.filter(client=office).exists()


def test_a_file_is_kept_with_the_client_or_a_person(
    expert: Staff, office: Client, settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    person = make_person(office)
    for whose in ("", str(person.pk)):
        given = SimpleUploadedFile("договор.txt", "Договор".encode())
        assert _add(expert, office, "file", file=given, person=whose).status_code == 204
    assert _add(expert, office, "file").status_code == 422

    assert ClientDocument.objects.get(client=office).name == "договор.txt"
    assert PersonAttachment.objects.get(person=person).name == "договор.txt"


def test_a_contact_is_planned_for_a_working_day_or_a_fixed_time(expert: Staff, office: Client) -> None:
    saturday = clock.today() + timedelta(days=(5 - clock.today().weekday()) % 7 or 7)
    _add(expert, office, "contact", goal="Показать поиск", kind="call", day=saturday)
    _add(expert, office, "contact", goal="Показать поиск", kind="call", day=saturday, at="11:30")
    _add(expert, office, "contact", goal="Показать поиск", kind="call", day=saturday, at="11:30")

    loose, fixed = sorted(Activity.objects.filter(client=office), key=lambda one: one.is_fixed_time)
    assert working_calendar().is_working(clock.day_of(loose.planned_at))
    assert clock.day_of(fixed.planned_at) == saturday
    assert fixed.is_fixed_time
    assert loose.executor == expert


def test_a_threat_goes_to_the_lead_other_cases_stay(office: Client, expert: Staff) -> None:
    team = make_team()
    lead = make_staff("team_lead", team=team)
    expert.team = team
    expert.save()
    _add(expert, office, "case", title="Хотят уйти", kind="threat")
    _add(expert, office, "case", title="Позвонить юристу", kind="task", due_date=_later())

    owners = {case.kind: case.owner for case in Case.objects.filter(client=office)}
    assert owners == {"threat": lead, "task": expert}


def test_a_promise_of_an_invoice_is_recorded(expert: Staff, office: Client) -> None:
    invoice = Invoice.objects.create(
        client=office, number="7", period=clock.today(), issued_date=clock.today(), amount=100
    )
    _add(expert, office, "promise", expected_date=_later(), invoice=invoice.pk, amount="1 050,5")
    _add(expert, office, "promise", expected_date=_later(2), invoice=invoice.pk)

    [promise] = Promise.objects.filter(client=office)
    assert (promise.invoice, promise.expected_date, promise.amount) == (invoice, _later(2), None)


@pytest.mark.parametrize(
    ("code", "data", "field"),
    [
        ("agreement", {"text": "Слово", "owner": "us", "due_date": "2020-01-01"}, "due_date"),
        ("agreement", {"text": "Слово без дня"}, "due_date"),
        ("contact", {"goal": "Цель", "kind": "call", "day": "2020-01-01"}, "day"),
        ("contact", {"goal": "Цель", "kind": "call", "day": "20260-01-01"}, "day"),
        ("case", {"title": " ", "kind": "task"}, "title"),
        ("case", {"title": "Дело", "kind": "task", "due_date": "2020-01-01"}, "due_date"),
        ("note", {"text": "  "}, "text"),
        ("promise", {"expected_date": "2020-01-01"}, "expected_date"),
        ("promise", {"expected_date": "2099-01-01", "amount": "-1"}, "amount"),
    ],
)
def test_what_does_not_fit_is_told_at_the_field(
    expert: Staff, office: Client, code: str, data: dict[str, object], field: str
) -> None:
    answer = _add(expert, office, code, **data)

    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()


def test_people_and_invoices_of_others_cannot_be_named(expert: Staff, office: Client) -> None:
    stranger = make_person(make_client())

    assert _add(expert, office, "note", text="Слово", person=stranger.pk).status_code == 422
    assert _add(expert, make_client(), "note", text="Слово").status_code == 404
    assert _browser(expert).get(reverse("client_add", args=[office.pk, "nonsense"])).status_code == 404


def test_a_note_stands_among_what_happened_and_can_be_changed(expert: Staff, office: Client) -> None:
    for _again in range(2):
        _add(expert, office, "note", text="Пьёт чай")
    [note] = Note.objects.filter(client=office)
    page = _browser(expert).get(reverse("client", args=[office.pk])).content.decode().replace("\u00a0", " ")
    assert "Заметка, Ева Крылова:" in page
    assert f'href="{reverse("note", args=[note.pk])}" data-dialog' in page

    url = reverse("note", args=[note.pk])
    seen = _browser(expert).get(url).context["form"]["seen"].value()
    assert _browser(expert).post(url, {"seen": seen, "text": "Пьёт кофе", "person": ""}).status_code == 302
    note.refresh_from_db()
    assert note.text == "Пьёт кофе"


def test_two_people_change_one_note(expert: Staff, office: Client) -> None:
    lead = make_staff("director", first_name="Глеб", last_name="Старов")
    note = Note.objects.create(client=office, author=expert, text="Было", made_at=clock.now())
    url = reverse("note", args=[note.pk])
    seen = _browser(expert).get(url).context["form"]["seen"].value()
    assert _browser(lead).post(url, {"seen": seen, "text": "Стало у Глеба"}).status_code == 302

    answer = _browser(expert).post(url, {"seen": seen, "text": "Стало у Евы"}, headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Глеб Старов" in page
    assert "Стало у Глеба" in page
    assert "Стало у Евы</textarea>" in page
    again = {"seen": answer.context["form"]["seen"].value(), "text": "Стало у Евы"}
    assert _browser(expert).post(url, again).status_code == 302
    note.refresh_from_db()
    assert note.text == "Стало у Евы"


def test_a_note_deleted_meanwhile_is_told(expert: Staff, office: Client) -> None:
    note = Note.objects.create(client=office, author=expert, text="Было", made_at=clock.now())
    url, browser = reverse("note", args=[note.pk]), _browser(expert)
    seen = browser.get(url).context["form"]["seen"].value()
    assert browser.post(url, {"delete": "1"}).status_code == 302
    answer = browser.post(url, {"seen": seen, "text": "Стало"})

    assert answer.status_code == 409
    assert "Ева Крылова" in answer.content.decode()
