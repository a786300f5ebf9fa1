"""Conditions: reading, telling, and what they ask beside facts."""

from datetime import date
from typing import Any

import pytest
from django.utils import translation

from mayak.accounts.tests.makers import make_staff
from mayak.card.models import IndicatorDefinition, IndicatorValue
from mayak.card.tests.makers import make_indicator
from mayak.clients.models import Client, PersonTaxRegime, Rubric
from mayak.clients.services.marks import put_mark
from mayak.clients.tests.makers import make_client, make_person, make_segment
from mayak.core import clock
from mayak.facts.conditions import (
    ConditionError,
    InvalidConditionError,
    Truth,
    clients_where,
    office_vocabulary,
    parse,
    parse_or_explain,
    tell,
)
from mayak.facts.services import refresh_facts
from mayak.work.models import Activity
from mayak.work.tests.makers import at, make_done

pytestmark = pytest.mark.django_db
D = date(2026, 3, 31)


def truth(tree: dict[str, Any], client: Client) -> bool | None:
    """The condition's answer for a client on D."""
    with clock.frozen_at(at(D, 12)):
        refresh_facts(client_ids=[client.pk])
        condition = parse(tree, office_vocabulary())
        return Client.objects.annotate(answer=Truth(condition)).get(pk=client.pk).answer


@pytest.mark.parametrize(
    ("tree", "path", "code"),
    [
        ([], "", "not_an_object"),
        ({}, "", "no_form"),
        ({"fact": "overdue_days", "all": []}, "", "two_forms"),
        ({"all": []}, "all", "empty_list"),
        ({"all": [{"not": {"fact": "nonsense"}}]}, "all[0].not.fact", "unknown_fact"),
        ({"fact": "overdue_days", "op": "~", "value": 1}, "op", "unknown_op"),
        ({"fact": "overdue_days", "op": ">"}, "value", "value_missing"),
        ({"fact": "overdue_days", "op": ">", "value": "many"}, "value", "not_a_number"),
        ({"fact": "overdue_days", "op": ">", "value": True}, "value", "not_a_number"),
        ({"fact": "overdue_days", "op": "between", "value": [1]}, "value", "two_values"),
        ({"fact": "overdue_days", "op": "between", "value": [30, 0]}, "value", "ends_turned"),
        ({"fact": "renewal_date", "op": "between", "value": ["2026-04-01", "2026-03-31"]}, "value", "ends_turned"),
        ({"fact": "days_without_login", "op": ">", "value": 1.5}, "value", "not_a_number"),
        ({"fact": "overdue_days", "op": "is known", "value": 1}, "value", "value_not_wanted"),
        ({"mark": []}, "mark", "empty_list"),
        ({"mark": [" "]}, "mark", "value_missing"),
        ({"fact": "overdue_days", "op": ">", "value": 1, "unit": "days"}, "unit", "unknown_key"),
        ({"fact": "training_valid", "op": "is", "value": 1}, "value", "not_a_flag"),
        ({"fact": "renewal_date", "op": "<", "value": "31.03.2026"}, "value", "not_a_date"),
        ({"fact": "status", "op": "in", "value": ["gone"]}, "value", "unknown_choice"),
        ({"segment": "category", "in": ["z"]}, "in", "unknown_choice"),
        ({"segment": "colour", "in": ["a"]}, "segment", "unknown_segment"),
        ({"indicator": "nonsense", "op": "is known"}, "indicator", "unknown_indicator"),
        ({"person": [{"attribute": "shoes", "in": ["44"]}]}, "person[0]", "unknown_attribute"),
        ({"activity": {"kind": ["fax"]}}, "activity.kind", "unknown_choice"),
        ({"activity": {}, "at_least": 0}, "at_least", "not_a_natural_number"),
    ],
)
def test_every_problem_names_its_place(tree: Any, path: str, code: str) -> None:
    with pytest.raises(ConditionError) as caught:
        parse(tree, office_vocabulary())
    assert [(problem.path, problem.code) for problem in caught.value.problems] == [(path, code)]


def test_problems_are_told_in_words_with_what_is_allowed() -> None:
    with translation.override("en"), pytest.raises(InvalidConditionError) as caught:
        parse_or_explain({"any": [{"fact": "status", "op": "in", "value": ["gone"]}]}, office_vocabulary())
    assert caught.value.lines == [
        "At “any[0].value”: “gone” is none of the values. Allowed: active, disconnected, leaving, new."
    ]


@pytest.mark.parametrize(
    ("tree", "english", "russian"),
    [
        (
            {"fact": "overdue_days", "op": ">", "value": 14},
            "debt overdue for more than 14 days",
            "просрочка долга больше 14 дней",
        ),
        (
            {"all": [{"fact": "key_users", "op": "=", "value": 0}, {"segment": "category", "in": ["a", "b"]}]},
            "key users equal to 0 and Client category is A or B",
            "ключевых пользователей ровно 0 и Категория клиента — A или B",
        ),
        (
            {"not": {"person": [{"attribute": "role", "in": ["decision_maker"]}]}},
            "not (there is a person with whom the role is “decision maker”)",
            "не (есть контактное лицо, у которого роль — «ЛПР»)",
        ),
        (
            {"fact": "days_since_reached", "op": "=", "value": 99999},
            "since the last talk (never)",
            "время с последнего разговора (не было)",
        ),
    ],
)
def test_a_condition_is_told_as_a_sentence(tree: dict[str, Any], english: str, russian: str) -> None:
    for language, words in (("en", english), ("ru", russian)):
        with translation.override(language):
            vocabulary = office_vocabulary()
            assert tell(parse(tree, vocabulary), vocabulary).replace("\u00a0", " ") == words


def test_a_segment_is_unknown_while_there_is_none() -> None:
    client = make_client()
    condition = {"segment": "category", "in": ["a"]}
    assert truth(condition, client) is None
    assert truth({"segment": "category", "op": "is unknown"}, client) is True
    make_segment(client, "category", "b", from_date=date(2026, 1, 1), to_date=date(2026, 3, 30))
    assert truth(condition, client) is None
    make_segment(client, "category", "a", from_date=D)
    assert truth(condition, client) is True
    assert truth({"segment": "category", "not in": ["a"]}, client) is False


def _say(client: Client, code: str, value: str, **fields: Any) -> None:
    indicator = IndicatorDefinition.objects.get(code=code)
    IndicatorValue.objects.create(client=client, indicator=indicator, value=value, confirmed_date=D, **fields)


def test_an_indicator_is_compared_by_its_current_value() -> None:
    client = make_client()
    more_than_10 = {"indicator": "headcount", "op": ">", "value": 10}
    assert truth(more_than_10, client) is None
    _say(client, "headcount", "25", from_date=D)
    assert truth(more_than_10, client) is True
    assert truth({"indicator": "headcount", "op": "is none"}, client) is False


def test_confirmed_none_is_known_and_larger_than_nothing() -> None:
    client = make_client()
    _say(client, "headcount", "", from_date=D)
    assert truth({"indicator": "headcount", "op": ">", "value": 10}, client) is False
    assert truth({"indicator": "headcount", "op": "is none"}, client) is True


def test_an_expired_value_is_unknown() -> None:
    client = make_client()
    _say(client, "headcount", "25", from_date=date(2025, 1, 1), valid_until_date=date(2026, 3, 30))
    assert truth({"indicator": "headcount", "op": "is known"}, client) is False


def test_any_person_is_two_valued_and_asks_all_of_one_person() -> None:
    client = make_client()
    tree = {"person": [{"attribute": "role", "in": ["key_user"]}, {"attribute": "position", "contains": "Юрист"}]}
    assert truth(tree, client) is False
    make_person(client, roles=["key_user"], position="бухгалтер")
    make_person(client, roles=[], position="юрист")
    assert truth(tree, client) is False
    make_person(client, roles=["user", "key_user"], position="старший юрист")
    assert truth(tree, client) is True


def test_contacts_are_counted_within_days() -> None:
    client, expert = make_client(), make_staff()
    tree = {"activity": {"outcome": ["threat"], "reached": True, "within_days": 7}, "at_least": 2}
    make_done(client, expert, at(date(2026, 3, 25)), "threat")
    make_done(client, expert, at(date(2026, 3, 24), 23, 59), "threat")
    assert truth(tree, client) is False
    make_done(client, expert, at(D, 23), "threat")
    assert truth(tree, client) is True


def test_conditions_filter_querysets_of_whatever_belongs_to_a_client() -> None:
    client, expert = make_client(), make_staff()
    make_done(client, expert, at(D))
    make_client()
    with clock.frozen_at(at(D, 12)):
        refresh_facts()
        reached = parse({"fact": "days_since_reached", "op": "=", "value": 0}, office_vocabulary())
        assert list(Client.objects.filter(clients_where(reached))) == [client]
        assert list(Client.objects.filter(Truth(reached))) == [client]
        assert Activity.objects.filter(Truth(reached, "client_id")).count() == 1
        assert Activity.objects.filter(clients_where(reached, client="client_id")).count() == 1


def test_an_accountant_with_a_side_firm_is_found_by_a_selection_for_the_other_regime() -> None:
    own, employed, neither = make_client(), make_client(), make_client()
    for client, regime in ((own, "osno"), (employed, "usn_income"), (neither, "osno")):
        make_segment(client, "tax_regime", regime)
        make_person(client, position="Бухгалтер")
    PersonTaxRegime.objects.create(person=own.persons.get(), code="usn_income", note="ИП мужа")
    usn = {"attribute": "tax_regime", "in": ["usn_income", "usn_net"]}
    side_firm = {"all": [{"segment": "tax_regime", "in": ["osno"]}, {"person": [usn]}]}

    assert [truth({"person": [usn]}, client) for client in (own, employed, neither)] == [True, True, False]
    assert [truth(side_firm, client) for client in (own, employed, neither)] == [True, False, False]
    personally = {"person": [{"attribute": "own_tax_regime", "in": ["usn_income", "usn_net"]}]}
    assert [truth(personally, client) for client in (own, employed, neither)] == [True, False, False]


def test_a_rubric_means_those_below_it_and_a_retired_one_still_finds() -> None:
    deals_with, not_at_all = make_client(), make_client()
    make_person(deals_with, interests=["Удержания"])
    make_person(not_at_all, interests=["Договоры"])
    tree = {"person": [{"attribute": "rubric", "in": ["payroll"]}]}

    assert [truth(tree, client) for client in (deals_with, not_at_all)] == [True, False]
    Rubric.objects.filter(code__in=["payroll", "deductions"]).update(is_active=False)
    assert truth(tree, deals_with) is True


def test_rubrics_and_regimes_are_told_by_name() -> None:
    asked = [{"attribute": "rubric", "in": ["payroll"]}, {"attribute": "tax_regime", "in": ["usn_income"]}]

    with translation.override("ru"):
        vocabulary = office_vocabulary()
        told = tell(parse({"person": asked}, vocabulary), vocabulary)

    assert "Зарплата" in told
    assert "УСН" in told
    assert "работодателя" in told


def test_a_mark_is_asked_for_whatever_its_case_and_counts_from_its_day_on() -> None:
    expert = make_staff()
    marked, other = make_client(expert=expert), make_client(expert=expert)
    with clock.frozen_at(at(D, 10)):
        put_mark(user=expert, client_id=marked.pk, text="На контроле")
    asked = {"mark": ["выставка", "на контроле"]}
    assert [truth(asked, client) for client in (marked, other)] == [True, False]
    assert truth({"not": asked}, other) is True
    with clock.frozen_at(at(date(2026, 3, 30), 12)):
        assert list(Client.objects.filter(clients_where(parse(asked, office_vocabulary())))) == []


def test_one_of_several_choices_is_enough() -> None:
    client = make_client()
    choices = [{"code": code, "ru": code} for code in ("cars", "lorries", "ships")]
    make_indicator("fleet", value_type="multiple", choices=choices)
    _say(client, "fleet", "cars; lorries", from_date=D)
    assert truth({"indicator": "fleet", "op": "in", "value": ["lorries", "ships"]}, client) is True
    assert truth({"indicator": "fleet", "op": "in", "value": ["ships"]}, client) is False
    assert truth({"indicator": "fleet", "op": "not in", "value": ["ships"]}, client) is True


def test_a_text_that_is_no_value_of_the_type_is_unknown() -> None:
    client = make_client()
    _say(client, "headcount", "много", from_date=D)
    assert truth({"indicator": "headcount", "op": "is known"}, client) is False
    assert truth({"indicator": "headcount", "op": ">", "value": 1}, client) is None
