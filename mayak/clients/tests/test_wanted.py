"""What was typed is read as words, a number in any spelling, a sum, a document, a mail address."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mayak.clients.domain.keyboard import in_other_layout
from mayak.clients.domain.spelling import (
    Known,
    better,
    closest_word,
    excerpt,
    is_form,
    marked,
    text_query,
    words_to_know,
)
from mayak.clients.domain.wanted import Only, repaired, subscriber_digits, wanted
from mayak.core.text import LOOK_ALIKES, alike, folded

RUSSIAN = st.text("абвгдеёжзийклмнопрстуфхцчшщъыьэюяАБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ 0123456789-", min_size=1)
ENGLISH = st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ 0123456789-", min_size=1)
DIGITS = st.text("0123456789", min_size=10, max_size=10).filter(lambda digits: digits[0] not in "78")


@given(st.one_of(RUSSIAN, ENGLISH))
def test_the_other_layout_and_back_is_the_same_text(text: str) -> None:
    other = in_other_layout(text)

    if other:
        assert in_other_layout(other) in (text, "")


@given(RUSSIAN)
def test_what_was_meant_in_russian_is_read_from_english_keys(text: str) -> None:
    typed = in_other_layout(text)

    if in_other_layout(typed):
        assert wanted(in_other_layout(typed)).words == wanted(text).words


@given(RUSSIAN, st.data())
def test_letters_that_look_alike_make_no_difference(text: str, data: st.DataObject) -> None:
    to_latin = dict(zip(reversed(LOOK_ALIKES[1]), reversed(LOOK_ALIKES[0]), strict=True))
    typed = "".join(to_latin.get(letter, letter) if data.draw(st.booleans()) else letter for letter in text.lower())

    assert alike(typed) == alike(text)
    assert wanted(typed).words == wanted(text).words


@given(st.text())
def test_alike_is_done_once_for_all(text: str) -> None:
    assert alike(alike(text)) == alike(text)


@given(DIGITS, st.sampled_from(["{}", "8{}", "+7{}", "7{}", "8 ({0[0]}{0[1]}{0[2]}) {1}", "+7-{0}"]))
def test_a_phone_is_the_same_in_any_spelling(number: str, spelling: str) -> None:
    written = spelling.format(number, number[3:])

    assert wanted(written).number == number


@given(st.text(max_size=200))
def test_anything_can_be_typed(text: str) -> None:
    asked = wanted(text)

    assert len(asked.words) == len(asked.plain)
    assert all(word == alike(word) for word in asked.words)
    text_query(asked.plain)
    words_to_know(asked)
    better(asked, {})
    for pieces in (marked(text, asked.words), excerpt(text, asked.plain)):
        assert all(piece for piece, _found in pieces) or not text.strip()


@given(st.text("абвеё«» xyz", max_size=40), st.text("абвеё xyz", min_size=1, max_size=5))
def test_marks_lose_no_letter(text: str, word: str) -> None:
    assert "".join(piece for piece, _found in marked(text, [alike(word)])) == text


@pytest.mark.parametrize(
    ("typed", "number", "extension"),
    [
        ("8 (999) 000-00-14 доб. 12", "9990000014", "12"),
        ("9990000014 ext 3", "9990000014", "3"),
        ("доб 12", "", "12"),
        ("8999000", "999000", ""),
        ("0014", "0014", ""),
    ],
)
def test_numbers_and_extensions(typed: str, number: str, extension: str) -> None:
    asked = wanted(typed)

    assert (asked.number, asked.extension, asked.words) == (number, extension, ())


@pytest.mark.parametrize(
    ("typed", "amount", "is_whole"),
    [
        ("48600", Decimal(48600), True),
        ("48 600", Decimal(48600), True),
        ("48 600,00 ₽", Decimal(48600), False),
        ("1 234 567,50", Decimal("1234567.50"), False),
        ("12400.5", None, False),
        ("маяк", None, False),
    ],
)
def test_sums(typed: str, amount: Decimal | None, is_whole: bool) -> None:
    asked = wanted(typed)

    assert (asked.amount, asked.is_whole_amount) == (amount, is_whole)


@pytest.mark.parametrize(
    ("typed", "only", "words", "digits"),
    [
        ("@зубова", Only.PERSONS, ("зубова",), ""),
        ("№ 2187", Only.DOCUMENTS, (), "2187"),
        ("инн 731", Only.INN, (), "731"),
        ("> данные", Only.COMMANDS, ("данные",), ""),
        ("7912345678", None, (), "7912345678"),
    ],
)
def test_a_sign_narrows_the_search(typed: str, only: Only | None, words: tuple[str, ...], digits: str) -> None:
    asked = wanted(typed)

    assert (asked.only, asked.words, asked.digits) == (only, words, digits)


def test_legal_forms_say_nothing_unless_alone() -> None:
    assert wanted("ООО «Маяк»").words == ("маяк",)
    assert wanted("OOO").words == ("ооо",)


def test_a_word_of_two_alphabets_is_repaired() -> None:
    assert repaired("мaяк") == "маяк"
    assert repaired("mayak") == "mayak"


def test_the_prefix_of_a_number_goes_however_far_it_is_typed() -> None:
    assert [subscriber_digits(text) for text in ("89990000014", "007999000", "89990", "8999")] == [
        "9990000014",
        "999000",
        "9990",
        "8999",
    ]


@pytest.mark.parametrize(
    ("typed", "known", "correction", "text"),
    [
        ("Vfzr", {"маяк": Known(True, True)}, "layout", "Маяк"),
        ("сивирный", {"сивирный": Known(similar=("северный", "южный"))}, "typos", "северный"),
        ("ctdthys", {"северны": Known(False, True)}, "layout", "северны"),
        (
            "сивирный лат",
            {"сивирный": Known(similar=("северный",)), "лат": Known(similar=("лад",))},
            "typos",
            "северный лад",
        ),
        ("ghbdtn", {}, "layout", "привет"),
    ],
)
def test_a_text_that_finds_nothing_is_corrected(
    typed: str, known: dict[str, Known], correction: str, text: str
) -> None:
    meant = better(wanted(typed), known)

    assert meant is not None
    assert (meant.correction, meant.text) == (correction, text)


def test_a_word_in_the_middle_of_typing_is_left_alone() -> None:
    known = {"севе": Known(False, True, ("сева",)), "лат": Known(False, True, ("лад",))}

    meant = better(wanted("лат севе"), known)

    assert meant is not None
    assert meant.text == "лад севе"


def test_the_closest_word_is_close() -> None:
    assert closest_word("сивирный", ["северный лад", "южный берег"]) == "северный"
    assert closest_word("сивирный", ["южный берег"]) == ""


def test_marks_cut_the_text_where_the_words_are() -> None:
    assert marked("ООО «Ёлка»", ["елка"]) == [("ООО «", False), ("Ёлка", True), ("»", False)]
    assert marked("Лад", []) == [("Лад", False)]
    assert marked("Мaяк", ["маяк"]) == [("Мaяк", True)]


@pytest.mark.parametrize(
    ("word", "token"),
    [("просроченные", "просрочил"), ("аванс", "авансами"), ("расчет", "Расчёта"), ("таежный", "Таёжному")],
)
def test_forms_of_a_word(word: str, token: str) -> None:
    assert is_form(token, word)


def test_a_long_text_is_shown_where_the_words_are() -> None:
    text = "Поговорили о разном и долго. " * 5 + "Таёжный ждёт расчёт на 12 месяцев. " + "И ещё слова. " * 20

    pieces = excerpt(text, ["таежный"])

    assert ("Таёжный", True) in pieces
    assert pieces[0][0].startswith("…")
    assert len("".join(piece for piece, _found in pieces)) < 170


def test_folding_stays_what_ordering_sees() -> None:
    assert folded("«Ёлка  Плюс»") == "елка плюс"
