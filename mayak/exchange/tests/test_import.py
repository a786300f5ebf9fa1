"""What an import does: keys, differences, errors, all or nothing."""

import json
from pathlib import Path

import pytest

from mayak.calling.services import finish_activity
from mayak.clients.models import Client, Person
from mayak.core.errors import ConflictError
from mayak.exchange.models import ImportRun
from mayak.exchange.problems import StalePlanError
from mayak.exchange.queries import report_of
from mayak.exchange.services import commit_import, plan_import
from mayak.exchange.tests.makers import BASE, REST, WHOLE, Rows, bring, changes_of, numbers, write_folder, write_table
from mayak.money.models import Payment
from mayak.work.models import Activity, Assignment

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A folder with the base tables, brought in."""
    folder = write_folder(tmp_path / "office", BASE)
    assert bring(folder).failures == []
    return folder


def test_the_same_tables_again_change_nothing(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "office", WHOLE)
    bring(folder)
    again = bring(folder)
    assert {(row["created"], row["updated"], row["failed"]) for row in again.tables.values()} == {(0, 0, 0)}


def test_a_change_is_an_update_with_before_and_after(office: Path) -> None:
    write_table(
        office / "persons.csv", [["id", "client", "last_name", "phones"], ["P1", "11", "Рощина-Лес", "*+79990000013"]]
    )
    assert numbers(bring(office / "persons.csv"), "persons") == (0, 1, 0, 0)
    assert changes_of("persons") == [
        ["last_name", "Рощина", "Рощина-Лес"],
        ["phones", [], [["+79990000013", "", "mobile", True, False]]],
    ]
    assert Person.objects.get(external_id="P1").phones.get().is_favourite


def test_columns_that_a_table_lacks_stay_as_they_are(office: Path) -> None:
    path = write_table(office / "clients.csv", [["id", "name", "service_mode"], ["11", "Ромашка-2", "remote"]])
    bring(path)
    client = Client.objects.get(external_id="11")
    assert client.name == "Ромашка-2"
    assert client.since_date is not None
    assert client.responsibilities.count() == 1


@pytest.mark.parametrize("table", [name for name in WHOLE if name != "payments"])
def test_the_same_key_twice_is_an_error_of_the_later_row(tmp_path: Path, table: str) -> None:
    rows = WHOLE[table]
    folder = write_folder(tmp_path, {**WHOLE, table: [*rows, rows[-1]]})
    report = bring(folder)
    assert [(failure.table, failure.row) for failure in report.failures] == [(table, len(rows) + 1)]


def test_equal_payments_are_told_apart_by_their_order(office: Path, tmp_path: Path) -> None:
    path = write_table(tmp_path / "payments.csv", REST["payments"])
    assert numbers(bring(path), "payments") == (2, 0, 0, 0)
    assert numbers(bring(path), "payments") == (0, 0, 2, 0)
    assert sorted(Payment.objects.values_list("occurrence", flat=True)) == [1, 2]


def test_numbers_restart_each_january(office: Path, tmp_path: Path) -> None:
    header = ["number", "client", "issued", "period", "amount"]
    path = write_table(
        tmp_path / "invoices.csv",
        [header, ["15", "11", "2026-01-10", "2026-01", "250"], ["15", "11", "2024-01-10", "2024-01", "1"]],
    )
    assert numbers(bring(path), "invoices") == (1, 1, 0, 0)
    payments = [
        ["client", "paid", "amount", "invoice"],
        ["11", "2025-06-01", "100", "15"],
        ["11", "2026-06-01", "200", "15"],
    ]
    bring(write_table(tmp_path / "payments.csv", payments))
    matched = Payment.objects.order_by("paid_date").values_list("invoice__external_id", flat=True)
    assert list(matched) == ["I1", "I2"]


def test_an_error_names_table_row_column_value_and_reason(tmp_path: Path) -> None:
    rows = [["id", "client", "last_name", "birthday"], ["P1", "11", "Рощина", "31.02.1987"], ["P2", "77", "", ""]]
    report = bring(write_folder(tmp_path, {**BASE, "persons": rows}))
    found = [(failure.table, failure.row, failure.column, failure.value) for failure in report.failures]
    assert found == [
        ("persons", 2, "birthday", "31.02.1987"),
        ("persons", 3, "last_name", ""),
        ("persons", 3, "client", "77"),
    ]
    assert all(failure.reason for failure in report.failures)
    assert Client.objects.count() == 2


def test_a_reference_to_a_row_that_failed_names_it(tmp_path: Path) -> None:
    clients = [
        ["id", "name", "service_mode", "group_head"],
        ["11", "", "ДС", ""],
        ["12", "Б", "ДС", "11"],
        ["13", "В", "ДС", "12"],
    ]
    report = bring(
        write_folder(tmp_path, {"clients": clients, "persons": [["id", "client", "last_name"], ["P", "13", "А"]]})
    )
    assert [(failure.row, failure.column) for failure in report.failures] == [
        (2, "name"),
        (3, "group_head"),
        (4, "group_head"),
        (2, "client"),
    ]
    assert Client.objects.count() == Person.objects.count() == 0


def test_rows_may_refer_to_later_rows_of_their_own_table(tmp_path: Path) -> None:
    rows = [
        ["id", "name", "service_mode", "group_head", "payer"],
        ["1", "А", "ДС", "2", "2"],
        ["2", "Б", "ДС", "2", "2"],
    ]
    assert bring(write_table(tmp_path / "clients.csv", rows)).failures == []
    first, second = Client.objects.order_by("external_id")
    assert (first.group_head, first.payer, second.group_head, second.payer) == (second, second, None, None)


def test_who_looks_after_clients_in_a_role_not_theirs_comes_in_with_a_remark(tmp_path: Path) -> None:
    tables: dict[str, Rows] = {
        "staff": [["id", "login", "last_name", "first_name", "role"], ["S1", "starov", "Старов", "Глеб", "hotline"]],
        "clients": [["id", "name", "service_mode", "expert"], ["1", "А", "ДС", "S1"], ["2", "Б", "ДС", "S1"]],
        "responsibles": [["client", "staff", "role", "from"], ["2", "S1", "account_manager", "2024-01-01"]],
    }

    report = bring(write_folder(tmp_path, tables))

    assert report.failures == []
    assert [(one["table"], one["row"], one["value"]) for one in report.notes] == [
        ("clients", 2, "S1"),
        ("responsibles", 2, "S1"),
    ]
    assert "эксперт" in report.notes[0]["reason"]


def test_payers_in_a_circle_are_an_error_of_the_row_that_closes_it(tmp_path: Path) -> None:
    head = ["id", "name", "service_mode", "payer"]
    bring(write_table(tmp_path / "clients.csv", [head, ["1", "А", "ДС", ""], ["2", "Б", "ДС", "1"]]))

    report = bring(write_table(tmp_path / "clients.csv", [head, ["3", "В", "ДС", "2"], ["1", "А", "ДС", "3"]]))

    assert [(one.row, one.column, one.value) for one in report.failures] == [(3, "payer", "3")]
    assert "круг" in report.failures[0].reason
    assert list(Client.objects.order_by("external_id").values_list("payer__external_id", flat=True)) == [None, "1", "2"]


def test_all_or_nothing(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, {**BASE, "persons": [["id", "client", "last_name"], ["P1", "77", "А"]]})
    report = bring(folder, is_whole=True)
    assert not report.is_committed
    assert report.tables["clients"] == {"created": 0, "updated": 0, "unchanged": 0, "skipped": 2, "failed": 0}
    assert Client.objects.count() == 0


def test_a_trial_writes_nothing(tmp_path: Path) -> None:
    report = bring(write_folder(tmp_path, BASE), is_dry=True)
    assert numbers(report, "clients") == (2, 0, 0, 0)
    assert Client.objects.count() == 0


def test_a_plan_overtaken_by_somebodys_work_is_refused(office: Path) -> None:
    path = write_table(office / "clients.csv", [["id", "name", "service_mode"], ["11", "Из файла", "remote"]])
    run = plan_import(path=path)
    Client.objects.filter(external_id="11").update(name="Руками")
    with pytest.raises(StalePlanError):
        commit_import(run_id=run.pk)
    assert Client.objects.get(external_id="11").name == "Руками"


def test_two_plans_of_the_same_new_rows_do_not_double_them(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, BASE)
    first, second = plan_import(path=folder), plan_import(path=folder)
    commit_import(run_id=first.pk)
    with pytest.raises(StalePlanError):
        commit_import(run_id=second.pk)
    with pytest.raises(ConflictError):
        commit_import(run_id=first.pk)
    assert Client.objects.count() == 2


def test_a_cell_too_many_is_told(tmp_path: Path) -> None:
    path = tmp_path / "clients.csv"
    path.write_text("id;name;service_mode\n1;ООО; Ромашка;ДС\n", encoding="utf-8")
    assert {failure.row for failure in bring(path).failures} == {2}


def test_contacts_without_an_assignment_share_the_standing_one(tmp_path: Path) -> None:
    header, row = REST["activities"]
    rows = [header, row, ["A2", *row[1:]], ["A3", "12", *row[2:]]]
    bring(write_folder(tmp_path, {**BASE, "activities": rows}))
    assert Assignment.objects.filter(is_standing=True).count() == 2
    assert Activity.objects.filter(assignment__is_standing=True).count() == 3


def test_a_contact_closed_here_is_not_reopened_by_the_table_that_planned_it(tmp_path: Path) -> None:
    rows = [
        ["id", "client", "kind", "planned", "done", "state", "outcome", "comment", "executor", "instruments"],
        ["A1", "11", "call", "2026-01-10", "", "planned", "", "", "S1", ""],
    ]
    folder = write_folder(tmp_path, {**BASE, "activities": rows})
    bring(folder)
    planned = Activity.objects.get()
    finish_activity(
        user=planned.executor, activity_id=planned.pk, outcome_code="news", comment="Вошли", instruments=["news"]
    )

    assert numbers(bring(folder / "activities.csv"), "activities") == (0, 0, 1, 0)
    closed = Activity.objects.get(pk=planned.pk)
    assert (closed.state, closed.comment, closed.instruments.count()) == ("done", "Вошли", 1)


def test_stage_numbers_of_the_old_system_are_mapped_crosswise(tmp_path: Path) -> None:
    rows = [
        ["id", "client", "kind", "planned", "state", "stage", "executor"],
        ["A1", "11", "call", "2026-01-10", "planned", "4", "S1"],
    ]
    bring(write_folder(tmp_path, {**BASE, "activities": rows}))
    stage = Activity.objects.get().stage
    assert stage is not None
    assert (stage.code, stage.number) == ("product", 5)


def test_an_unknown_outcome_is_an_error_that_lists_the_allowed(tmp_path: Path) -> None:
    header, row = REST["activities"]
    bad = ["чудо" if name == "outcome" else cell for name, cell in zip(header, row, strict=True)]
    (failure,) = bring(write_folder(tmp_path, {**BASE, "activities": [header, bad]})).failures
    assert failure.column == "outcome"
    assert "no_answer" in failure.reason


def test_staff_come_in_without_a_password(office: Path) -> None:
    from mayak.accounts.models import Staff

    assert not Staff.objects.get(login="ladova").has_usable_password()


def test_a_login_of_somebody_else_is_an_error(tmp_path: Path) -> None:
    rows = [*BASE["staff"], ["S3", "Ladova", "Другая", "Вера", "expert"]]
    (failure,) = bring(write_table(tmp_path / "staff.csv", rows)).failures
    assert (failure.row, failure.column) == (4, "login")


def test_payments_matched_by_hand_stay_matched(office: Path, tmp_path: Path) -> None:
    from mayak.money.models import Invoice

    path = write_table(
        tmp_path / "payments.csv", [["id", "client", "paid", "amount", "invoice"], ["1", "11", "2026-02-01", "5", ""]]
    )
    bring(path)
    Payment.objects.update(invoice=Invoice.objects.get(external_id="I2"))
    assert numbers(bring(path), "payments") == (0, 0, 1, 0)
    assert Payment.objects.get().invoice is not None


def test_the_plan_is_stored_compactly(office: Path) -> None:
    run = plan_import(path=office)
    assert run.rows.count() == 0
    assert report_of(run).tables["clients"]["unchanged"] == 2
    assert json.dumps(run.counts)
    assert ImportRun.objects.count() == 2
