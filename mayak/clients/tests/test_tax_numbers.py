"""INN, KPP, OGRN: what is right passes, one mistyped digit does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.ru import inn as inn_numbers

from mayak.clients.domain.tax_numbers import (
    NumberProblem,
    inn_problem,
    is_of_person,
    kpp_problem,
    ogrn_problem,
    plain_number,
)


@given(st.text("0123456789", min_size=9, max_size=9), st.integers(0, 9), st.integers(1, 9))
def test_one_mistyped_digit_of_an_inn_is_noticed(first: str, place: int, shift: int) -> None:
    inn = first + inn_numbers.calc_company_check_digit(first)
    assert inn_problem(inn) is None
    wrong = inn[:place] + str((int(inn[place]) + shift) % 10) + inn[place + 1 :]
    # Modulo 11 modulo 10 lets a few pass; the check digit itself never.
    if place == 9:
        assert inn_problem(wrong) == NumberProblem.CHECK


@given(st.text("0123456789", min_size=12, max_size=12), st.integers(0, 12), st.integers(1, 9))
def test_one_mistyped_digit_of_an_ogrn_is_noticed(first: str, place: int, shift: int) -> None:
    ogrn = first + str(int(first) % 11 % 10)
    assert ogrn_problem(ogrn) in {None, NumberProblem.CHECK}
    if ogrn_problem(ogrn) is None and place == 12:
        wrong = ogrn[:12] + str((int(ogrn[12]) + shift) % 10)
        assert ogrn_problem(wrong) == NumberProblem.CHECK


@pytest.mark.parametrize(
    ("number", "problem"),
    [
        ("7707083893", None),
        ("7707083894", NumberProblem.CHECK),
        ("770708389", NumberProblem.LENGTH),
        ("77070838АБ", NumberProblem.DIGITS),
        ("٧٧٠٧٠٨٣٨٩٣", NumberProblem.DIGITS),
        ("500100732259", None),
    ],
)
def test_an_inn(number: str, problem: NumberProblem | None) -> None:
    assert inn_problem(number) == problem


@pytest.mark.parametrize(
    ("number", "problem"),
    [
        ("770701001", None),
        ("7707AB001", None),
        ("77070100", NumberProblem.LENGTH),
        ("77АБ01001", NumberProblem.FORM),
        ("A70701001", NumberProblem.FORM),
    ],
)
def test_a_kpp(number: str, problem: NumberProblem | None) -> None:
    assert kpp_problem(number) == problem


def test_an_ogrn_and_what_people_write_around_numbers() -> None:
    assert ogrn_problem("1027700132195") is None
    assert ogrn_problem("1027700132194") == NumberProblem.CHECK
    assert ogrn_problem("10277001321") == NumberProblem.LENGTH
    assert plain_number(" 77 07\u00a0083893 ") == "7707083893"
    assert is_of_person("500100732259")
    assert not is_of_person("7707083893")
