"""Jobs on an import: asked for once, nothing half written when they break, gone on with afterwards."""

import shutil
from pathlib import Path

import pytest
from django.db import OperationalError, connection
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from mayak.accounts.models import Staff
from mayak.accounts.tests.makers import make_staff
from mayak.clients.models import Client, Person
from mayak.core import events
from mayak.core.errors import ConflictError
from mayak.exchange.background import COMMIT, LOOK, PLAN, UNDO, job_state, start_job, work
from mayak.exchange.commit import parts
from mayak.exchange.events import ImportFinished
from mayak.exchange.models import FormerRow, ImportRun, PlanRow, RunState
from mayak.exchange.plan.skipping import toggle_row
from mayak.exchange.services import plan_import
from mayak.exchange.tests.makers import BASE, Rows, write_folder, write_table

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> Staff:
    return make_staff(is_admin=True)


@pytest.fixture
def run(tmp_path: Path, settings: Settings, admin: Staff) -> ImportRun:
    """A plan whose files are kept."""
    settings.MEDIA_ROOT = tmp_path / "media"
    folder = write_folder(tmp_path / "media" / "imports" / "one", BASE)
    run = plan_import(path=folder, author=admin)
    run.folder = "one"
    run.save()
    return run


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[ImportFinished]:
    heard: list[ImportFinished] = []
    monkeypatch.setitem(events._subscribers, ImportFinished, [heard.append])
    return heard


def do(run: ImportRun) -> ImportRun:
    """What the worker does with the job that was asked for."""
    work(run_id=run.pk, phase=run.progress.get("phase", ""), staff_id=run.author_id)
    run.refresh_from_db()
    return run


def jobs() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name LIKE '%work_on_import'")
        return int(cursor.fetchone()[0])


def finish_jobs() -> None:
    """As if the queue had given everything up."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed'")


def test_two_clicks_ask_for_one_commit(run: ImportRun, admin: Staff) -> None:
    start_job(run_id=run.pk, phase=COMMIT, author=admin)
    started = start_job(run_id=run.pk, phase=COMMIT, author=admin)
    assert jobs() == 1
    assert started.state == RunState.COMMITTING
    state = job_state(started)
    assert state is not None
    assert (state.phase, state.total, state.is_waiting, state.is_worker_alive) == (COMMIT, 9, True, False)
    assert do(started).state == RunState.COMMITTED
    assert started.progress == {}
    work(run_id=run.pk, phase=COMMIT, staff_id=None)
    assert Client.objects.count() == 2


def test_a_job_cut_off_after_its_last_word_is_not_done_again(run: ImportRun, admin: Staff) -> None:
    for phase, end in ((COMMIT, RunState.COMMITTED), (UNDO, RunState.UNDONE)):
        asked = start_job(run_id=run.pk, phase=phase, author=admin).progress
        assert do(ImportRun.objects.get(pk=run.pk)).state == end
        ImportRun.objects.filter(pk=run.pk).update(progress=asked)  # the worker died before it could forget this
        again = do(ImportRun.objects.get(pk=run.pk))
        assert (again.state, again.progress, again.job_error) == (end, {}, "")


def test_commit_look_and_undo(
    run: ImportRun,
    admin: Staff,
    told: list[ImportFinished],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        for phase in (COMMIT, LOOK, UNDO):
            do(start_job(run_id=run.pk, phase=phase, author=admin))
            run.refresh_from_db()
            assert run.job_error == ""
    assert (run.state, run.undo_plan["back"], Client.objects.count()) == (RunState.UNDONE, 9, 0)
    assert (run.undone_by, told) == (admin, [ImportFinished(run.pk, admin.pk, True)] * 2)


def test_a_broken_commit_writes_nothing_and_can_be_started_again(
    run: ImportRun, admin: Staff, monkeypatch: pytest.MonkeyPatch, told: list[ImportFinished],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:  # fmt: skip
    def break_down(*_given: object) -> None:
        raise RuntimeError("a bug")

    with monkeypatch.context() as broken:
        broken.setattr(parts, "write_parts", break_down)
        with django_capture_on_commit_callbacks(execute=True):
            do(start_job(run_id=run.pk, phase=COMMIT, author=admin))
    run.refresh_from_db()
    assert (run.state, Client.objects.count(), FormerRow.objects.count()) == (RunState.PLANNED, 0, 0)
    assert run.job_error
    assert told == [ImportFinished(run.pk, admin.pk, False)]
    assert do(start_job(run_id=run.pk, phase=COMMIT, author=admin)).state == RunState.COMMITTED


def test_a_lost_connection_is_the_queues_to_try_again(
    run: ImportRun, admin: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lose(*_given: object) -> None:
        raise OperationalError("server closed the connection")

    started = start_job(run_id=run.pk, phase=COMMIT, author=admin)
    with monkeypatch.context() as broken:
        broken.setattr(parts, "write_parts", lose)
        with pytest.raises(OperationalError):
            work(run_id=run.pk, phase=COMMIT, staff_id=admin.pk)
    assert Client.objects.count() == 0
    assert do(started).state == RunState.COMMITTED


def test_a_job_that_the_queue_gave_up_is_started_again_by_hand(run: ImportRun, admin: Staff) -> None:
    start_job(run_id=run.pk, phase=COMMIT, author=admin)
    finish_jobs()
    run.refresh_from_db()
    state = job_state(run)
    assert state is not None
    assert state.is_interrupted
    assert do(start_job(run_id=run.pk, phase=COMMIT, author=admin)).state == RunState.COMMITTED


def test_the_office_changed_meanwhile(run: ImportRun, admin: Staff, tmp_path: Path) -> None:
    do(start_job(run_id=run.pk, phase=COMMIT, author=admin))
    path = write_table(
        tmp_path / "p.csv", [["id", "client", "last_name", "phones"], ["P1", "11", "Рощина", "+79990000001"]]
    )
    second = plan_import(path=path, author=admin)
    Person.objects.get(external_id="P1").phones.create(number="+79990000002")
    do(start_job(run_id=second.pk, phase=COMMIT, author=admin))
    second.refresh_from_db()
    assert second.state == RunState.PLANNED
    assert "Person" in second.job_error or "лиц" in second.job_error
    assert Person.objects.get(external_id="P1").phones.get().number == "+79990000002"


def test_a_plan_made_anew_sees_the_office_of_now(run: ImportRun, admin: Staff) -> None:
    Client.objects.create(external_id="12", name="Лютик", service_mode="on_site")
    do(start_job(run_id=run.pk, phase=PLAN, author=admin))
    run.refresh_from_db()
    assert (run.state, run.counts["clients"]["create"]) == (RunState.PLANNED, 1)


def test_a_plan_without_its_files(run: ImportRun, admin: Staff, settings: Settings) -> None:
    shutil.rmtree(settings.MEDIA_ROOT / "imports")
    do(start_job(run_id=run.pk, phase=PLAN, author=admin))
    run.refresh_from_db()
    assert run.state == RunState.PLANNED
    assert "\n" in run.job_error


def test_a_row_left_out_takes_along_what_refers_to_it_and_comes_back_with_it(run: ImportRun, admin: Staff) -> None:
    client = PlanRow.objects.get(run=run, table="clients", key="11")
    assert toggle_row(run_id=run.pk, row_id=client.pk) == 4
    run.refresh_from_db()
    assert [run.counts[table].get("skip", 0) for table in ("clients", "persons", "kits", "invoices")] == [1, 1, 1, 2]
    do(start_job(run_id=run.pk, phase=PLAN, author=admin))
    run.refresh_from_db()
    assert run.counts["persons"]["skip"] == 1
    person = PlanRow.objects.get(run=run, table="persons", key="P1")
    assert toggle_row(run_id=run.pk, row_id=person.pk) == 1
    run.refresh_from_db()
    assert [run.counts[table]["skip"] for table in ("clients", "persons", "kits")] == [0, 0, 1]
    assert do(start_job(run_id=run.pk, phase=COMMIT, author=admin)).state == RunState.COMMITTED
    with pytest.raises(ConflictError):
        toggle_row(run_id=run.pk, row_id=person.pk)


ACTIVITIES: Rows = [
    ["id", "client", "kind", "planned", "state", "executor"],
    ["A1", "11", "call", "2026-04-10", "planned", "S1"],
]


def test_standing_assignments_follow_the_rows_they_are_for(tmp_path: Path, admin: Staff) -> None:
    run = plan_import(path=write_folder(tmp_path, {**BASE, "activities": ACTIVITIES}), author=admin)
    client = PlanRow.objects.get(run=run, table="clients", key="11")
    toggle_row(run_id=run.pk, row_id=client.pk)
    run.refresh_from_db()
    assert do(start_job(run_id=run.pk, phase=COMMIT, author=admin)).state == RunState.COMMITTED
