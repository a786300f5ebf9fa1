"""The seven weighted signals exactly as exchange.md words them, each at its bounds."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest

from mayak.clients.models import Client
from mayak.clients.tests.makers import make_client, make_contract, make_kit, make_person
from mayak.core import clock
from mayak.lamps.tests.makers import (
    before,
    lamp_on,
    lamps_on,
    make_act,
    make_invoice,
    make_login,
    make_payment,
    make_question,
    make_training,
    make_update,
)

pytestmark = pytest.mark.django_db
D = date(2026, 3, 31)
LONG_AGO = date(2020, 1, 1)


@pytest.fixture
def client_() -> Client:
    """A client in an office that has a row of every signal's table, all of them somebody else's."""
    other = make_client()
    make_contract(other, LONG_AGO)
    make_login(other, LONG_AGO)
    make_update(make_kit(other, kind="local"), LONG_AGO)
    make_training(make_person(other), LONG_AGO)
    make_invoice(other, LONG_AGO)
    make_act(other, LONG_AGO)
    make_question(other, LONG_AGO)
    return make_client()


class TestRenewal:
    code = "renewal_due"

    @pytest.mark.parametrize(("ends_in", "state"), [(30, "lit"), (31, "out"), (0, "lit"), (-100, "lit")])
    def test_lit_from_30_days_before_the_end(self, client_: Client, ends_in: int, state: str) -> None:
        make_contract(client_, LONG_AGO, ends_date=before(D, -ends_in))
        assert lamp_on(self.code, client_, D) == state

    def test_prepaid_ends_with_the_paid_period(self, client_: Client) -> None:
        make_contract(
            client_,
            LONG_AGO,
            payment_terms="prepaid",
            ends_date=before(D, -300),
            prepaid_until_date=before(D, -30),
        )
        assert lamp_on(self.code, client_, D) == "lit"

    def test_monthly_ends_with_the_contract(self, client_: Client) -> None:
        make_contract(
            client_, LONG_AGO, payment_terms="monthly", ends_date=before(D, -300), prepaid_until_date=before(D, -3)
        )
        assert lamp_on(self.code, client_, D) == "out"

    def test_a_contract_without_an_end_never_lights(self, client_: Client) -> None:
        make_contract(client_, LONG_AGO)
        assert lamp_on(self.code, client_, D) == "out"

    def test_prepaid_without_a_paid_period_has_no_end(self, client_: Client) -> None:
        make_contract(client_, LONG_AGO, payment_terms="prepaid", ends_date=before(D, -3))
        assert lamp_on(self.code, client_, D) == "out"

    @pytest.mark.parametrize(("signed_before", "state"), [(0, "out"), (-1, "lit")])
    def test_a_newer_contract_counts_from_the_day_it_is_signed(
        self, client_: Client, signed_before: int, state: str
    ) -> None:
        make_contract(client_, LONG_AGO, ends_date=before(D, -10))
        make_contract(client_, before(D, signed_before), ends_date=before(D, -400))
        assert lamp_on(self.code, client_, D) == state

    def test_an_older_contract_does_not_light(self, client_: Client) -> None:
        make_contract(client_, LONG_AGO, ends_date=before(D, 10))
        make_contract(client_, before(D, 20))
        assert lamp_on(self.code, client_, D) == "out"

    def test_of_several_signed_on_one_day_any_lights(self, client_: Client) -> None:
        make_contract(client_, LONG_AGO, ends_date=before(D, -10))
        make_contract(client_, LONG_AGO, ends_date=before(D, -400))
        assert lamp_on(self.code, client_, D) == "lit"

    def test_unknown_without_a_contract(self, client_: Client) -> None:
        make_contract(client_, before(D, -1), ends_date=before(D, -5))
        assert lamp_on(self.code, client_, D) == "unknown"


class TestUse:
    code = "product_unused"

    @pytest.mark.parametrize(("last_login", "state"), [(6, "out"), (7, "lit"), (0, "out"), (-1, "lit")])
    def test_lit_without_log_ins_over_seven_days(self, client_: Client, last_login: int, state: str) -> None:
        make_kit(client_)
        make_login(client_, before(D, last_login))
        assert lamp_on(self.code, client_, D) == state

    def test_days_without_log_ins_are_no_use(self, client_: Client) -> None:
        make_kit(client_)
        make_login(client_, D, logins=0)
        assert lamp_on(self.code, client_, D) == "lit"

    @pytest.mark.parametrize(("active_for", "state"), [(7, "lit"), (6, "out"), (0, "out"), (-1, "unknown")])
    def test_the_kit_must_be_active_for_seven_days(self, client_: Client, active_for: int, state: str) -> None:
        make_kit(client_, active_from_date=before(D, active_for))
        assert lamp_on(self.code, client_, D) == state

    @pytest.mark.parametrize(("ended", "state"), [(0, "lit"), (1, "unknown")])
    def test_an_ended_kit_is_no_kit(self, client_: Client, ended: int, state: str) -> None:
        make_kit(client_, active_to_date=before(D, ended))
        assert lamp_on(self.code, client_, D) == state

    def test_log_ins_without_a_kit_are_still_unknown(self, client_: Client) -> None:
        make_login(client_, D)
        assert lamp_on(self.code, client_, D) == "unknown"

    @pytest.mark.parametrize("kind", ["local", "flash"])
    def test_local_kits_without_any_usage_row_are_unknown(self, client_: Client, kind: str) -> None:
        make_kit(client_, kind=kind)
        make_login(client_, before(D, -1))
        assert lamp_on(self.code, client_, D) == "unknown"

    def test_local_kits_with_a_usage_row_are_known(self, client_: Client) -> None:
        make_kit(client_, kind="local")
        make_login(client_, LONG_AGO, logins=0)
        assert lamp_on(self.code, client_, D) == "lit"

    def test_one_online_kit_is_enough_to_know(self, client_: Client) -> None:
        make_kit(client_, kind="local")
        make_kit(client_, kind="online")
        assert lamp_on(self.code, client_, D) == "lit"


class TestUpdate:
    code = "kit_stale"

    @pytest.mark.parametrize(("updated", "state"), [(13, "out"), (14, "lit"), (-1, "lit")])
    def test_lit_without_updates_over_14_days(self, client_: Client, updated: int, state: str) -> None:
        make_update(make_kit(client_, kind="local"), before(D, updated))
        assert lamp_on(self.code, client_, D) == state

    @pytest.mark.parametrize(("age", "state"), [(14, "lit"), (13, "out")])
    def test_the_kit_must_be_14_days_old(self, client_: Client, age: int, state: str) -> None:
        make_kit(client_, kind="flash", active_from_date=before(D, age))
        assert lamp_on(self.code, client_, D) == state

    def test_an_online_kit_always_counts_as_updated(self, client_: Client) -> None:
        make_kit(client_, kind="online")
        assert lamp_on(self.code, client_, D) == "out"

    def test_any_stale_kit_lights(self, client_: Client) -> None:
        make_update(make_kit(client_, kind="local"), D)
        make_kit(client_, kind="local")
        assert lamp_on(self.code, client_, D) == "lit"

    def test_unknown_without_an_active_kit(self, client_: Client) -> None:
        make_kit(client_, kind="local", active_to_date=before(D, 1))
        assert lamp_on(self.code, client_, D) == "unknown"


class TestTraining:
    code = "training_unmet"

    @pytest.mark.parametrize(("ago", "state"), [(365, "out"), (366, "lit"), (0, "out"), (-1, "lit")])
    def test_without_a_term_it_holds_for_365_days(self, client_: Client, ago: int, state: str) -> None:
        make_training(make_person(client_, roles=["key_user"]), before(D, ago))
        assert lamp_on(self.code, client_, D) == state

    @pytest.mark.parametrize(("until", "state"), [(0, "out"), (1, "lit")])
    def test_with_a_term_it_holds_until_then(self, client_: Client, until: int, state: str) -> None:
        make_training(make_person(client_, roles=["key_user"]), LONG_AGO, valid_until_date=before(D, until))
        assert lamp_on(self.code, client_, D) == state

    def test_one_trained_key_user_is_enough(self, client_: Client) -> None:
        make_person(client_, roles=["key_user"])
        make_training(make_person(client_, roles=["key_user", "user"]), D)
        assert lamp_on(self.code, client_, D) == "out"

    def test_a_trained_colleague_does_not_stand_in_for_the_key_user(self, client_: Client) -> None:
        make_person(client_, roles=["key_user"])
        make_training(make_person(client_, roles=["user"]), D)
        assert lamp_on(self.code, client_, D) == "lit"

    def test_without_a_marked_key_user_everybody_counts(self, client_: Client) -> None:
        make_training(make_person(client_, roles=[]), D)
        make_person(client_, roles=["decision_maker"])
        assert lamp_on(self.code, client_, D) == "out"

    @pytest.mark.parametrize(("left", "state"), [(0, "lit"), (-1, "out")])
    def test_who_has_left_is_nobodys_key_user(self, client_: Client, left: int, state: str) -> None:
        make_training(make_person(client_, roles=["key_user"], left_date=before(D, left)), D)
        make_person(client_, roles=["user"])
        assert lamp_on(self.code, client_, D) == state

    def test_who_starts_later_does_not_work_there_yet(self, client_: Client) -> None:
        make_person(client_, roles=["key_user"], started_date=before(D, -1))
        make_training(make_person(client_, roles=["user"]), D)
        assert lamp_on(self.code, client_, D) == "out"

    def test_unknown_when_nobody_works_there(self, client_: Client) -> None:
        make_training(make_person(client_, left_date=D), D)
        assert lamp_on(self.code, client_, D) == "unknown"


class TestDebt:
    code = "debt_overdue"

    @pytest.mark.parametrize(("overdue", "state"), [(14, "out"), (15, "lit")])
    def test_lit_beyond_14_days(self, client_: Client, overdue: int, state: str) -> None:
        make_invoice(client_, LONG_AGO, due_date=before(D, overdue))
        assert lamp_on(self.code, client_, D) == state

    @pytest.mark.parametrize(("issued", "state"), [(24, "out"), (25, "lit")])
    def test_without_a_term_it_is_due_10_days_after_issue(self, client_: Client, issued: int, state: str) -> None:
        make_invoice(client_, before(D, issued))
        assert lamp_on(self.code, client_, D) == state

    @pytest.mark.parametrize(("paid", "amount", "state"), [(0, 1000, "out"), (-1, 1000, "lit"), (0, 999, "lit")])
    def test_only_full_payment_by_the_day_puts_it_out(
        self, client_: Client, paid: int, amount: int, state: str
    ) -> None:
        make_payment(make_invoice(client_, LONG_AGO), before(D, paid), amount)
        assert lamp_on(self.code, client_, D) == state

    def test_payments_add_up(self, client_: Client) -> None:
        invoice = make_invoice(client_, LONG_AGO)
        make_payment(invoice, before(D, 9), Decimal("999.99"))
        make_payment(invoice, before(D, 8), Decimal("0.01"))
        assert lamp_on(self.code, client_, D) == "out"

    def test_a_payment_without_an_invoice_reduces_nothing(self, client_: Client) -> None:
        make_invoice(client_, LONG_AGO)
        make_payment(None, LONG_AGO, 1000, client=client_)
        assert lamp_on(self.code, client_, D) == "lit"

    @pytest.mark.parametrize(("cancelled", "state"), [(0, "out"), (-1, "lit")])
    def test_a_cancelled_invoice_counts_until_then(self, client_: Client, cancelled: int, state: str) -> None:
        make_invoice(client_, LONG_AGO, cancelled_date=before(D, cancelled))
        assert lamp_on(self.code, client_, D) == state

    def test_an_invoice_issued_later_does_not_count(self, client_: Client) -> None:
        make_invoice(client_, before(D, -1), due_date=LONG_AGO)
        assert lamp_on(self.code, client_, D) == "out"


class TestActs:
    code = "acts_unreturned"

    @pytest.mark.parametrize(("due_back", "state"), [(0, "out"), (1, "lit")])
    def test_lit_after_the_term_of_return(self, client_: Client, due_back: int, state: str) -> None:
        make_act(client_, LONG_AGO, due_back_date=before(D, due_back))
        assert lamp_on(self.code, client_, D) == state

    @pytest.mark.parametrize(("issued", "state"), [(45, "out"), (46, "lit")])
    def test_without_a_term_lit_after_45_days(self, client_: Client, issued: int, state: str) -> None:
        make_act(client_, before(D, issued))
        assert lamp_on(self.code, client_, D) == state

    @pytest.mark.parametrize(("returned", "state"), [(0, "out"), (-1, "lit")])
    def test_a_returned_act_is_out_from_that_day(self, client_: Client, returned: int, state: str) -> None:
        make_act(client_, LONG_AGO, returned_date=before(D, returned))
        assert lamp_on(self.code, client_, D) == state

    def test_an_act_issued_later_does_not_count(self, client_: Client) -> None:
        make_act(client_, before(D, -1), due_back_date=LONG_AGO)
        assert lamp_on(self.code, client_, D) == "out"


class TestHotline:
    code = "hotline_silent"

    @pytest.mark.parametrize(("asked", "state"), [(59, "out"), (60, "lit"), (0, "out"), (-1, "lit")])
    def test_lit_without_a_request_over_60_days(self, client_: Client, asked: int, state: str) -> None:
        make_question(client_, before(D, asked))
        assert lamp_on(self.code, client_, D) == state

    @pytest.mark.parametrize(("day", "hour", "state"), [(59, 0, "out"), (60, 23, "lit")])
    def test_the_offices_midnight_decides(self, client_: Client, day: int, hour: int, state: str) -> None:
        moment = datetime.combine(before(D, day), time(hour, 30), tzinfo=clock.office_zone())
        make_question(client_, D, asked_at=moment)
        assert lamp_on(self.code, client_, D) == state


def test_no_invoices_or_acts_of_a_client_are_out(client_: Client) -> None:
    lamps = lamps_on(client_, D)
    assert (lamps["debt_overdue"], lamps["acts_unreturned"]) == ("out", "out")


def _everything_on(client: Client, day: date) -> None:
    kit = make_kit(client, kind="local")
    make_kit(client, kind="online")
    make_contract(client, day, ends_date=before(day, -400))
    make_login(client, day)
    make_update(kit, day)
    make_training(make_person(client, roles=["key_user"]), day)
    make_invoice(client, day)
    make_act(client, day)
    make_question(client, day)


def test_unknown_for_everybody_while_the_office_has_no_row_of_the_table() -> None:
    client = make_client()
    _everything_on(client, before(D, -1))
    assert set(lamps_on(client, D).values()) == {"unknown"}


def test_known_from_the_day_of_the_first_row() -> None:
    client, other = make_client(), make_client()
    _everything_on(client, D)
    assert set(lamps_on(client, D).values()) == {"out"}
    make_kit(other, kind="local", active_from_date=before(D, 3))
    make_person(other)
    assert list(lamps_on(other, D).values()) == ["unknown", "unknown", "out", "lit", "out", "out", "lit"]


def test_a_young_local_kit_does_not_hide_that_the_office_records_no_updates() -> None:
    client = make_client()
    make_kit(client, kind="online", active_from_date=before(D, 1))
    lamps = lamps_on(client, D)
    assert (lamps["product_unused"], lamps["kit_stale"]) == ("unknown", "unknown")
