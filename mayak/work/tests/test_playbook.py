"""The shipped method: outcomes exactly as W6 has them, stages 1 to 7, loading twice changes nothing."""

import pytest

from mayak.core.playbook import load_pack
from mayak.work.models import Instrument, Outcome, Stage

pytestmark = pytest.mark.django_db

# code, key, reached, effective, next, delay
OUTCOMES = [
    ("news", "1", True, True, "days", 14),
    ("product", "2", True, True, "days", 14),
    ("service", "3", True, True, "days", 14),
    ("payment", "4", True, True, "promise", 7),
    ("acquaintance", "5", True, True, "days", 7),
    ("card", "6", True, True, "days", 14),
    ("feedback", "7", True, True, "days", 14),
    ("task", "8", True, True, "task", 14),
    ("technical", "", True, True, "task", 14),
    ("threat", "9", True, True, "at_once", 0),
    ("fruitless", "0", True, False, "days", 7),
    ("absent", "н", False, False, "minutes", 60),
    ("no_answer", "б", False, False, "minutes", 15),
    ("no_time", "у", False, False, "working_days", 1),
    ("changed", "с", False, False, "asked", 0),
]


def test_the_outcomes_are_those_of_the_method() -> None:
    rows = Outcome.objects.values_list("code", "key", "is_reached", "is_effective", "next_rule", "delay")
    assert list(rows) == OUTCOMES
    capped = Outcome.objects.filter(max_attempts=3).values_list("code", flat=True)
    assert list(capped) == ["absent", "no_answer", "no_time"]
    assert Outcome.objects.get(tries_second_number=True).code == "no_answer"


def test_seven_stages_have_goal_steps_and_words_in_both_languages() -> None:
    stages = Stage.objects.exclude(number=None)
    assert [stage.number for stage in stages] == [1, 2, 3, 4, 5, 6, 7]
    for stage in stages:
        for text in (stage.name, stage.goal, stage.script, *stage.steps):
            assert text["ru"]
            assert text["en"]


def test_loading_twice_changes_nothing() -> None:
    before = list(Outcome.objects.values_list("pk", "code", "key"))
    load_pack()
    assert list(Outcome.objects.values_list("pk", "code", "key")) == before
    assert Instrument.objects.filter(is_product_entry=True).count() == 1
