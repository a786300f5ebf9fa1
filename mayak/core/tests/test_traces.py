"""What betrays a person is found in every case and spelling, and nothing else is touched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mayak.core.traces import MARK, Words, full_name_phrases, phone_pattern, short_name_phrases, unique


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Рощина", "Звонила Рощиной о расчёте"),
        ("Рощин", "с Рощиным договорились"),
        ("Горский", "письмо Горскому"),
        ("Белая", "говорили с Белой"),
        ("Павел", "у Павла отпуск"),
        ("Пётр", "Петра не было"),
        ("Анна", "Анной довольны"),
        ("Римская-Корсакова", "Римской-Корсаковой нет"),
        ("Smith", "Smith called"),
    ],
)
def test_a_name_is_found_in_its_cases(name: str, text: str) -> None:
    cleaned = Words(names=(name,)).cleaned(text)
    assert MARK in cleaned
    assert name[:4] not in cleaned


@pytest.mark.parametrize(
    ("name", "text"),
    [("Иванова", "Анна Ивановна"), ("Май", "в мае и май"), ("Рощина", "в рощах тихо"), ("Анна", "анналы")],
)
def test_other_words_stay(name: str, text: str) -> None:
    assert Words(names=(name,)).cleaned(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "+7 (999) 000-12-34",
        "8 999 000 12 34",
        "89990001234",
        "999-000-1234",
        "тел.+79990001234,доб.5",
    ],
)
def test_a_phone_is_found_in_any_spelling(text: str) -> None:
    words = Words(phrases=(phone_pattern("+79990001234"),))
    assert "999" not in words.cleaned(text)


def test_longer_numbers_are_no_phones() -> None:
    words = Words(phrases=(phone_pattern("+79990001234"),))
    assert words.cleaned("счёт 40702810999000123400") == "счёт 40702810999000123400"


def test_short_numbers_say_nothing() -> None:
    assert phone_pattern("123") == ""


def test_the_surname_with_the_name_in_any_order() -> None:
    words = Words(phrases=tuple(full_name_phrases("Рощина", "Анна", "Петровна")))
    for text in ("Рощиной Анне Петровне", "Анна Рощина", "Анна Петровна Рощина"):
        assert words.cleaned(text) == MARK
    assert words.cleaned("Анна и Рощина") == "Анна и Рощина"


def test_initials_and_patronymics_among_the_people_of_a_client() -> None:
    words = Words(phrases=tuple(short_name_phrases("Рощина", "Анна", "Петровна")))
    for text in ("Рощина А. П.", "А.П. Рощиной", "Анне Петровне", "Рощина А."):
        assert MARK in words.cleaned(text), text


def test_json_is_cleaned_to_its_depth() -> None:
    words = Words(names=("Рощина",), phrases=(phone_pattern("+79990001234"),))
    value = {"a": ["Рощина", 1, None, True], "b": {"c": 79990001234}}
    assert words.cleaned_json(value) == {"a": [MARK, 1, None, True], "b": {"c": MARK}}


def test_what_somebody_else_has_says_nothing() -> None:
    assert unique(["Рощина", "Анна", "", "Анна"], ["АННА"]) == ("Рощина",)


@given(st.text(max_size=60))
def test_without_words_nothing_changes(text: str) -> None:
    assert Words().cleaned(text) == text


@given(st.text(max_size=30), st.text(max_size=30))
def test_cleaning_twice_is_cleaning_once(before: str, after: str) -> None:
    words = Words(names=("Рощина",))
    once = words.cleaned(f"{before} Рощиной {after}")
    assert words.cleaned(once) == once
    assert "Рощиной" not in once
