"""The card tab: what it shows, what a key does, what is refused at the field; the editor of indicators."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from mayak.accounts.models import Staff
from mayak.accounts.tests.makers import make_staff
from mayak.briefing.facts import facts_for_contact
from mayak.briefing.questions import questions_of
from mayak.briefing.words import material_of
from mayak.card.models import Confirmation, IndicatorDefinition, IndicatorValue, QuestionToAsk
from mayak.card.tests.makers import make_indicator, make_value, only_these
from mayak.clients.models import Client
from mayak.clients.tests.makers import make_client, make_person
from mayak.core import clock
from mayak.exchange.plan.definitions import Definitions
from mayak.exchange.plan.writer import PlanWriter
from mayak.facts.conditions import office_vocabulary
from mayak.facts.models import ClientFacts
from mayak.facts.services import refresh_facts

pytestmark = pytest.mark.django_db
PART = {"HX-Request": "true"}


@pytest.fixture
def expert() -> Staff:
    return make_staff(first_name="Ева", last_name="Крылова")


@pytest.fixture
def client(expert: Staff) -> Client:
    return make_client(expert=expert, inn="7701000140")


def _browser(user: Staff) -> Browser:
    browser = Browser(headers={"accept-language": "ru"})
    browser.force_login(user)
    return browser


def _page(user: Staff, client: Client, query: str = "") -> str:
    answer = _browser(user).get(reverse("client_card", args=[client.pk]) + query)
    assert answer.status_code == 200
    return answer.content.decode().replace("\u00a0", " ")


def _do(user: Staff, client: Client, key: str, what: str, **more: Any) -> Any:
    url = reverse("client_card_line", args=[client.pk, key])
    return _browser(user).post(url, {"do": what, **more}, headers=PART)


def _ago(days: int) -> Any:
    return clock.today() - timedelta(days=days)


def _five(client: Client) -> None:
    """Two current ones (a known and a none), an expired one, a dispute, a missing one."""
    made = [make_indicator(f"i{number}", order=number) for number in range(5)]
    only_these(*made)
    make_value(client, made[0], "шесть", _ago(70))
    make_value(client, made[1], "", _ago(3))
    make_value(client, made[2], "старое", _ago(91))
    make_value(client, made[3], "6", _ago(5))
    make_value(client, made[3], "9", _ago(3), source="register")


def test_completeness_counts_current_values_only(expert: Staff, client: Client) -> None:
    _five(client)
    page = _page(expert, client)
    assert "3 из 5" in page
    assert "60 %" in page
    refresh_facts(client_ids=[client.pk])
    facts = ClientFacts.objects.get(client=client)
    assert (facts.completeness_work, facts.missing_indicators, facts.expired_indicators) == (60, 1, 1)


@pytest.mark.parametrize(
    ("show", "there"), [("learn", {"i2", "i4"}), ("expiring", {"i0"}), ("conflict", {"i3"}), ("", {"i0", "i4"})]
)
def test_a_filter_lets_through_what_it_names(expert: Staff, client: Client, show: str, there: set[str]) -> None:
    _five(client)
    page = _page(expert, client, f"?show={show}")
    shown = {f"i{number}" for number in range(5) if f'id="i{number}"' in page}
    assert shown == there if show else shown >= there


def test_one_key_confirms_and_the_next_line_is_chosen(expert: Staff, client: Client) -> None:
    _five(client)
    teller = make_person(client, last_name="Зубова", first_name="Марина")
    answer = _do(expert, client, "i0", "confirm", source="visit", told_by=str(teller.pk))
    page = answer.content.decode()
    assert 'id="i1" data-row' in page
    assert page.index("is-selected") > page.index('id="i1"')
    word = IndicatorValue.objects.get(indicator__code="i0", to_date=None)
    assert (word.confirmed_date, word.source, word.told_by, word.confirmed_by) == (
        clock.today(),
        "visit",
        teller,
        expert,
    )


def test_without_scripts_a_deed_leads_back_to_the_card(expert: Staff, client: Client) -> None:
    _five(client)
    url = reverse("client_card_line", args=[client.pk, "i0"])
    answer = _browser(expert).post(url, {"do": "confirm", "show": "expiring"})
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("client_card", args=[client.pk]) + "?show=expiring")
    assert "<form" in _page(expert, client, "?edit=i0")


def test_a_wrong_value_is_told_at_the_field_and_nothing_typed_is_lost(expert: Staff, client: Client) -> None:
    only_these(make_indicator("headcount2", value_type="number"))
    answer = _do(expert, client, "headcount2", "change", value="много")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in page
    assert 'value="много"' in page
    assert not IndicatorValue.objects.exists()
    assert _do(expert, client, "headcount2", "change", value="41").status_code == 200
    assert IndicatorValue.objects.get().value == "41"


def test_what_a_colleague_wrote_meanwhile_is_shown_beside_what_is_typed(expert: Staff, client: Client) -> None:
    fleet = make_indicator("fleet")
    only_these(fleet)
    make_value(client, fleet, "девять", _ago(1))
    answer = _do(expert, client, "fleet", "change", value="семь", seen="")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "девять" in page
    assert 'value="семь"' in page


def test_a_dispute_is_settled_and_a_question_put_into_the_scenario(expert: Staff, client: Client) -> None:
    _five(client)
    six = IndicatorValue.objects.get(value="6")
    assert _do(expert, client, "i3", f"settle:{six.pk}").status_code == 200
    assert IndicatorValue.objects.get(value="9").to_date == _ago(1)
    assert _do(expert, client, "i4", "ask").status_code == 200
    assert QuestionToAsk.objects.get().indicator.code == "i4"
    assert "в сценарии" in _page(expert, client)


def test_a_dispute_over_a_field_is_settled_and_the_whole_page_says_so(expert: Staff, client: Client) -> None:
    where = make_indicator("where", bound_to="client.name")
    only_these(where)
    said = {"client": client, "indicator": where, "confirmed_date": clock.today()}
    former = Confirmation.objects.create(**said, value="Ромашка", source="call")
    Confirmation.objects.create(**said, value=client.name, source="import")
    assert "два источника" in _page(expert, client)
    answer = _do(expert, client, "where", f"settle:{former.pk}")
    assert (answer.status_code, answer["HX-Redirect"]) == (204, reverse("client_card", args=[client.pk]) + "?at=where")
    assert "<h1>Ромашка" in _page(expert, client)


def test_the_side_tells_the_history(expert: Staff, client: Client) -> None:
    _five(client)
    _do(expert, client, "i0", "change", value="семь")
    part = _browser(expert).get(reverse("client_card_line", args=[client.pk, "i0"]), headers=PART).content.decode()
    assert part.index("семь") < part.index("<s>шесть</s>")
    assert "Ева Крылова" in part


def test_a_colleague_without_the_right_reads_only(client: Client, expert: Staff) -> None:
    only_these(make_indicator("fleet", changed_by=["account_manager"]))
    page = _page(expert, client)
    assert 'data-row-key="e"' not in page
    assert _do(expert, client, "fleet", "none").status_code == 403


def test_a_new_indicator_of_ninety_days_is_everywhere_at_once(client: Client, expert: Staff) -> None:
    methodologist = make_staff("methodologist")
    fields = {
        "name_ru": "Автопарк", "name_en": "Fleet", "question_ru": "Сколько у вас машин?", "subject": "client",
        "value_type": "number", "validity_days": "90", "groups": ["ready_to_work"],
    }  # fmt: skip
    before = _work(client)
    answer = _browser(methodologist).post(reverse("playbook_indicator_add"), fields)
    assert answer.status_code == 302

    assert "Автопарк" in _page(expert, client)
    assert _work(client) < before
    assert office_vocabulary().indicators["fleet"].label == "Автопарк"
    assert ("автопарк",) in Definitions(PlanWriter.__new__(PlanWriter)).names("indicators")
    facts = facts_for_contact(client.pk, (), clock.today())
    asked = questions_of(facts.card, facts.groups, None, clock.today())
    assert "fleet" in {line.code for line in asked}

    _do(expert, client, "fleet", "change", value="6")
    assert IndicatorValue.objects.get(indicator__code="fleet").valid_until_date == _ago(-90)


def _work(client: Client) -> int:
    """What the completeness "ready to work" is made of: filled ÷ all, in millionths."""
    refresh_facts(client_ids=[client.pk])
    total = IndicatorDefinition.objects.filter(is_active=True, subject="client", groups__contains=["ready_to_work"])
    filled = ClientFacts.objects.get(client=client).completeness_work or 0
    return -total.count() * 1000 + filled


def test_the_editor_changes_and_retires(expert: Staff) -> None:
    fleet = make_indicator("fleet", value_type="text", choices=[])
    make_value(make_client(), fleet, "много", _ago(1))
    browser = _browser(make_staff("methodologist"))
    url = reverse("playbook_indicator", args=[fleet.pk])
    page = browser.get(url)
    seen = page.context["form"].sealed()
    fields = {"name_ru": "Автопарк", "subject": "client", "value_type": "choice", "validity_days": "90", "seen": seen}
    assert browser.post(url, fields).status_code == 422
    fields["choices"] = "легковой | cars\nгрузовой"
    told = browser.post(url, fields)
    assert told.status_code == 422
    assert "1 значение не подойдёт" in told.content.decode().replace("\u00a0", " ")
    fleet.refresh_from_db()
    assert fleet.value_type == "text"
    assert browser.post(url, {**fields, "agreed": "1"}).status_code == 302
    fleet.refresh_from_db()
    assert [one["code"] for one in fleet.choices] == ["cars", "gruzovoy"]
    browser.post(url, {"retire": "1"})
    fleet.refresh_from_db()
    assert not fleet.is_active
    assert _browser(expert).get(url).status_code == 403


def _fold(user: Staff, client: Client, **data: str) -> Any:
    return _browser(user).post(reverse("client_card_fold", args=[client.pk]), data, headers=PART)


def test_a_folded_heading_is_remembered_for_its_person_on_every_client(expert: Staff, client: Client) -> None:
    _five(client)
    other = make_client(expert=expert)
    page = _fold(expert, client, fold="ready_to_work").content.decode()
    assert 'aria-expanded="false"' in page
    assert 'id="i0"' not in page
    assert 'id="i0"' not in _page(expert, other)
    # A filter shows what it finds, and a line that an address names is not hidden.
    assert 'id="i4"' in _page(expert, client, "?show=learn")
    assert 'id="i3"' in _page(expert, client, "?at=i3")
    assert 'id="i0"' in _page(make_staff("director"), client)
    assert 'id="i0"' in _fold(expert, client, unfold="ready_to_work").content.decode()


def test_folding_without_scripts_leads_back_to_the_card(expert: Staff, client: Client) -> None:
    _five(client)
    answer = _browser(expert).post(reverse("client_card_fold", args=[client.pk]), {"fold": "ready_to_work"})
    assert (answer.status_code, answer["Location"]) == (302, reverse("client_card", args=[client.pk]) + "?")
    stranger = make_client()
    assert _fold(expert, stranger, fold="x").status_code == 404


def test_the_next_line_is_one_that_is_shown(expert: Staff, client: Client) -> None:
    first, second, third = make_indicator("a1"), make_indicator("b1"), make_indicator("c1")
    only_these(first, second, third)
    second.groups = ["cooperation"]
    third.groups = []
    second.save()
    third.save()
    make_value(client, first, "да", _ago(1))
    _fold(expert, client, fold="cooperation")
    page = _do(expert, client, "a1", "confirm").content.decode()
    assert page.index("is-selected") > page.index('id="c1"')


def test_a_confirmed_value_keeps_its_source_and_teller_unless_others_are_chosen(expert: Staff, client: Client) -> None:
    head = make_indicator("head2", order=0)
    only_these(head)
    teller, other = make_person(client, last_name="Залесова"), make_person(client, last_name="Зубова")
    make_value(client, head, "Орлов", _ago(70), source="visit", told_by=teller)
    page = _page(expert, client)
    assert '<option value="">как раньше</option>' in page

    answer = _do(expert, client, "head2", "confirm", source="", told_by="")
    word = IndicatorValue.objects.get(to_date=None)
    assert (word.source, word.told_by, word.confirmed_date) == ("visit", teller, clock.today())
    told = answer.content.decode()
    assert 'hx-swap-oob="innerHTML:#told"' in told
    assert "Подтверждено: head2, Орлов (визит, Залесова)" in told.replace("\u00a0", " ")

    _do(expert, client, "head2", "confirm", source="", told_by=str(other.pk))
    word = IndicatorValue.objects.get(to_date=None)
    assert (word.source, word.told_by) == ("visit", other)
    _do(expert, client, "head2", "confirm", source="call", told_by="nobody")
    word = IndicatorValue.objects.get(to_date=None)
    assert (word.source, word.told_by) == ("call", None)


def test_where_a_written_value_comes_from_does_not_stick_to_the_values_confirmed_after_it(
    expert: Staff, client: Client
) -> None:
    _five(client)
    page = _do(expert, client, "i4", "change", value="да", value_source="mail", source="", told_by="").content.decode()
    assert IndicatorValue.objects.get(indicator__code="i4").source == "mail"
    assert '<option value="mail" selected>' not in page


def test_a_line_that_cannot_be_confirmed_says_why_and_the_next_one_is_chosen(expert: Staff, client: Client) -> None:
    _five(client)
    answer = _do(expert, client, "i2", "skip", show="learn")
    assert IndicatorValue.objects.filter(confirmed_date=clock.today()).count() == 0
    page = _do(expert, client, "i4", "skip").content.decode()
    assert "«i4» не заполнен: подтверждать нечего." in page.replace("\u00a0", " ")
    assert 'id="i4" data-row' in answer.content.decode()
    page = _do(expert, client, "i3", "skip").content.decode()
    assert "два источника расходятся, нажмите 1 или 2" in page.replace("\u00a0", " ")
    assert page.index("is-selected") > page.index('id="i3"')
    page = _do(expert, client, "i0", "confirm").content.decode()
    assert "дальше: i1" in page


@pytest.mark.parametrize(
    ("what", "more"),
    [
        ("settle:" + "9" * 5000, {}),
        ("take-back:" + "9" * 5000, {}),
        ("confirm", {"told_by": "9" * 5000}),
        ("confirm", {"seen": "9" * 5000}),
        ("change", {"value": "да", "value_told_by": "9" * 5000}),
        ("settle:" + "9" * 30, {}),
    ],
)
def test_made_up_numbers_are_refused(expert: Staff, client: Client, what: str, more: dict[str, str]) -> None:
    _five(client)
    assert _do(expert, client, "i0", what, **more).status_code == 422
    assert _do(expert, client, "i0--" + "9" * 300, "confirm").status_code in {404, 422}


def test_rubrics_written_on_the_card_are_the_person_s_and_none_counts_as_known(expert: Staff, client: Client) -> None:
    only_these(
        make_indicator("topics", bound_to="person.rubrics", subject="person", value_type="multiple", validity_days=180)
    )
    person = make_person(client, last_name="Зубова", first_name="Анна", roles=["key_user"])
    key = f"topics--{person.pk}"
    material = material_of(facts_for_contact(client.pk, (), clock.today()), person.pk, clock.today())
    assert [line.asks for line in material.questions] == [key]
    assert 'value="vat"' in _page(expert, client, f"?at={key}&edit={key}")
    assert _do(expert, client, key, "change", value=["payroll", "vat"]).status_code == 200
    refresh_facts(client_ids=[client.pk])
    assert ClientFacts.objects.get(client=client).persons_completeness == 100
    page = _browser(expert).get(reverse("person", args=[client.pk, person.pk])).content.decode()
    assert "2 выбраны" in page
    assert _do(expert, client, key, "none").status_code == 200
    assert not person.rubrics.exists()
    refresh_facts(client_ids=[client.pk])
    assert ClientFacts.objects.get(client=client).persons_completeness == 100
    Confirmation.objects.update(valid_until_date=_ago(1))
    refresh_facts(client_ids=[client.pk])
    assert ClientFacts.objects.get(client=client).persons_completeness == 0
