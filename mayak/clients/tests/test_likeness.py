"""Who looks like the same person: plain rules."""

import pytest

from mayak.clients.domain.likeness import Known, Sign, likeness, pairs_of


def _known(pk: int, last: str, first: str = "", middle: str = "", **points: frozenset[str]) -> Known:
    return Known(pk, last, first, middle, **points)


@pytest.mark.parametrize(
    ("one", "other", "sign"),
    [
        (("Зубова", "Марина", ""), ("Зубова", "Марина", "Юрьевна"), Sign.NAME),
        (("Зубова", "Марина", ""), ("Зубова", "М.", ""), Sign.SIMILAR_NAME),
        (("Зубова", "Марина", ""), ("Зубава", "Марина", ""), Sign.SIMILAR_NAME),
        (("Королёв", "Пётр", ""), ("Королев", "Петр", ""), Sign.NAME),
    ],
)
def test_names_that_are_alike(one: tuple[str, ...], other: tuple[str, ...], sign: Sign) -> None:
    assert likeness(_known(1, *one), _known(2, *other)) == (sign,)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Зубова", "Марина", "Юрьевна"), ("Зубова", "Марина", "Олеговна")),
        (("Зубова", "Марина", ""), ("Зубова", "Ольга", "")),
        (("Зубова", "", ""), ("Зубова", "", "")),
        (("Ким", "Анна", ""), ("Кин", "Анна", "")),
    ],
)
def test_names_that_are_two_people(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    assert likeness(_known(1, *one), _known(2, *other)) == ()


def test_a_shared_mobile_counts_while_the_first_names_agree() -> None:
    phone = frozenset(["+79990000014;"])
    married = _known(1, "Зубова", "Марина", phones=phone), _known(2, "Орлова", "Марина", phones=phone)
    colleagues = _known(1, "Зубова", "Марина", phones=phone), _known(2, "Орлова", "Ольга", phones=phone)

    assert likeness(*married) == (Sign.PHONE,)
    assert likeness(*colleagues) == ()


def test_the_strongest_pair_stands_first_and_those_told_apart_are_left_out() -> None:
    mail = frozenset(["z@vershina.example"])
    people = [
        _known(1, "Зубова", "Марина", mails=mail),
        _known(2, "Зубова", "Марина", mails=frozenset(["Z@vershina.example"])),
        _known(3, "Зубава", "Марина"),
    ]

    assert [(pair.first, pair.second) for pair in pairs_of(people)] == [(1, 2), (1, 3), (2, 3)]
    assert [(pair.first, pair.second) for pair in pairs_of(people, frozenset({(1, 2), (1, 3)}))] == [(2, 3)]
