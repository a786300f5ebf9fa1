"""What was shown is kept for a term; kept days are replayed as before, facts folded below them included."""

from collections.abc import Iterator

import pytest
from django.db import connection

from mayak.clients.models import Client
from mayak.clients.tests.makers import make_client
from mayak.core import clock
from mayak.core.office_settings import change_settings, forget_settings
from mayak.facts.history import facts_on, kept_since
from mayak.facts.models import ChangedFacts
from mayak.facts.retention import fold_old_facts
from mayak.facts.services import sweep_dirty
from mayak.facts.tests.test_freshness import Life
from mayak.lamps.models import LampDefinition, LampsVersion, ScoreInterval
from mayak.lamps.retention import forget_shown
from mayak.lamps.services import sweep_lamps
from mayak.lamps.shown import shown_since
from mayak.lamps.tests.makers import before, noon
from mayak.lamps.tests.test_as_shown import D, replayed

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeps() -> Iterator[None]:
    """Settings changed in the test are forgotten after it."""
    yield
    forget_settings()


@pytest.mark.parametrize("seed", range(3))
def test_kept_days_are_told_as_before_the_old_ones_went(seed: int, keeps: None) -> None:
    with clock.frozen_at(noon(before(D, 60))):
        life = Life(seed)
    for back in range(60, -1, -2):
        with clock.frozen_at(noon(before(D, back))):
            for _ in range(3):
                life.happen()
            if back % 20 == 0:
                debts = LampDefinition.objects.filter(code="debt_overdue")
                debts.update(name={"ru": f"Долг {back}"})
            sweep_dirty()
            sweep_lamps()
    days_kept = (clock.day_of(clock.real_now()) - before(D, 30)).days
    change_settings({"retention.facts_days": days_kept, "retention.shown_days": days_kept})
    kept = [before(D, back) for back in range(30, -1, -1)]
    ids = list(Client.objects.values_list("pk", flat=True))
    told = [(replayed(day), facts_on(day, ids)) for day in kept]
    rows, versions = ChangedFacts.objects.count(), LampsVersion.objects.count()

    assert fold_old_facts(gathered=1) > 0
    assert forget_shown() > 0

    assert ChangedFacts.objects.count() < rows
    assert LampsVersion.objects.count() < versions
    assert kept_since() == before(D, 31)
    assert not ScoreInterval.objects.filter(to_date__lt=before(D, 30)).exists()
    assert [facts_on(day, ids) for day in kept] == [facts for _lamps, facts in told]
    for day, (lamps, _facts) in zip(kept, told, strict=True):
        # "Since" is told as far back as the intervals reach.
        assert without_since(replayed(day)) == without_since(lamps)
    assert (fold_old_facts(gathered=1), forget_shown()) == (0, 0)


def without_since(told: dict[int, dict[str, object]]) -> dict[int, dict[str, object]]:
    """Without the days since when a lamp stood so."""
    return {pk: {key: value for key, value in row.items() if " since" not in key} for pk, row in told.items()}


def test_rows_of_clients_that_are_gone_go_too(keeps: None) -> None:
    make_client()
    with clock.frozen_at(noon(D)):
        sweep_dirty()
    connection.cursor().execute("UPDATE facts_changedfacts SET client_id = client_id + 1000000")
    change_settings({"retention.facts_days": (clock.day_of(clock.real_now()) - D).days - 1})
    fold_old_facts()
    assert not ChangedFacts.objects.exists()
    assert shown_since() == D
