"""The texts of lamps with their figures."""

import pytest
from django.utils import translation

from mayak.facts.fields import NEVER_DAYS
from mayak.lamps.wording import figures_in, reason_of, worded

OVERDUE = {
    "ru": "просрочено:[ договорённость на {a:days},][ обещание на {b:days}]",
    "en": "overdue:[ {a:days},][ {b:days}]",
}


@pytest.mark.parametrize(
    ("evidence", "told"),
    [
        ({"a": 2, "b": 0}, "просрочено: договорённость на 2 дня"),
        ({"a": 0, "b": 5}, "просрочено: обещание на 5 дней"),
        ({"a": 1, "b": 21}, "просрочено: договорённость на 1 день, обещание на 21 день"),
    ],
)
def test_a_part_without_its_figure_is_left_out(evidence: dict[str, int], told: str) -> None:
    with translation.override("ru"):
        assert worded(OVERDUE, evidence).replace("\u00a0", " ") == told


def test_forms_of_a_word_follow_the_number_in_both_languages() -> None:
    text = {"ru": "{n:счёт|счёта|счетов}", "en": "{n:invoice|invoices}"}
    with translation.override("ru"):
        assert [worded(text, {"n": n}).split("\u00a0")[1] for n in (1, 3, 11)] == ["счёт", "счёта", "счетов"]
    with translation.override("en"):
        assert worded(text, {"n": 1}).endswith("invoice")


def test_what_never_happened_has_words_of_its_own() -> None:
    with translation.override("ru"):
        assert (
            reason_of("{days_since:days} без входа", "не входили ни разу", {"days_since": NEVER_DAYS})
            == "не входили ни разу"
        )


def test_of_two_facts_the_first_that_is_not_nought_is_shown() -> None:
    assert worded("{a/b}", {"a": 0, "b": 7}) == "7"
    assert worded("{a/b}", {"a": 3, "b": 7}) == "3"
    assert figures_in("{a/b}") == ["a", "b"]


def test_every_figure_is_found_once() -> None:
    assert figures_in(OVERDUE, "{a} и {c:money}") == ["a", "b", "c"]
