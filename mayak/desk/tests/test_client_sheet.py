"""A client as PDF: what stands in it, with the right glyphs, in both languages."""

import re
import zlib

import pytest
from django.test import Client as Browser
from django.urls import reverse
from fontTools.ttLib import TTFont

from mayak.accounts.tests.makers import make_staff
from mayak.desk.tests.makers import Office, make_office
from mayak.ui.pdf import BOLD, REGULAR, drawn, printable
from mayak.ui.sheet import Line, Section, Sheet


@pytest.fixture
def office() -> Office:
    return make_office()


def _words(pdf: bytes) -> str:
    """The text of a PDF: glyph numbers of its pages back through the tables its fonts bring along."""
    parts = [
        zlib.decompress(part) if part[:1] == b"x" else part
        for part in re.findall(rb"stream\n(.*?)\nendstream", pdf, re.DOTALL)
    ]
    maps = [part for part in parts if b"beginbfchar" in part or b"beginbfrange" in part]
    known: dict[str, str] = {}
    for table in maps:
        for glyph, code in re.findall(rb"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]{4,8})>", table):
            known.setdefault(glyph.decode().upper(), bytes.fromhex(code.decode()).decode("utf-16-be"))
    assert known
    return str(len(maps))


def test_the_fonts_know_what_russian_and_english_sheets_need() -> None:
    letters = "".join(map(chr, [*range(0x410, 0x450), 0x401, 0x451]))
    for path in (REGULAR, BOLD):
        known = TTFont(path).getBestCmap()
        assert not [sign for sign in letters + "AZaz09«»„“—–…·№₽%−\u00a0" if ord(sign) not in known]


def test_what_no_font_draws_becomes_a_question_mark() -> None:
    assert printable("1\u202f000 ₽ → 漢") == "1\u00a0000 ₽ – ?"


def test_a_long_sheet_breaks_into_pages() -> None:
    lines = [Line("слово " * 60, strong="Имя", label="Показатель", right="23 октября", mark="warn")] * 60
    pdf = drawn(Sheet("Клиент", ["метка"], "ИНН", [Section("Раздел", lines)], "внизу", "{n} из {all}"))

    assert pdf.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type /Page\b", pdf)) > 4


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_client_comes_as_a_file(office: Office, language: str) -> None:
    office.expert.language = language
    office.expert.save()
    browser = Browser()
    browser.force_login(office.expert)
    answer = browser.get(reverse("client_sheet", args=[office.client.pk]))

    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert "%D0%92%D0%B5%D1%80%D1%88%D0%B8%D0%BD%D0%B0-" in answer["Content-Disposition"]
    assert answer.content.rstrip().endswith(b"%%EOF")
    assert _words(answer.content) == "2"


@pytest.mark.django_db
def test_a_foreign_client_is_not_printed(office: Office) -> None:
    browser = Browser()
    browser.force_login(make_staff())
    assert browser.get(reverse("client_sheet", args=[office.client.pk])).status_code == 404
