"""Undo of an import: the office is as before; what somebody touched since stays and is listed."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from mayak.accounts.models import Absence, Invitation, Staff, StaffSecurity, StaffSession
from mayak.card.models import Confirmation, IndicatorDefinition
from mayak.clients.models import Client, Person
from mayak.clients.tests.makers import make_segment
from mayak.core import clock
from mayak.core.errors import ConflictError
from mayak.delivery.models import Letter
from mayak.exchange.models import ImportRun, PlanRow, RunState
from mayak.exchange.problems import StalePlanError
from mayak.exchange.queries import staying_rows
from mayak.exchange.tests.makers import WHOLE, Rows, bring, write_folder, write_table
from mayak.exchange.undo.services import look_at_undo, undo_import
from mayak.exchange.undo.units import OF_ACCOUNTS, is_derived, references_to
from mayak.notifications.models import Choice, Notification, OwnTimes
from mayak.work.models import Activity

pytestmark = pytest.mark.django_db
Contents = dict[str, list[Any]]

# Every table of WHOLE with other values of what may change, and a row more.
CHANGED: dict[str, Rows] = {
    "teams": [["id", "name", "parent"], ["T1", "Отдел сопровождения", ""], ["T2", "Группа", ""], ["T3", "Новый", "T2"]],
    "staff": [
        ["id", "login", "last_name", "first_name", "role", "team"],
        ["S1", "ladova", "Ладова-Рощина", "Вера", "expert", "T3"],
        ["S3", "novik", "Новик", "Пётр", "expert", "T1"],
    ],
    "clients": [
        ["id", "name", "service_mode", "expert", "status", "payer"],
        ["11", "Ромашка-2", "remote", "S3", "leaving", "13"],
        ["12", "Лютик", "remote", "S3", "active", ""],
        ["13", "Новый", "remote", "S3", "active", ""],
    ],
    "persons": [
        ["id", "client", "last_name", "phones", "emails"],
        ["P1", "11", "Рощина", "*+79990000013, +79990000014 доб. 5", "a@firm.example"],
        ["P3", "13", "Тихая", "+79990000015", ""],
    ],
    "consents": [
        ["person", "purpose", "channel", "given", "withdrawn"],
        ["P1", "Рассылка", "email", "2026-01-01", "2026-02-01"],
    ],
    "responsibles": [
        ["client", "staff", "role", "from"],
        ["12", "S3", "expert", "2025-01-01"],
        ["11", "S3", "expert", "2026-02-01"],
    ],
    "kits": [
        ["id", "client", "product", "kind", "price"],
        ["K1", "11", "Бухгалтер", "online", "1500"],
        ["K2", "13", "Юрист", "local", "10"],
    ],
    "contracts": [
        ["number", "client", "signed", "ends"],
        ["5", "11", "2025-03-31", "2027-03-31"],
        ["6", "13", "2026-03-01", ""],
    ],
    "segments": [
        ["client", "type", "segment", "entered"],
        ["11", "Категория", "A", "2026-01-01"],
        ["13", "Новый тип", "Z", "2026-01-01"],
    ],
    "indicators": [
        ["client", "person", "indicator", "value", "confirmed"],
        ["11", "P1", "Хобби", "лес", "2026-01-01"],
        ["13", "", "Транспорт", "трамвай", "2026-01-01"],
    ],
    "invoices": [
        ["id", "number", "client", "issued", "period", "amount", "payer"],
        ["I1", "15", "11", "2025-01-10", "2025-01", "110", "13"],
        ["I3", "16", "13", "2026-01-10", "2026-01", "300", ""],
    ],
    "acts": [
        ["number", "client", "period", "issued", "amount", "returned"],
        ["7", "11", "2026-01", "2026-01-31", "5", "2026-02-02"],
    ],
    "payments": [
        ["paid", "amount", "payer_inn", "purpose", "client", "invoice"],
        ["2026-01-15", "40", "", "a", "11", "I2"],
        ["2026-02-15", "300", "", "b", "13", "I3"],
    ],
    "promises": [
        ["client", "invoice", "promised", "expected"],
        ["11", "I2", "2026-01-12", "2026-01-25"],
        ["13", "I3", "2026-01-12", "2026-01-20"],
    ],
    "usage": [
        ["client", "person", "kit", "day", "logins"],
        ["11", "P1", "K1", "2026-01-15", "30"],
        ["13", "P3", "K2", "2026-01-15", "1"],
    ],
    "updates": [["kit", "updated"], ["K2", "2026-01-15"]],
    "hotline": [
        ["id", "client", "asked", "question"],
        ["H1", "11", "2026-03-31 14:05", "Иначе"],
        ["H2", "13", "2026-03-31 14:05", "Как"],
    ],
    "trainings": [
        ["id", "client", "person", "day"],
        ["H1", "11", "P1", "2026-01-02"],
        ["H3", "13", "P3", "2026-01-02"],
    ],
    "events": [["id", "name", "day", "topics"], ["E1", "Семинар НДС", "2026-01-01", "НДС"]],
    "attendance": [["event", "client", "person", "attended"], ["E1", "11", "P1", "нет"], ["E1", "13", "P3", "да"]],
    "portal": [["client", "person", "day", "action", "count"], ["11", "", "2026-01-01", "visit", "5"]],
    "mail_events": [
        ["client", "person", "mailing", "sent", "clicked"],
        ["11", "P1", "Письмо", "2026-01-01 10:00", "3"],
    ],
    "assignments": [
        ["id", "client", "direction", "opened", "executor", "planned_instruments"],
        ["Z1", "11", "Долг", "2026-01-01", "S1", "Семинар*3, Новый инструмент"],
    ],
    "activities": [
        ["id", "client", "kind", "planned", "done", "state", "outcome", "executor", "instruments"],
        ["A1", "11", "call", "2026-01-10", "2026-01-10 12:00", "done", "product", "S1", "Калькулятор"],
        ["A2", "13", "call", "2026-01-11", "2026-01-11 12:00", "done", "product", "S3", ""],
    ],
    "agreements": [
        ["id", "client", "activity", "text", "due", "owner"],
        ["G1", "11", "A2", "-Перезвонить", "2026-03-02", "us"],
    ],
    "cases": [["id", "client", "kind", "title", "opened", "owner"], ["C1", "11", "threat", "Ушли", "2026-01-01", "S3"]],
    "materials": [["id", "kind", "title"], ["M1", "news", "НДС-2"], ["M2", "news", "УСН"]],
}


def contents() -> Contents:
    """Every row of every table of the records' apps, by its key; what is computed from records is left out."""
    from django.apps import apps

    found: Contents = {}
    for label in ("accounts", "clients", "card", "usage", "money", "work", "cases", "library"):
        for model in apps.get_app_config(label).get_models(include_auto_created=True):
            if not is_derived(model) and model._meta.db_table not in {"accounts_securityevent", "clients_nameword"}:
                with connection.cursor() as cursor:
                    cursor.execute(f"SELECT to_jsonb(t)::text FROM {model._meta.db_table} t ORDER BY t::text")
                    found[model._meta.db_table] = [row[0] for row in cursor.fetchall()]
    return found


def last_run() -> ImportRun:
    return ImportRun.objects.latest("pk")


@pytest.fixture
def office(tmp_path: Path) -> Path:
    folder = write_folder(tmp_path / "office", WHOLE)
    assert bring(folder).failures == []
    return folder


def difference(before: Contents, after: Contents) -> dict[str, Any]:
    return {table: (set(before[table]) ^ set(after[table])) for table in before if before[table] != after[table]}


def test_undo_of_changes_and_new_rows_in_all_tables(office: Path, tmp_path: Path) -> None:
    before = contents()
    report = bring(write_folder(tmp_path / "changed", CHANGED))
    assert report.failures == []
    assert all(row["created"] + row["updated"] for row in report.tables.values()), report.tables
    run = undo_import(run_id=last_run().pk)
    assert (run.undo_plan["stay"], run.state) == (0, RunState.UNDONE), run.undo_plan
    assert difference(before, contents()) == {}


def test_undo_of_the_first_import_leaves_an_empty_office(tmp_path: Path) -> None:
    bring(write_table(tmp_path / "materials.csv", [["id", "kind", "title"]]))
    before = contents()
    bring(write_folder(tmp_path / "office", WHOLE))
    run = undo_import(run_id=last_run().pk)
    assert run.undo_plan["stay"] == 0, run.undo_plan
    assert difference(before, contents()) == {}


def test_what_somebody_edited_stays_with_what_it_needs(office: Path, tmp_path: Path) -> None:
    bring(write_folder(tmp_path / "changed", CHANGED))
    run = last_run()
    Person.objects.filter(external_id="P3").update(position="главбух")
    Activity.objects.filter(external_id="A1").update(comment="перезвонить")
    look_at_undo(run_id=run.pk)
    stay = set(PlanRow.objects.filter(run=run).exclude(undo_state="").values_list("table", "key", "undo_state"))
    assert {("persons", "P3", "changed"), ("activities", "A1", "changed"), ("clients", "13", "needed")} <= stay
    undo_import(run_id=run.pk, is_as_shown=True)
    assert Person.objects.get(external_id="P3").position == "главбух"
    assert Client.objects.get(external_id="11").name == "Ромашка"
    assert Client.objects.filter(external_id="13").exists()
    assert not Activity.objects.filter(external_id="A2").exists()
    assert Activity.objects.get(external_id="A1").comment == "перезвонить"
    assert Activity.objects.get(external_id="A1").instruments.get().quantity == 1


def test_what_a_later_import_changed_stays(office: Path, tmp_path: Path) -> None:
    table = [["id", "name", "service_mode"], ["11", "Первое", "remote"], ["12", "Первый", "remote"]]
    bring(write_table(tmp_path / "clients.csv", table))
    first = last_run()
    bring(write_table(tmp_path / "clients.csv", [table[0], ["11", "Второе", "remote"]]))
    undo_import(run_id=first.pk)
    assert Client.objects.get(external_id="11").name == "Второе"
    assert Client.objects.get(external_id="12").name == "Лютик"


def test_a_phone_added_by_hand_keeps_the_person(office: Path, tmp_path: Path) -> None:
    bring(write_table(tmp_path / "persons.csv", [["id", "client", "last_name"], ["P9", "11", "Новая"]]))
    Person.objects.get(external_id="P9").phones.create(number="+79990000099")
    run = undo_import(run_id=last_run().pk)
    assert run.undo_plan["reasons"] == {"changed": 1}
    assert Person.objects.filter(external_id="P9").exists()


def test_what_is_kept_of_an_account_goes_with_it(office: Path, tmp_path: Path) -> None:
    staff = [["id", "login", "last_name", "first_name", "role"], ["S8", "tihaya", "Тихая", "Анна", "expert"]]
    bring(write_table(tmp_path / "staff.csv", staff))
    person, now = Staff.objects.get(external_id="S8"), clock.real_now()
    StaffSecurity.objects.create(staff=person, factor_asked_at=now)
    StaffSession.objects.create(staff=person, session_key="x", since=now, seen_at=now)
    Invitation.objects.create(staff=person, digest="x", made_at=now, expires_at=now)
    Notification.objects.create(staff=person, kind="x", key="x", created_at=now)
    Choice.objects.create(staff=person, kind="x", channels=[])
    OwnTimes.objects.create(staff=person)
    letter = Letter.objects.create(
        staff=person,
        key="x",
        address="a@firm.example",
        subject="x",
        text="x",
        message_id="x",
        created_at=now,
        due_at=now,
    )
    run = undo_import(run_id=last_run().pk)
    assert (run.undo_plan["back"], run.undo_plan["stay"]) == (1, 0), run.undo_plan
    assert not Staff.objects.filter(external_id="S8").exists()
    letter.refresh_from_db()
    assert letter.staff_id is None, "a letter that was sent stays sent"


@pytest.mark.parametrize(("is_automatic", "back"), [(True, 1), (False, 0)])
def test_a_segment_by_condition_goes_with_its_client_one_by_hand_keeps_it(
    office: Path, tmp_path: Path, is_automatic: bool, back: int
) -> None:
    clients = [["id", "name", "service_mode", "client_since"], ["21", "Василёк", "remote", "2020-01-01"]]
    bring(write_table(tmp_path / "clients.csv", clients))
    make_segment(Client.objects.get(external_id="21"), "newness", "permanent", is_automatic=is_automatic)
    run = undo_import(run_id=last_run().pk)
    assert (run.undo_plan["back"], run.undo_plan["stay"]) == (back, 1 - back), run.undo_plan
    assert Client.objects.filter(external_id="21").exists() is not is_automatic


def test_everything_kept_of_accounts_is_a_table_that_refers_to_staff() -> None:
    assert {model._meta.db_table for model, _field in references_to(Staff)} >= OF_ACCOUNTS


def test_what_is_needed_says_by_which_records(office: Path, tmp_path: Path) -> None:
    staff = [["id", "login", "last_name", "first_name", "role"], ["S8", "tihaya", "Тихая", "Анна", "expert"]]
    bring(write_table(tmp_path / "staff.csv", staff))
    day = clock.today()
    Absence.objects.create(staff=Staff.objects.get(external_id="S8"), from_date=day, to_date=day)
    run = look_at_undo(run_id=last_run().pk)
    (row,) = staying_rows(run)
    assert (row.why, row.reason) == ("needed", "на запись ссылаются другие: отсутствия")
    Absence.objects.all().delete()
    assert staying_rows(look_at_undo(run_id=run.pk)) == []
    assert not PlanRow.objects.filter(run=run).exclude(needed_by="").exists()


def test_undo_only_as_shown(office: Path, tmp_path: Path) -> None:
    bring(write_table(tmp_path / "clients.csv", [["id", "name", "service_mode"], ["11", "Первое", "remote"]]))
    run = look_at_undo(run_id=last_run().pk)
    assert run.undo_plan["back"] == 1
    Client.objects.filter(external_id="11").update(region="Москва")
    with pytest.raises(StalePlanError):
        undo_import(run_id=run.pk, is_as_shown=True)
    run.refresh_from_db()
    assert (run.state, run.undo_plan["stay"]) == (RunState.COMMITTED, 1)


def test_undo_once_and_only_what_was_brought_in(office: Path, tmp_path: Path) -> None:
    bring(write_table(tmp_path / "clients.csv", [["id", "name", "service_mode"], ["11", "Первое", "remote"]]))
    undo_import(run_id=last_run().pk)
    with pytest.raises(ConflictError):
        undo_import(run_id=last_run().pk)
    again = bring(tmp_path / "clients.csv")
    assert again.tables["clients"]["updated"] == 1


def test_what_an_import_changes_is_its_word_on_the_card_and_goes_with_undo(tmp_path: Path) -> None:
    name = IndicatorDefinition.objects.get(bound_to="client.name")
    first: dict[str, Rows] = {
        "clients": [["id", "name", "service_mode"], ["11", "Ромашка", "remote"], ["12", "Лютик", "remote"]]
    }
    second: dict[str, Rows] = {"clients": [*first["clients"][:1], ["11", "Ромашка-2", "remote"]]}
    bring(write_folder(tmp_path / "first", first))
    assert not Confirmation.objects.exists()
    bring(write_folder(tmp_path / "second", second))
    run = last_run()
    word = Confirmation.objects.get()
    assert (word.client.external_id, word.indicator, word.value, word.source) == ("11", name, "Ромашка-2", "import")
    assert word.person_id is None

    bring(write_folder(tmp_path / "again", second))
    assert Confirmation.objects.count() == 1
    look_at_undo(run_id=run.pk)
    undo_import(run_id=run.pk)
    assert not Confirmation.objects.exists()


def test_an_import_of_people_is_its_word_on_their_numbers_and_on_who_is_who(tmp_path: Path) -> None:
    phones = IndicatorDefinition.objects.get(bound_to="person.phones")
    chief = IndicatorDefinition.objects.get(bound_to="persons.chief_accountant")
    clients: Rows = [["id", "name", "service_mode"], ["11", "Ромашка", "remote"]]
    head: Rows = [["id", "client", "last_name", "position", "phones"]]
    former = [*head, ["P1", "11", "Рощина", "Бухгалтер", "+79990000013"]]
    later = [*head, ["P1", "11", "Рощина", "Главный бухгалтер", "+79990000014"]]
    bring(write_folder(tmp_path / "first", {"clients": clients, "persons": former}))
    bring(write_folder(tmp_path / "second", {"clients": clients, "persons": later}))
    words = {(word.indicator_id, word.person is None) for word in Confirmation.objects.all()}
    assert {(phones.pk, False), (chief.pk, True)} <= words
    run = last_run()
    look_at_undo(run_id=run.pk)
    undo_import(run_id=run.pk)
    assert not Confirmation.objects.exists()


def test_an_import_of_rubrics_is_its_word_and_a_row_of_the_indicator_they_feed_is_refused(tmp_path: Path) -> None:
    clients: Rows = [["id", "name", "service_mode"], ["11", "Ромашка", "remote"]]
    head: Rows = [["id", "client", "last_name", "interests"]]
    bring(write_folder(tmp_path / "first", {"clients": clients, "persons": [*head, ["P1", "11", "Рощина", "НДС"]]}))
    assert not Confirmation.objects.exists()
    bring(write_folder(tmp_path / "second", {"persons": [*head, ["P1", "11", "Рощина", "Зарплата, НДС"]]}))
    word = Confirmation.objects.get()
    assert (word.indicator.bound_to, word.value, word.source) == ("person.rubrics", "payroll; vat", "import")
    run = last_run()
    look_at_undo(run_id=run.pk)
    undo_import(run_id=run.pk)
    assert not Confirmation.objects.exists()
    row = ["11", "P1", "Интересующие рубрики", "Зарплата", "2026-03-01"]
    told = bring(
        write_table(tmp_path / "indicators.csv", [["client", "person", "indicator", "value", "confirmed"], row])
    )
    assert "«Рубрики»" in told.failures[0].reason
