"""What is written down of lamps and scores, and what is shown of past days (S3, S4)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from mayak.accounts.tests.makers import make_staff
from mayak.clients.models import Client
from mayak.clients.tests.makers import make_client, make_kit, make_person
from mayak.core import clock
from mayak.facts.models import ClientFacts
from mayak.facts.services import refresh_dirty, sweep_dirty
from mayak.lamps.board import board_as_of
from mayak.lamps.models import (
    LampDefinition,
    LampInterval,
    LampState,
    Score,
    ScoreCorrection,
    ScoreInterval,
    ScoreOverride,
    State,
)
from mayak.lamps.queries import lit_lamps_of
from mayak.lamps.services import refresh_office, sweep_lamps
from mayak.lamps.tests.makers import before, make_act, make_invoice, make_login, make_payment, make_question, noon

pytestmark = pytest.mark.django_db
D = date(2026, 3, 31)


def on(day: date) -> None:
    """The office lives through a day."""
    with clock.frozen_at(noon(day)):
        sweep_dirty()


def shown(client: Client, day: date) -> dict[str, str] | None:
    """The lamps lit on a day, as they were shown; None when nothing was shown."""
    held = Q(client=client, from_date__lte=day) & (Q(to_date=None) | Q(to_date__gte=day))
    if not ScoreInterval.objects.filter(held).exists():
        return None
    lit = LampInterval.objects.filter(held, state=State.LIT).select_related("lamp")
    return {each.lamp.code: "urgent" if each.is_urgent else "lit" for each in lit}


def test_any_past_day_can_be_shown_again() -> None:
    client = make_client()
    invoice = make_invoice(client, before(D, 40), due_date=before(D, 30))
    for back in range(20, -1, -1):
        if back == 5:
            make_payment(invoice, before(D, 5), 1000)
        on(before(D, back))
    days = {back: "debt_overdue" in (shown(client, before(D, back)) or {}) for back in range(20, -1, -1)}
    assert [back for back, is_lit in days.items() if is_lit] == list(range(15, 5, -1))
    assert shown(client, before(D, 21)) is None


def test_the_days_last_word_counts() -> None:
    client = make_client()
    invoice = make_invoice(client, before(D, 60))
    on(D)
    make_payment(invoice, D, 1000)
    on(D)
    assert "debt_overdue" not in (shown(client, D) or {})


def test_training_on_a_past_day_leaves_history_alone() -> None:
    client = make_client()
    make_invoice(client, before(D, 30), due_date=before(D, 20))
    on(D)
    on(before(D, 10))
    assert LampState.objects.filter(client=client, lamp__code="debt_overdue").count() == 0
    assert "debt_overdue" in (shown(client, D) or {})
    on(D + timedelta(days=1))
    assert "debt_overdue" in (shown(client, D + timedelta(days=1)) or {})


def test_a_client_that_left_has_no_lamps_and_no_score() -> None:
    client = make_client()
    make_invoice(client, before(D, 60))
    on(D)
    Client.objects.filter(pk=client.pk).update(left_date=D + timedelta(days=1))
    on(D + timedelta(days=1))
    assert not LampState.objects.filter(client=client).exists()
    assert not Score.objects.filter(client=client).exists()
    assert shown(client, D + timedelta(days=1)) is None
    assert "debt_overdue" in (shown(client, D) or {})


def test_since_stays_while_the_figures_move() -> None:
    client = make_client()
    make_invoice(client, before(D, 60))
    on(D)
    on(D + timedelta(days=2))
    state = LampState.objects.get(client=client, lamp__code="debt_overdue")
    assert (state.since_date, state.evidence["overdue_days"]) == (D, 52)


def test_reasons_are_told_in_figures_and_both_languages() -> None:
    client = make_client()
    make_kit(client)
    make_login(client, before(D, 12))
    on(D)
    from django.utils import translation

    expected = {
        "ru": "12 дней без входа, норма 7, последний вход 19 марта",
        "en": "12 days without a log-in, the norm is 7, the last one on 19 March",
    }
    for language, words in expected.items():
        with translation.override(language), clock.frozen_at(noon(D)):
            (lamp,) = (lamp for lamp in lit_lamps_of([client.pk])[client.pk] if lamp.code == "product_unused")
            assert lamp.reason.replace("\u00a0", " ") == words


def test_overrides_raise_and_corrections_replace_while_in_force() -> None:
    client = make_client()
    make_invoice(client, before(D, 100))
    ScoreOverride.objects.filter(code="debt_over_60").update(is_active=True, floor=Decimal("0.40"))
    make_act(client, D)
    make_question(client, D)
    make_person(client)
    on(D)
    score = Score.objects.get(client=client)
    assert (score.necessity, score.computed) == (Decimal("0.50"), Decimal("0.50"))
    ScoreOverride.objects.update(floor=Decimal("0.60"))
    with clock.frozen_at(noon(D)):
        assert (sweep_lamps(), sweep_lamps()) == (True, False)
    assert Score.objects.get(client=client).necessity == Decimal("0.60")
    ScoreCorrection.objects.create(
        client=client, value=Decimal("0.10"), reason="…", author=make_staff(), from_date=D, until_date=D
    )
    on_correction = [D, D + timedelta(days=1)]
    with clock.frozen_at(noon(D)):
        refresh_office()
    assert Score.objects.get(client=client).is_corrected
    on(on_correction[1])
    assert Score.objects.get(client=client).necessity == Decimal("0.60")


def test_an_edited_rule_is_noticed_by_the_sweep() -> None:
    client = make_client()
    make_invoice(client, before(D, 20), due_date=before(D, 9))
    with clock.frozen_at(noon(D)):
        refresh_office()
        assert not sweep_lamps()
        condition = {"fact": "overdue_days", "op": ">", "value": 5}
        LampDefinition.objects.filter(code="debt_overdue").update(condition=condition)
        assert sweep_lamps()
    assert LampState.objects.filter(client=client, lamp__code="debt_overdue", state=State.LIT).exists()


def test_as_of_today_is_the_live_state_for_every_client() -> None:
    for n in range(12):
        client = make_client(expert=make_staff())
        make_kit(client, kind=["online", "local", "flash"][n % 3], active_from_date=before(D, n * 3))
        make_invoice(client, before(D, 10 + n * 3))
        make_act(client, before(D, n * 8))
        make_login(client, before(D, n))
        make_question(client, before(D, 50 + n))
        make_person(client, roles=["key_user"] if n % 2 else [])
    make_client(left_date=D)
    with clock.frozen_at(noon(D)):
        refresh_office()
        past = {row.client_id: row for row in board_as_of(D)}
        live = {score.client_id: score for score in Score.objects.all()}
    assert set(past) == set(live)
    for client_id, row in past.items():
        score = live[client_id]
        judged = row.judgement
        assert (judged.score.necessity, judged.score.certainty) == (score.necessity, score.certainty)
        states = dict(LampState.objects.filter(client=client_id).values_list("lamp__code", "state"))
        assert {lamp.lamp.code: lamp.is_lit for lamp in judged.lamps} == {
            lamp.lamp.code: {"lit": True, "unknown": None}.get(states.get(lamp.lamp.code, ""), False)
            for lamp in judged.lamps
        }
        assert judged.figures["overdue_days"] == ClientFacts.objects.get(pk=client_id).overdue_days


def test_the_board_of_a_past_day_names_who_was_responsible_and_who_was_a_client() -> None:
    old, new = make_staff(login="old"), make_staff(login="new")
    client = make_client(since_date=before(D, 100), left_date=D)
    client.responsibilities.create(staff=old, role="expert", to_date=before(D, 10))
    client.responsibilities.create(staff=new, role="expert", from_date=before(D, 9))
    assert [row.expert for row in board_as_of(before(D, 10))] == ["old"]
    assert [row.expert for row in board_as_of(before(D, 9), expert="NEW")] == ["new"]
    assert board_as_of(before(D, 9), expert="old") == []
    assert (board_as_of(D), board_as_of(before(D, 101))) == ([], [])


def test_debt_is_the_rest_of_invoices_past_their_term() -> None:
    client = make_client()
    make_payment(make_invoice(client, before(D, 30), due_date=before(D, 1)), D, Decimal("400.50"))
    make_invoice(client, before(D, 30), due_date=D)
    make_invoice(client, before(D, 30), due_date=before(D, 2), cancelled_date=D)
    (row,) = board_as_of(D)
    assert row.debt_amount == Decimal("599.50")


def test_one_client_is_refreshed_by_a_fixed_number_of_queries() -> None:
    with clock.frozen_at(noon(D)):
        client = make_client()
        sweep_dirty()
        make_invoice(client, before(D, 60))
        sweep_dirty()
        make_invoice(client, before(D, 90))
        with CaptureQueriesContext(connection) as queries:
            refresh_dirty(client_ids=[client.pk])
    assert len([query for query in queries if "SAVEPOINT" not in query["sql"]]) <= 20
