"""Random offices, in every form of the tables, show exactly the signals and necessity that the tables define."""

from datetime import date
from pathlib import Path

import pytest

from mayak.exchange.queries import failures_of
from mayak.exchange.services import import_path
from mayak.lamps.board import board_as_of
from tests.oracle import signals
from tests.oracle.office import FORMS, Form, random_office

DAY = date(2026, 3, 31)
EMPTY = [(), ("usage",), ("updates", "trainings"), ("contracts", "hotline"), ("invoices", "payments"), ("acts",)]

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
@pytest.mark.parametrize(("seed", "missing"), list(enumerate(EMPTY, start=1)))
def test_the_board_of_a_past_day_is_what_the_tables_say(
    form: Form, seed: int, missing: tuple[str, ...], tmp_path: Path
) -> None:
    tables = random_office(seed, DAY, missing=missing)
    form.write(tables, tmp_path)
    run = import_path(path=tmp_path)
    assert failures_of(run) == []

    shown = [
        {
            "client": row.exchange_id,
            "necessity": row.judgement.score.necessity,
            "certainty": row.judgement.score.certainty,
            "debt": row.debt_amount,
            "lamps": {code: row.lamps[code] for code in signals.WEIGHTS},
        }
        for row in board_as_of(DAY)
    ]
    assert shown == signals.board(tables, DAY)
