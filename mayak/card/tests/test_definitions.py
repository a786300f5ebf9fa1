"""Indicators edited by clicking: added, changed, retired; what becomes of values when the type changes."""

from datetime import timedelta
from typing import Any

import pytest

from mayak.accounts.models import Staff
from mayak.accounts.tests.makers import make_staff
from mayak.card.models import IndicatorDefinition, IndicatorValue
from mayak.card.queries import CardLine, Freshness, line_of
from mayak.card.services import (
    IndicatorDraft,
    add_indicator,
    change_indicator,
    confirm_value,
    retire_indicator,
    unfit_after,
)
from mayak.card.tests.makers import make_indicator, make_value
from mayak.clients.models import Client
from mayak.clients.tests.makers import make_client
from mayak.core import clock
from mayak.core.errors import InvalidInputError, NotAllowedError
from mayak.core.questions import ask

pytestmark = pytest.mark.django_db
NAME = {"ru": "Автопарк", "en": "Fleet"}


@pytest.fixture
def methodologist() -> Staff:
    return make_staff("methodologist")


def _line(client: Client, code: str) -> CardLine | None:
    question = line_of(client.pk, code, None, clock.today())
    ask(question)
    return question.answer


def test_a_new_indicator_is_missing_on_every_card_and_a_retired_one_on_none(methodologist: Staff) -> None:
    client = make_client()
    indicator = add_indicator(user=methodologist, draft=IndicatorDraft(name=NAME, validity_days=90))
    assert indicator.code == "fleet"
    line = _line(client, "fleet")
    assert line is not None
    assert (line.freshness, line.term_days) == (Freshness.MISSING, 90)
    assert add_indicator(user=methodologist, draft=IndicatorDraft(name=NAME)).code == "fleet-2"

    retire_indicator(user=methodologist, indicator_id=indicator.pk)
    assert _line(client, "fleet") is None
    retire_indicator(user=methodologist, indicator_id=indicator.pk, is_active=True)
    assert _line(client, "fleet") is not None


def test_values_take_the_form_of_the_new_type_and_those_that_cannot_stay_as_text(methodologist: Staff) -> None:
    fleet = make_indicator("fleet", value_type="text")
    clients = [make_client() for _place in range(3)]
    for client, value in zip(clients, ("1 200,50", "много", ""), strict=True):
        make_value(client, fleet, value, clock.today() - timedelta(days=2))

    unfit = change_indicator(
        user=methodologist, indicator_id=fleet.pk, draft=IndicatorDraft(name=NAME, value_type="number")
    )

    assert unfit == 1
    lines = [_line(client, "fleet") for client in clients]
    assert [line.freshness for line in lines if line] == [Freshness.CURRENT, Freshness.UNFIT, Freshness.NONE]
    assert IndicatorValue.objects.get(client=clients[0]).value == "1200.5"
    assert lines[1] is not None
    assert lines[1].shown == "много"
    with pytest.raises(InvalidInputError):
        confirm_value(user=make_staff("director"), client_id=clients[1].pk, code="fleet")


def test_back_in_the_old_type_the_texts_count_again(methodologist: Staff) -> None:
    fleet, client = make_indicator("fleet", value_type="text"), make_client()
    make_value(client, fleet, "много", clock.today())
    for type in ("number", "text"):
        change_indicator(user=methodologist, indicator_id=fleet.pk, draft=IndicatorDraft(name=NAME, value_type=type))
    line = _line(client, "fleet")
    assert line is not None
    assert line.freshness is Freshness.CURRENT


def test_a_removed_choice_is_asked_anew(methodologist: Staff) -> None:
    both = [{"code": "cars", "ru": "легковой"}, {"code": "lorries", "ru": "грузовой"}]
    fleet, client = make_indicator("fleet", value_type="multiple", choices=both), make_client()
    make_value(client, fleet, "cars; lorries", clock.today())
    draft = IndicatorDraft(name=NAME, value_type="multiple", choices=both[:1])
    assert change_indicator(user=methodologist, indicator_id=fleet.pk, draft=draft) == 1
    line = _line(client, "fleet")
    assert line is not None
    assert (line.freshness, line.shown) == (Freshness.UNFIT, "легковой, грузовой")


@pytest.mark.parametrize("type", ["text", "number"])
def test_the_words_of_choices_stay_words_in_another_type(methodologist: Staff, type: str) -> None:
    both = [{"code": "cars", "ru": "легковой"}, {"code": "lorries", "ru": "грузовой"}]
    fleet, client = make_indicator("fleet", value_type="multiple", choices=both), make_client()
    former = clock.today() - timedelta(days=9)
    make_value(client, fleet, "cars", former, to_date=clock.today() - timedelta(days=1))
    make_value(client, fleet, "cars; lorries", clock.today())
    draft = IndicatorDraft(name=NAME, value_type=type)
    assert unfit_after(indicator_id=fleet.pk, draft=draft) == (type == "number")
    assert change_indicator(user=methodologist, indicator_id=fleet.pk, draft=draft) == (type == "number")
    words = IndicatorValue.objects.order_by("confirmed_date").values_list("value", flat=True)
    assert list(words) == ["легковой", "легковой; грузовой"]
    back = IndicatorDraft(name=NAME, value_type="multiple", choices=both)
    change_indicator(user=methodologist, indicator_id=fleet.pk, draft=back)
    assert list(words.all()) == ["cars", "cars; lorries"]


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        ({"name": {"ru": "", "en": ""}}, "name_ru"),
        ({"value_type": "choice"}, "choices"),
        ({"choices": [{"code": "a", "ru": "а"}]}, "choices"),
        ({"bound_to": "client.secret"}, "bound_to"),
        ({"bound_to": "person.phones"}, "bound_to"),
        ({"groups": ["made_up"]}, "groups"),
    ],
)
def test_a_definition_that_makes_no_sense_says_where(methodologist: Staff, draft: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        add_indicator(user=methodologist, draft=IndicatorDraft(**({"name": NAME} | draft)))
    assert caught.value.field == field


def test_an_open_choice_of_the_pack_keeps_taking_any_text(methodologist: Staff) -> None:
    fleet = make_indicator("fleet", value_type="choice", validity_days=365)
    draft = IndicatorDraft(name=NAME, value_type="choice", validity_days=90)
    assert change_indicator(user=methodologist, indicator_id=fleet.pk, draft=draft) == 0
    fleet.refresh_from_db()
    assert fleet.validity_days == 90


def test_whose_it_is_stays_and_one_with_values_cannot_become_a_mirror(methodologist: Staff) -> None:
    fleet = make_indicator("fleet")
    make_value(make_client(), fleet, "6", clock.today())
    for draft in (IndicatorDraft(name=NAME, subject="person"), IndicatorDraft(name=NAME, bound_to="client.inn")):
        with pytest.raises(InvalidInputError):
            change_indicator(user=methodologist, indicator_id=fleet.pk, draft=draft)


def test_an_expert_edits_no_definitions() -> None:
    with pytest.raises(NotAllowedError):
        add_indicator(user=make_staff(), draft=IndicatorDraft(name=NAME))
    assert not IndicatorDefinition.objects.filter(code="fleet").exists()
