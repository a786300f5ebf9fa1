"""What a value of each type looks like: readings people write, one stored form, the same rule in SQL."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mayak.card.domain.values import FITS_SQL, BadValueError, Choice, Problem, canonical, fits, parts_of
from mayak.card.words import value_words

CHOICES = (Choice("cars", ("легковой", "cars")), Choice("lorries", ("грузовой", "lorries")), Choice("none"))
TYPES = ("text", "number", "money", "date", "choice", "multiple", "person")


@pytest.mark.parametrize(
    ("type", "typed", "stored"),
    [
        ("number", " 1 234,50 ", "1234.5"),
        ("number", "-0", "0"),
        ("number", "007", "7"),
        ("money", "48 600 ₽", "48600.00"),
        ("money", "16\u00a0200,5 руб.", "16200.50"),
        ("date", "5.6.2026", "2026-06-05"),
        ("date", "2026-06-05", "2026-06-05"),
        ("choice", "ГРУЗОВОЙ", "lorries"),
        ("multiple", "грузовой, легковой", "cars; lorries"),
        ("multiple", "lorries; lorries", "lorries"),
        ("person", "  Зубова   Марина ", "Зубова Марина"),
        ("text", " как есть ", "как есть"),
    ],
)
def test_what_people_write_is_stored_in_one_form(type: str, typed: str, stored: str) -> None:
    assert canonical(typed, type, CHOICES) == stored


@pytest.mark.parametrize(
    ("type", "typed", "problem"),
    [
        ("number", "много", Problem.NUMBER),
        ("number", "1e5", Problem.NUMBER),
        ("number", "-3", Problem.NEGATIVE),
        ("money", "\u22121 000 ₽", Problem.NEGATIVE),
        ("multiple", "none; cars", Problem.ALONE),
        ("money", "1,005", Problem.KOPECKS),
        ("date", "31.02.2026", Problem.DATE),
        ("date", "01.01.0026", Problem.DATE),
        ("choice", "самолёт", Problem.CHOICE),
        ("multiple", "легковой; самолёт", Problem.CHOICE),
        ("person", "12345", Problem.PERSON),
        ("text", "ё" * 1001, Problem.LONG),
    ],
)
def test_what_is_no_value_says_why(type: str, typed: str, problem: Problem) -> None:
    with pytest.raises(BadValueError) as caught:
        canonical(typed, type, CHOICES)
    assert caught.value.problem is problem


def test_nothing_is_confirmed_none_in_every_type() -> None:
    assert all(canonical("  ", type, CHOICES) == "" and fits("", type, CHOICES) for type in TYPES)


def test_a_choice_without_choices_takes_any_text() -> None:
    assert canonical("поставщик, 44-ФЗ", "choice") == "поставщик, 44-ФЗ"
    assert parts_of("cars; lorries") == ("cars", "lorries")


TEXTS = st.one_of(
    st.text(max_size=20),
    st.from_regex(r"[+-]?[0-9 ]{1,9}([.,][0-9]{0,7})?", fullmatch=True),
    st.dates().map(str),
    st.sampled_from(["cars", "Легковой", "cars; lorries", "cars; ", "; ", "lorries;cars", "none"]),
)


@given(type=st.sampled_from(TYPES), typed=TEXTS)
def test_what_is_stored_fits_and_is_read_as_itself(type: str, typed: str) -> None:
    try:
        stored = canonical(typed, type, CHOICES)
    except BadValueError:
        return
    assert fits(stored, type, CHOICES)
    assert canonical(stored, type, CHOICES) == stored


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(values=st.lists(TEXTS.filter(lambda text: "\x00" not in text), min_size=1, max_size=8), chosen=st.booleans())
def test_the_database_agrees_on_what_fits(values: list[str], chosen: bool) -> None:
    choices = CHOICES if chosen else ()
    coded = "[" + ", ".join(f'{{"code": "{choice.code}"}}' for choice in choices) + "]"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT d.value_type, v.value, {FITS_SQL} FROM unnest(%s::text[]) v(value) "
            "CROSS JOIN (SELECT unnest(%s::text[]) AS value_type, %s::jsonb AS choices) d",
            [values, list(TYPES), coded],
        )
        for type, value, answer in cursor.fetchall():
            assert answer == fits(value, type, choices), (type, value)


def test_phones_are_shown_as_phones_however_many_there_are() -> None:
    assert value_words("+79990001288", "text") == "+7\u00a0(999)\u00a0000-12-88"
    assert value_words("+79990001288, +79990002281", "text") == (
        "+7\u00a0(999)\u00a0000-12-88, +7\u00a0(999)\u00a0000-22-81"
    )
    assert value_words("+79990001288, после обеда", "text") == "+79990001288, после обеда"
