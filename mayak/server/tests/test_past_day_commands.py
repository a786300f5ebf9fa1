"""``mayak board --as-shown`` and ``mayak client``: what they print of a past day."""

from datetime import date

import pytest

from mayak.accounts.tests.makers import make_staff
from mayak.clients.models import Client
from mayak.clients.tests.makers import make_client
from mayak.core import clock
from mayak.core.errors import MayakError
from mayak.lamps.board import board_as_of, board_as_shown
from mayak.lamps.recomputed import recomputed_for
from mayak.lamps.shown import shown_on
from mayak.lamps.tests.makers import before, make_invoice, make_payment
from mayak.lamps.tests.test_as_shown import lived_through
from mayak.server.commands import client as client_command
from mayak.server.commands.board import as_json

pytestmark = pytest.mark.django_db
D = date(2026, 3, 31)


def test_the_board_as_shown_has_the_form_of_the_recomputed_one() -> None:
    """``mayak board --as-shown``: the contract of exchange.md, in the words of then."""
    expert = make_staff(login="eva")
    client = make_client(expert=expert)
    make_invoice(client, before(D, 60), due_date=before(D, 50))
    lived_through(before(D, 3))
    (again,) = board_as_of(before(D, 3))
    Client.objects.filter(pk=client.pk).update(left_date=before(D, 20))
    lived_through(D)
    (row,) = board_as_shown(before(D, 3), expert="EVA")
    assert as_json(row) == as_json(again)
    assert board_as_of(before(D, 3)) == []
    assert board_as_shown(before(D, 3), expert="nobody") == []
    with pytest.raises(MayakError, match="--as-of"):
        board_as_shown(before(clock.today(), -1))


def test_one_client_is_told_in_both_ways() -> None:
    client = make_client()
    invoice = make_invoice(client, before(D, 60), due_date=before(D, 50))
    lived_through(before(D, 5), before(D, 3))
    make_payment(invoice, before(D, 4), 1000)
    day = before(D, 3)
    shown = shown_on(day, [client.pk], with_since=True)[client.pk]
    again = recomputed_for(day, client.pk)
    assert again is not None
    then = client_command.as_json(client, day.isoformat(), shown, is_shown=True)
    now = client_command.as_json(client, day.isoformat(), again, is_shown=False)
    debts = [next(lamp for lamp in told["lamps"] if lamp["code"] == "debt_overdue") for told in (then, now)]
    assert [(debt["state"], debt["since"]) for debt in debts] == [("lit", "2026-03-26"), ("out", None)]
    assert "47" in debts[0]["reason"]
    assert (then["how"], now["how"], then.keys()) == ("shown", "recomputed", now.keys())
