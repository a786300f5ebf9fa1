"""Several questions, one statement."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DataError, connection, transaction
from django.test.utils import CaptureQueriesContext

from mayak.core.questions import Question, Row, ask, day

pytestmark = pytest.mark.django_db


def _rows(rows: list[Row]) -> list[Row]:
    return rows


def test_questions_travel_together() -> None:
    first = Question("SELECT %(day)s::date AS day, 1.50::numeric AS amount", {"day": date(2026, 3, 1)}, _rows)
    second = Question("SELECT n FROM generate_series(1, 3) n WHERE n < %(top)s", {"top": 3}, len)

    with CaptureQueriesContext(
        connection,
    ) as statements:
        ask(first, second)

    assert len(statements) == 1
    assert first.answer == [{"day": "2026-03-01", "amount": Decimal("1.50")}]
    assert day(first.answer[0]["day"]) == date(2026, 3, 1)
    assert second.answer == 2


def test_no_rows_are_an_empty_list() -> None:
    nothing = Question("SELECT 1 AS one WHERE false", {}, _rows)

    ask(nothing)

    assert nothing.answer == []


def test_one_name_has_one_value() -> None:
    with pytest.raises(ValueError, match="top"):
        ask(Question("SELECT %(top)s AS a", {"top": 1}, _rows), Question("SELECT %(top)s AS b", {"top": 2}, _rows))


def test_an_unasked_question_has_no_answer() -> None:
    with pytest.raises(LookupError):
        _ = Question("SELECT 1", {}, _rows).answer


def test_one_plan_is_asked_for_in_one_trip_and_not_left_behind() -> None:
    mode = Question("SELECT current_setting('plan_cache_mode') AS mode", {}, _rows)
    broken = Question("SELECT 1 / %(by)s::int AS n", {"by": 0}, _rows)

    with CaptureQueriesContext(connection) as statements:
        ask(mode)
        with pytest.raises(DataError), transaction.atomic():
            ask(broken)

    assert mode.answer == [{"mode": "force_generic_plan"}]
    assert len([each for each in statements if "current_setting" in (each["sql"] or "")]) == 1
    with connection.cursor() as cursor:
        cursor.execute("SHOW plan_cache_mode")
        assert cursor.fetchone() == ("auto",)


def test_another_question_is_asked_only_when_nothing_was_found() -> None:
    shared = {"numbers": "SELECT n FROM generate_series(1, 3) n"}
    for top, answers in ((2, [1, 3]), (0, [0, 3, 3])):
        found = Question("SELECT n FROM numbers WHERE n < %(top)s", {"top": top}, len, shared)
        beside = Question("SELECT n FROM numbers", {}, len, shared)
        otherwise = Question("SELECT n / (n - %(top)s) FROM numbers", {"top": top}, len, shared)

        ask(found, beside=[beside], otherwise=otherwise)

        assert [each.answer for each in (found, beside, otherwise)[: len(answers)]] == answers
        assert otherwise.is_answered is (top == 0)
