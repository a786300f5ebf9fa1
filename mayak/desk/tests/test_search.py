"""The search box: groups, words, corrections, one kind whole, what was done lately; rights and cost."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mayak.accounts.models import Staff
from mayak.accounts.tests.makers import make_staff, make_team
from mayak.clients.tests.makers import make_client, make_person
from mayak.core import clock
from mayak.core.questions import ask
from mayak.desk.panels.recent import ASKED_COOKIE
from mayak.desk.tests.makers import Office, make_office
from mayak.facts.models import Selection, Sharing
from mayak.facts.selections.finding import selections_named
from mayak.facts.selections.policies import selections_for
from mayak.money.models import Invoice
from mayak.usage.models import HotlineRequest
from mayak.work.models import Agreement, Note

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    office = make_office()
    Agreement.objects.create(
        client=office.client, text="Прислать расчёт аванса", due_date=clock.today(), made_date=clock.today(), owner="us"
    )
    return office


def _browser(user: Staff) -> Browser:
    browser = Browser(headers={"accept-language": "ru"})
    browser.force_login(user)
    return browser


def _answer(user: Staff, query: str, browser: Browser | None = None) -> str:
    """What the palette is answered."""
    answer = (browser or _browser(user)).get(reverse("search"), _fields(query), headers={"HX-Request": "true"})
    assert answer.status_code == 200
    return answer.content.decode().replace("\u00a0", " ").replace("<mark>", "[").replace("</mark>", "]")


def _fields(query: str) -> dict[str, str]:
    text, *rest = query.split("&")
    return {"q": text} | dict(part.split("=") for part in rest)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("вершина", "ООО «[Вершина]-Строй»"),
        ("зубова", "[Зубова] Марина"),
        ("0014", "+7 (999) 000-[00-14]"),
        ("7701000140", "ИНН [7701000140]"),
        ("№ 2187", "Счёт № [2187], 48 600,00 ₽"),
        ("48 600", "Счёт № 2187, [48 600,00 ₽]"),
        ("48600,00", "Счёт № 2187, [48 600,00 ₽]"),
        ("сравнивала", "[Сравнивала] сроки вычета"),
        ("авансом", "Прислать расчёт [аванса]"),
        ("расчет", "Прислать [расчёт] аванса"),
        ("удержание", "[Удержания] при увольнении"),
        ("монит", "[Монит]оринг"),
        (">", "Мониторинг"),
        ("@зубова", "[Зубова] Марина"),
        ("МАРИНА вершина", "Зубова [Марина]"),
    ],
)
def test_one_box_finds_everything(office: Office, typed: str, shown: str) -> None:
    assert shown in _answer(office.expert, typed)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("Dthibyf", "Похоже, раскладка английская. Ищем <b>Вершина</b>"),
        ("вирщина", "Исправили опечатки. Ищем <b>вершина</b>"),
        ("pe,jdf", "Похоже, раскладка английская. Ищем <b>зубова</b>"),
        ("vjybn", "Похоже, раскладка английская. Ищем <b>монит</b>"),
        ("манитор", "Исправили опечатки. Ищем <b>мониторинг</b>"),
        ("fdfyc", "Похоже, раскладка английская. Ищем <b>аванс</b>"),
    ],
)
def test_a_correction_is_told_and_can_be_refused(office: Office, typed: str, told: str) -> None:
    assert told in _answer(office.expert, typed)
    literal = _answer(office.expert, f"{typed}&exact=1")
    assert "Ищем" not in literal
    assert "Ничего не нашлось" in literal


def test_a_latin_address_from_russian_keys(office: Office) -> None:
    make_client(expert=office.expert, name="Mayak Ltd")

    page = _answer(office.expert, "ьфнфл")

    assert "Похоже, раскладка русская. Ищем <b>mayak</b>" in page
    assert "[Mayak] Ltd" in page


def test_nothing_of_others_is_found_nor_suggested(office: Office) -> None:
    stranger = make_staff()
    for typed in (
        "вершина",
        "вирщина",
        "зубова",
        "0014",
        "7701000140",
        "2187",
        "48600",
        "сравнивала",
        "аванс",
        "удержания",
    ):
        page = _answer(stranger, typed)
        assert "Ничего не нашлось" in page, typed
        assert "Вершина-Строй" not in page


def test_own_and_others_are_told_apart(office: Office) -> None:
    assert "· ваш" in _answer(office.expert, "вершина")
    assert "ведёт Ева Крылова" in _answer(make_staff("director"), "вершина")


def test_the_kind_that_fits_best_comes_first(office: Office) -> None:
    make_client(expert=office.expert, name="ООО «Незубовая фабрика»")

    page = _answer(office.expert, "зубова")

    assert page.index("<b>Люди</b>") < page.index("<b>Клиенты</b>")


def test_a_kind_has_a_count_and_a_page_of_its_own(office: Office) -> None:
    for number in range(30):
        make_client(expert=office.expert, name=f"Росток {number:02}")

    few = _answer(office.expert, "росток")
    first = _answer(office.expert, "росток&kind=clients")
    second = _answer(office.expert, "росток&kind=clients&page=2")

    assert "<b>Клиенты</b> <span>30</span>" in few
    assert "ещё 25" in few
    assert (few.count('role="option"'), first.count('role="option"'), second.count('role="option"')) == (5, 25, 5)
    assert "[Росток] 24" in first
    assert "[Росток] 25" in second
    assert "Все виды" in first


def test_texts_of_all_sources_are_one_list_the_newest_first(office: Office) -> None:
    now = clock.now()
    for days in range(3):
        HotlineRequest.objects.create(
            client=office.client, asked_at=now - timedelta(days=days), question=f"Отпуск {days}"
        )
    Agreement.objects.create(
        client=office.client, text="Отпуск: ответить", due_date=clock.today() - timedelta(days=1), owner="us"
    )
    Note.objects.create(client=office.client, text="Отпуск у бухгалтера", made_at=now - timedelta(days=5))

    page = _answer(office.expert, "отпуск&kind=texts")

    assert page.count('role="option"') == 5
    assert page.index("] 0") < page.index(": ответить") < page.index("] 2") < page.index("] у бухгалтера")


@pytest.mark.parametrize(
    "query", ["росток&kind=rubbish", "росток&kind=texts&page=99999", "вершина&page=x", "&kind=texts"]
)
def test_a_broken_address_is_answered(office: Office, query: str) -> None:
    _answer(office.expert, query)


def test_an_invoice_says_how_it_stands(office: Office) -> None:
    Invoice.objects.create(
        client=office.client,
        number="2199",
        period=clock.today(),
        issued_date=clock.today(),
        due_date=clock.today() + timedelta(days=9),
        amount=Decimal("100.50"),
    )

    assert "оплачен" in _answer(office.expert, "2100")
    assert "просрочен" in _answer(office.expert, "2187")
    assert "ждёт оплаты" in _answer(office.expert, "2199")
    assert "[100,50 ₽]" in _answer(office.expert, "100")


def test_before_anything_is_typed_what_was_done_lately(office: Office) -> None:
    browser = _browser(office.expert)
    browser.get(reverse("client", args=[office.client.pk]))
    browser.cookies[ASKED_COOKIE] = f"{office.expert.pk}|%D0%B0%D0%B2%D0%B0%D0%BD%D1%81:14|%3Cb%3E:x"

    page = _answer(office.expert, "", browser)

    assert "Вершина-Строй" in page
    assert "«аванс»" in page
    assert "найдено: 14" in page
    assert "&lt;b&gt;" in page
    assert "Мониторинг" in page


def test_what_another_person_asked_here_is_not_shown(office: Office) -> None:
    browser = _browser(office.expert)
    browser.cookies[ASKED_COOKIE] = f"{office.expert.pk + 1}|secret:1"

    assert "secret" not in _answer(office.expert, "", browser)


def test_a_person_opened_lately_is_offered_to_whoever_may_see_them(office: Office) -> None:
    browser, (zubova, *_others) = _browser(office.expert), office.client.persons.filter(last_name="Зубова")
    browser.get(reverse("client", args=[office.client.pk]))
    browser.get(reverse("person", args=[office.client.pk, zubova.pk]))

    page = _answer(office.expert, "", browser)

    assert page.index("Марина Зубова") < page.index("ООО «Вершина-Строй»</span>")
    assert reverse("person", args=[office.client.pk, zubova.pk]) in page
    office.client.responsibilities.all().delete()
    assert "Зубова" not in _answer(office.expert, "", browser)


@pytest.mark.parametrize("kept", ["p", "pp1", "1p", "-1", "x.y", "p1.2", "9" * 30])
def test_a_broken_list_of_what_was_opened_is_answered(office: Office, kept: str) -> None:
    browser = _browser(office.expert)
    browser.cookies["mayak_recent"] = kept

    assert "Мониторинг" in _answer(office.expert, "", browser)


def test_a_client_handed_over_is_no_longer_among_the_recent(office: Office) -> None:
    browser = _browser(office.expert)
    browser.get(reverse("client", args=[office.client.pk]))
    office.client.responsibilities.all().delete()

    assert "Вершина-Строй" not in _answer(office.expert, "", browser)


@pytest.mark.parametrize(
    ("typed", "most"), [("вершина", 1), ("0014", 1), ("вирщина", 2), ("Dthibyf", 2), ("щщщщщ", 2), ("аванс", 1)]
)
def test_a_search_is_one_statement_a_corrected_one_two(office: Office, typed: str, most: int) -> None:
    browser = _browser(office.expert)
    _answer(office.expert, typed, browser)
    with CaptureQueriesContext(connection) as captured:
        _answer(office.expert, typed, browser)
    searches = [query for query in captured if "candidates" in query["sql"]]

    assert len(searches) <= most
    assert len(captured) <= 7


def test_selections_are_found_by_those_who_see_them(office: Office) -> None:
    now = clock.now()
    for name, sharing in (("Сверка осенью", "private"), ("Сверка всех", "office")):
        Selection.objects.create(
            name=name, owner=office.expert, sharing=sharing, condition={"all": []}, created_at=now, changed_at=now
        )

    own, others = _answer(office.expert, "сверка"), _answer(make_staff(), "сверка")

    assert "[Сверка] осенью" in own
    assert "[Сверка] всех" in own
    assert "?selection=" in own
    assert "[Сверка] всех" in others
    assert "осенью" not in others


@pytest.mark.parametrize("whose", ["owner", "colleague", "below", "stranger"])
def test_names_of_selections_are_those_of_the_queryset(whose: str) -> None:
    team = make_team()
    below = make_team(parent=team)
    staff = {"owner": make_staff(team=team), "colleague": make_staff(team=team), "below": make_staff(team=below)}
    staff["stranger"] = make_staff()
    now = clock.now()
    for sharing in Sharing:
        Selection.objects.create(
            name=sharing, owner=staff["owner"], team=team, sharing=sharing, condition={}, created_at=now, changed_at=now
        )
    named = selections_named(staff[whose])
    ask(named)

    assert set(named.answer) == set(selections_for(staff[whose]).values_list("pk", flat=True))


def test_persons_of_a_large_pool_cost_no_more(office: Office) -> None:
    for number in range(20):
        make_person(make_client(expert=office.expert, name=f"Зубр {number}"), last_name=f"Зубров{number}")
    browser = _browser(office.expert)
    _answer(office.expert, "зуб", browser)
    with CaptureQueriesContext(connection) as captured:
        _answer(office.expert, "зуб", browser)

    assert len(captured) <= 6


@pytest.mark.parametrize("typed", ["зубова", "0014"])
def test_a_person_is_opened_and_called_from_the_hits(office: Office, typed: str) -> None:
    client, person = office.client.pk, office.key_user.pk
    answer = _answer(office.expert, typed)
    assert f'href="{reverse("person", args=[client, person])}"' in answer
    assert f'data-call="{reverse("contact_start", args=[client])}?person={person}"' in answer
