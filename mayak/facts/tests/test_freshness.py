"""The fact sheet stays fresh: marks by every way of writing, nothing lost by crashes and in concurrency."""

import threading
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from django.db import connection, transaction

from mayak.accounts.tests.makers import make_staff
from mayak.card.models import IndicatorDefinition
from mayak.clients.models import Client, ClientMark, Contract, Kit, Person
from mayak.clients.tests.makers import make_client, make_contract, make_kit, make_person, make_segment
from mayak.core import clock
from mayak.facts import marks
from mayak.facts.followers import call_followers
from mayak.facts.models import ClientFacts, DirtyMark
from mayak.facts.services import refresh_dirty, refresh_facts, sweep_dirty
from mayak.lamps.models import LampInterval, LampState, Score
from mayak.lamps.tests.makers import (
    before,
    make_act,
    make_invoice,
    make_login,
    make_payment,
    make_question,
    make_training,
    make_update,
    noon,
)
from mayak.money.models import Act, Invoice, Payment
from mayak.usage.models import HotlineRequest, Training, UsageDay
from mayak.work.tests.makers import make_activity, make_agreement, make_done

D = date(2026, 3, 31)


def marked() -> set[tuple[int, str]]:
    """All marks."""
    return set(DirtyMark.objects.values_list("client_id", "subject"))


@pytest.mark.django_db
class TestMarks:
    def test_the_installed_triggers_are_those_of_the_declared_sources(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT t.tgrelid::regclass::text, p.proname, p.prosrc FROM pg_trigger t "
                "JOIN pg_proc p ON p.oid = t.tgfoid WHERE p.proname LIKE 'facts_mark_%'"
            )
            installed = {(table, name): body.split() for table, name, body in cursor.fetchall()}
        declared = {
            (table, marks.function_name(table, event)): marks.function_body(table, event).split()
            for table in marks.source_tables()
            for event in marks.EVENTS
        }
        assert installed == declared

    def test_a_row_that_moves_marks_both_clients(self) -> None:
        old, new = make_client(), make_client()
        kit = make_kit(old)
        DirtyMark.objects.all().delete()
        Kit.objects.filter(pk=kit.pk).update(client=new)
        assert {(old.pk, "kits"), (new.pk, "kits"), (old.pk, "usage"), (new.pk, "usage")} <= marked()

    def test_rows_reach_their_client_through_others(self) -> None:
        client = make_client()
        kit, invoice = make_kit(client, kind="local"), make_invoice(client, D)
        DirtyMark.objects.all().delete()
        make_update(kit, D)
        make_payment(invoice, D, 5)
        assert {(client.pk, "kits"), (client.pk, "card"), (client.pk, "money")} == marked()

    def test_a_bulk_change_leaves_one_mark_per_client_and_subject(self) -> None:
        client = make_client()
        DirtyMark.objects.all().delete()
        UsageDay.objects.bulk_create(UsageDay(client=client, day=before(D, n), logins=1) for n in range(50))
        UsageDay.objects.filter(client=client).update(logins=2)
        assert list(DirtyMark.objects.values_list("client_id", "subject")) == [(client.pk, "usage")]

    def test_copy_delete_and_truncate_mark_too(self) -> None:
        client = make_client()
        make_login(client, D)
        DirtyMark.objects.all().delete()
        UsageDay.objects.all().delete()
        assert marked() == {(client.pk, "usage")}
        DirtyMark.objects.all().delete()
        with connection.cursor() as cursor:
            with cursor.copy("COPY usage_usageday (client_id, day, logins) FROM STDIN") as copy:
                copy.write_row((client.pk, D, 1))
            assert marked() == {(client.pk, "usage")}
            DirtyMark.objects.all().delete()
            # COPY left a foreign key check behind, which TRUNCATE would not wait for.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("TRUNCATE usage_usageday")
        assert marked() == {(client.pk, "usage")}

    def test_a_definition_marks_everybody(self) -> None:
        clients = {make_client().pk, make_client().pk}
        DirtyMark.objects.all().delete()
        IndicatorDefinition.objects.filter(code="head").update(validity_days=30)
        assert {(pk, "card") for pk in clients} <= marked()

    def test_a_mark_on_a_client_marks_though_it_carries_no_fact(self) -> None:
        client = make_client()
        DirtyMark.objects.all().delete()
        ClientMark.objects.create(client=client, text="на контроле", made_at=clock.now())
        assert marked() == {(client.pk, "segments")}

    def test_a_segment_marks_though_it_carries_no_fact(self) -> None:
        client = make_client()
        DirtyMark.objects.all().delete()
        make_segment(client, "category", "a")
        assert marked() == {(client.pk, "segments")}


@pytest.mark.django_db
class TestSweep:
    def test_it_works_off_marks_and_only_those(self) -> None:
        with clock.frozen_at(noon(D)):
            client, other = make_client(), make_client()
            make_invoice(other, before(D, 50))
            sweep_dirty()
            make_invoice(client, before(D, 20), due_date=before(D, 9))
            assert (sweep_dirty(), sweep_dirty()) == (1, 0)
        assert ClientFacts.objects.get(pk=client.pk).overdue_days == 9
        assert not DirtyMark.objects.exists()

    def test_a_new_day_refreshes_everybody(self) -> None:
        client = make_client()
        make_question(client, D)
        for days in (0, 3):
            with clock.frozen_at(noon(D + timedelta(days=days))):
                sweep_dirty()
            facts = ClientFacts.objects.get(pk=client.pk)
            assert (facts.days_since_hotline, facts.as_of_date) == (days, D + timedelta(days=days))

    def test_the_first_row_of_a_table_makes_everybody_known(self) -> None:
        with clock.frozen_at(noon(D)):
            client, other = make_client(), make_client()
            sweep_dirty()
            assert ClientFacts.objects.get(pk=other.pk).overdue_days is None
            make_invoice(client, D)
            sweep_dirty()
        assert ClientFacts.objects.get(pk=other.pk).overdue_days == 0

    def test_marks_of_a_client_that_is_gone_are_forgotten(self) -> None:
        with clock.frozen_at(noon(D)):
            client = make_client()
            sweep_dirty()
            Client.objects.filter(pk=client.pk).delete()
            assert DirtyMark.objects.exists()
            sweep_dirty()
        assert not DirtyMark.objects.exists()

    def test_only_rows_that_differ_are_written(self) -> None:
        with clock.frozen_at(noon(D)):
            client = make_client()
            refresh_facts()
            before_ = _version_of(client)
            refresh_facts()
            assert _version_of(client) == before_


def _version_of(client: Client) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT xmin::text || ctid::text FROM facts_clientfacts WHERE client_id = %s", [client.pk])
        row = cursor.fetchone()
    return str(row[0]) if row else ""


class KilledError(Exception):
    """The process died here."""


class Life:
    """Random things that happen to an office."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.expert = make_staff()
        self.clients = [make_client(expert=self.expert) for _ in range(4)]

    def happen(self) -> None:
        """One thing."""
        kinds = [self.invoice, self.pay, self.act, self.login, self.kit, self.contract, self.person, self.talk]
        kinds += [self.question, self.train, self.agree, self.change, self.remove, self.segment, self.move]
        self.random.choice(kinds)()

    def day(self) -> date:
        return before(D, self.random.randint(-5, 90))

    def client(self) -> Client:
        return self.random.choice(self.clients)

    def some(self, model: Any) -> Any:
        rows = list(model.objects.order_by("pk"))
        return self.random.choice(rows) if rows else None

    def invoice(self) -> None:
        make_invoice(self.client(), self.day())

    def pay(self) -> None:
        make_payment(self.some(Invoice), self.day(), self.random.choice([500, 1000]), client=self.client())

    def act(self) -> None:
        make_act(self.client(), self.day(), returned_date=self.random.choice([None, self.day()]))

    def login(self) -> None:
        UsageDay.objects.get_or_create(client=self.client(), day=self.day(), defaults={"logins": 2})

    def kit(self) -> None:
        kit = make_kit(self.client(), kind=self.random.choice(["online", "local"]))
        make_update(kit, self.day())

    def contract(self) -> None:
        make_contract(self.client(), self.day(), ends_date=self.day())

    def person(self) -> None:
        make_person(self.client(), roles=self.random.choice([["key_user"], ["decision_maker"], []]))

    def talk(self) -> None:
        client = self.client()
        make_done(client, self.expert, noon(self.day()), self.random.choice(["product", "no_answer"]))
        make_activity(client, self.expert, noon(D))

    def question(self) -> None:
        make_question(self.client(), self.day(), rating=self.random.choice([None, 2, 5]))

    def train(self) -> None:
        if person := self.some(Person):
            make_training(person, self.day())

    def agree(self) -> None:
        make_agreement(self.client(), self.day())

    def change(self) -> None:
        client = self.client()
        client.left_date = self.random.choice([None, self.day()])
        client.save()

    def remove(self) -> None:
        if row := self.some(self.random.choice([Payment, Act, Contract, Training, HotlineRequest, UsageDay])):
            row.delete()

    def segment(self) -> None:
        client = self.client()
        client.segments.all().delete()
        make_segment(client, "category", self.random.choice("abc"))

    def move(self) -> None:
        if row := self.some(self.random.choice([Invoice, Kit, Contract])):
            type(row).objects.filter(pk=row.pk).update(client=self.client(), **_harmless(row))


def _harmless(row: Any) -> dict[str, Any]:
    return {"amount": Decimal(700)} if isinstance(row, Invoice) else {}


def sheet() -> list[tuple[Any, ...]]:
    """Everything that follows from the records."""
    facts = list(ClientFacts.objects.order_by("pk").values_list())
    states = LampState.objects.order_by("client", "lamp").values_list(
        "client", "lamp", "state", "is_urgent", "evidence"
    )
    scores = Score.objects.order_by("pk").values_list()
    return [*facts, *(("lamp", *row[:-1], str(sorted(row[-1].items()))) for row in states), *scores]


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(6))
def test_incremental_equals_from_scratch_after_random_changes_and_kills(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with clock.frozen_at(noon(D)):
        life = Life(seed)
        sweep_dirty()
        for _ in range(60):
            life.happen()
            if life.random.random() < 0.3:
                _refresh_or_die(life, monkeypatch)
        sweep_dirty()
        incremental = sheet()
        ClientFacts.objects.all().delete()
        Score.objects.all().delete()
        LampState.objects.all().delete()
        refresh_facts()
        assert incremental == sheet()


def _refresh_or_die(life: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    """Refresh; now and then the process dies before, amid or after the judgement."""
    dies = life.random.random() < 0.5
    with monkeypatch.context() as patch:
        if dies:
            from mayak.facts import services

            whole = call_followers
            is_late = life.random.random() < 0.5

            def killed(client_ids: Any, day: date) -> None:
                if is_late:
                    whole(client_ids, day)
                raise KilledError

            patch.setattr(services, "call_followers", killed)
        try:
            with transaction.atomic():
                refresh_dirty(client_ids=[client.pk for client in life.clients])
        except KilledError:
            return


@pytest.mark.django_db(transaction=True)
class TestConcurrency:
    def test_a_change_committed_while_its_client_is_refreshed_keeps_its_mark(self) -> None:
        """Two writers of one client: the mark of the one that commits later survives the refresh of the first."""
        with clock.frozen_at(noon(D)):
            client = make_client()
            make_invoice(client, before(D, 60))
            sweep_dirty()
            make_login(client, D)
            inserted, may_commit = threading.Event(), threading.Event()
            writer = threading.Thread(target=self._write_slowly, args=(client, inserted, may_commit))
            writer.start()
            assert inserted.wait(10)
            refresh_dirty(client_ids=[client.pk])
            assert not DirtyMark.objects.exists()
            may_commit.set()
            writer.join(10)
            assert marked() == {(client.pk, "usage")}
            refresh_dirty(client_ids=[client.pk])
        assert ClientFacts.objects.get(pk=client.pk).logins_7 == 11

    def _write_slowly(self, client: Client, inserted: threading.Event, may_commit: threading.Event) -> None:
        try:
            with transaction.atomic():
                make_login(client, before(D, 1), logins=10)
                inserted.set()
                may_commit.wait(10)
        finally:
            connection.close()

    def test_the_sweep_leaves_clients_in_work_to_whoever_works_on_them(self) -> None:
        with clock.frozen_at(noon(D)):
            busy, free = make_client(), make_client()
            sweep_dirty()
            make_segment(busy, "category", "a")
            make_segment(free, "category", "a")
            locked, may_go = threading.Event(), threading.Event()
            holder = threading.Thread(target=self._hold, args=(busy, locked, may_go))
            holder.start()
            assert locked.wait(10)
            assert sweep_dirty() == 1
            assert marked() == {(busy.pk, "segments")}
            may_go.set()
            holder.join(10)
            assert sweep_dirty() == 1
        assert not LampInterval.objects.exclude(client__in=[busy, free]).exists()

    def _hold(self, client: Client, locked: threading.Event, may_go: threading.Event) -> None:
        try:
            with transaction.atomic():
                list(ClientFacts.objects.select_for_update().filter(pk=client.pk))
                locked.set()
                may_go.wait(10)
        finally:
            connection.close()
