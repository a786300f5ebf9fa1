"""Phones and mail addresses as people type them."""

import json
import subprocess
import sys

import pytest

from mayak.clients.domain.reach import UnreadableError, read_mail, read_phone, region_of
from tools.landlines import CODES, russian_codes


@pytest.mark.parametrize(
    ("typed", "number", "extension"),
    [
        ("8 (999) 000-00-16", "+79990000016", ""),
        ("+7 999 000 00 16 доб. 12", "+79990000016", "12"),
        ("9990000016, вн. 104", "+79990000016", "104"),
        ("+375 29 000-00-16", "+375290000016", ""),
    ],
)
def test_any_spelling_is_read(typed: str, number: str, extension: str) -> None:
    phone = read_phone(typed)

    assert (phone.number, phone.extension) == (number, extension)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("спросить", "no_digits"),
        ("999 000", "too_short"),
        ("8 999 000 00 16 77", "too_long"),
        ("+999 1234567", "no_country"),
    ],
)
def test_what_is_no_number_says_why(typed: str, code: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        read_phone(typed)

    assert refused.value.code == code


@pytest.mark.parametrize("typed", ["vershina.example", "a b@vershina.example", "a@b", "a@@vershina.example"])
def test_what_is_no_mail_address_is_refused(typed: str) -> None:
    with pytest.raises(UnreadableError):
        read_mail(typed)


def test_the_domain_of_a_mail_address_is_written_small() -> None:
    assert read_mail(" Zubova@VERSHINA.example ") == "Zubova@vershina.example"


def test_a_landline_tells_its_place_and_a_mobile_none() -> None:
    assert region_of("+73432000016", "ru") == "Свердловская обл"
    assert region_of("+73432000016", "en") == "Ekaterinburg"
    assert region_of("+79990000016", "ru") == ""
    assert region_of("+375172000016", "en") == "Minsk"


def test_places_of_russian_landlines_are_those_of_the_library() -> None:
    assert json.loads(CODES.read_text(encoding="utf-8")) == russian_codes()


def test_starting_loads_no_places_of_the_whole_world() -> None:
    told = "import sys, mayak.clients.domain.reach; sys.exit('phonenumbers.geodata' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", told], check=False).returncode == 0
