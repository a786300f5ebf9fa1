"""What was shown on a day is replayed exactly, whatever comes later; the differences to a recomputation have words."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from mayak.accounts.tests.makers import make_staff
from mayak.clients.models import Client
from mayak.clients.tests.makers import make_client
from mayak.core import clock
from mayak.core.errors import MayakError
from mayak.facts.history import facts_on
from mayak.facts.services import sweep_dirty
from mayak.facts.tests.test_freshness import Life
from mayak.lamps.board import board_as_shown
from mayak.lamps.comparison import Cause, differences
from mayak.lamps.models import LampDefinition, LampState, Score, ScoreOverride
from mayak.lamps.recomputed import recomputed_for
from mayak.lamps.services import correct_score, sweep_lamps
from mayak.lamps.shown import ShownClient, shown_on
from mayak.lamps.tests.makers import before, make_invoice, make_payment, noon
from mayak.lamps.versions import current_version, version_on
from mayak.lamps.wording import reason_of

pytestmark = pytest.mark.django_db
D = date(2026, 3, 31)
Told = dict[int, dict[str, Any]]


def live() -> Told:
    """What a page tells of every client now: score, and every lit lamp with its words."""
    told: Told = {}
    for score in Score.objects.all():
        told[score.client_id] = {"score": (score.necessity, score.certainty, score.computed, score.is_corrected)}
    for state in LampState.objects.select_related("lamp").filter(lamp__is_active=True):
        lamp = state.lamp
        words = reason_of(lamp.reason, lamp.never_reason, state.evidence) if state.state == "lit" else ""
        told[state.client_id][lamp.code] = (state.state, state.is_urgent, lamp.name, lamp.weight, words)
        told[state.client_id][f"{lamp.code} since"] = state.since_date if words else None
    return told


def replayed(day: date) -> Told:
    """The same, replayed for a past day."""
    told: Told = {}
    for client_id, shown in shown_on(day, Client.objects.values_list("pk", flat=True), with_since=True).items():
        told[client_id] = {"score": (shown.necessity, shown.certainty, shown.computed, shown.is_corrected)}
        for each in shown.lamps:
            if each.state != "out":
                lamp = each.lamp
                words = reason_of(lamp.reason, lamp.never_reason, each.evidence or {}) if each.state == "lit" else ""
                told[client_id][lamp.code] = (each.state, each.is_urgent, lamp.name, lamp.weight, words)
                told[client_id][f"{lamp.code} since"] = each.since if words else None
    return told


@pytest.mark.parametrize("seed", range(4))
def test_what_was_shown_is_replayed_exactly_after_later_changes_of_data_and_playbook(seed: int) -> None:
    pages: dict[date, Told] = {}
    with clock.frozen_at(noon(before(D, 30))):
        life = Life(seed)
    for back in range(30, -1, -1):
        with clock.frozen_at(noon(before(D, back))):
            for _ in range(life.random.randrange(4)):
                life.happen()
            if life.random.random() < 0.3:
                edit_playbook(life)
            if life.random.random() < 0.2:
                correct(life, before(D, back))
            sweep_dirty()
            sweep_lamps()
        pages[before(D, back)] = live()
    LampDefinition.objects.order_by("?")[0].delete()
    for day, page in pages.items():
        assert replayed(day) == page


def edit_playbook(life: Life) -> None:
    """A methodologist changes a word, a weight, a rule, or takes a lamp out."""
    lamp = life.random.choice(list(LampDefinition.objects.all()))
    lamp.name = {"ru": f"Лампочка {life.random.random()}"}
    lamp.reason = {"ru": "долг {debt_amount:money}, контакт {days_since_reached:days} назад"}
    lamp.is_active = life.random.random() < 0.8
    lamp.is_weighted = life.random.random() < 0.7
    lamp.weight = Decimal(life.random.randrange(1, 9)) / 20 if lamp.is_weighted else Decimal(0)
    lamp.urgent_when = {"fact": "overdue_days", "op": ">", "value": life.random.randrange(60)}
    lamp.save()


def correct(life: Life, day: date) -> None:
    """A necessity set by hand for some days."""
    client = Score.objects.order_by("pk").first()
    if client is not None:
        until = day + timedelta(days=life.random.randrange(6))
        correct_score(
            user=make_staff("director"), client_id=client.client_id, value=Decimal("0.5"), reason="…", until=until
        )


def lived_through(*days: date) -> None:
    """The office lives through days."""
    for day in days:
        with clock.frozen_at(noon(day)):
            sweep_dirty()
            sweep_lamps()


def told(client: Client, day: date) -> list[tuple[Cause, str]]:
    """The differences of a client on a day, in English."""
    shown, again = shown_on(day, [client.pk])[client.pk], recomputed_for(day, client.pk)
    assert again is not None
    with translation.override("en"):
        found = differences(shown, again, version_on(day), current_version(), facts_on(day, [client.pk])[client.pk])
    return [(each.cause, each.words.replace("\u00a0", " ")) for each in found]


def test_without_later_changes_nothing_differs() -> None:
    client = make_client()
    make_invoice(client, before(D, 60))
    lived_through(before(D, 3), before(D, 2), D)
    assert told(client, before(D, 2)) == []


def test_data_that_came_later_are_told_with_their_figures() -> None:
    client = make_client()
    invoice = make_invoice(client, before(D, 60), due_date=before(D, 50))
    lived_through(before(D, 3), before(D, 2))
    make_payment(invoice, before(D, 5), 1000)
    lived_through(D)
    (cause, words) = next(each for each in told(client, before(D, 2)) if "ebt" in each[1])
    assert cause is Cause.DATA
    assert "was shown urgent" in words
    assert "recomputed it is in the norm" in words
    assert "debt overdue for: then 48 days, now 0 days" in words


def test_a_changed_playbook_is_told_by_what_changed() -> None:
    client = make_client()
    make_invoice(client, before(D, 60))
    lived_through(before(D, 3))
    lamps = LampDefinition.objects
    lamps.filter(code="debt_overdue").update(weight=Decimal("0.30"), name={"en": "Big debt", "ru": "Большой долг"})
    lamps.filter(code="kit_stale").update(is_active=False)
    ScoreOverride.objects.filter(code="debt_over_60").update(is_active=True)
    lived_through(D)
    found = told(client, before(D, 3))
    assert {cause for cause, _words in found} == {Cause.PLAYBOOK}
    words = " ".join(words for _cause, words in found)
    assert "was 0.10, now it is 0.30" in words
    assert "is called “Big debt” now" in words
    assert "is no longer in the playbook" in words
    assert "which raises the score, has changed" in words


def test_a_correction_of_then_is_told() -> None:
    client = make_client()
    make_invoice(client, before(D, 60))
    with clock.frozen_at(noon(before(D, 3))):
        sweep_dirty()
        correct_score(
            user=make_staff("director"), client_id=client.pk, value=Decimal("0.9"), reason="…", until=before(D, 2)
        )
    shown: ShownClient = shown_on(before(D, 3), [client.pk])[client.pk]
    assert (shown.necessity, shown.is_corrected) == (Decimal("0.90"), True)
    client.score_corrections.all().delete()
    assert (Cause.CORRECTION, "The necessity was set by hand on that day; the correction is no longer there.") in told(
        client, before(D, 3)
    )


def test_many_clients_are_replayed_by_a_fixed_number_of_queries() -> None:
    clients = [make_client() for _ in range(6)]
    for client in clients:
        make_invoice(client, before(D, 60))
    lived_through(D)
    with CaptureQueriesContext(connection) as queries:
        assert len(shown_on(D, [client.pk for client in clients])) == 6
    assert len(queries) == 4
    assert shown_on(before(D, 1), [client.pk for client in clients]) == {}


def test_a_day_before_the_history_says_from_when_it_is_there() -> None:
    with pytest.raises(MayakError):
        board_as_shown(D)
    make_client()
    lived_through(D)
    with translation.override("en"), pytest.raises(MayakError, match="kept since 31"):
        board_as_shown(before(D, 1))
