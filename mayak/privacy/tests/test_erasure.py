"""After an erasure nothing of the person is found anywhere, and no figure has changed."""

import os
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mayak.accounts.models import EventKind, SecurityEvent, Staff
from mayak.accounts.tests.makers import make_staff
from mayak.audit.models import Change
from mayak.audit.services import acting
from mayak.clients.models import Consent, DeedKind, ErasedPerson, Person, PersonAttachment, PersonDeed, PersonPhone
from mayak.clients.services.attachments import drop_strays
from mayak.clients.tests.makers import make_client, make_person
from mayak.core import clock
from mayak.core.errors import ConflictError, InvalidInputError
from mayak.core.traces import MARK
from mayak.exchange.models import ImportRun, PlanRow, RunState
from mayak.privacy.models import DataAccess, Deed, Erasure
from mayak.privacy.queries.preview import preview_of
from mayak.privacy.services.erasing import ask_for_erasure, carry_out, erase_now
from mayak.privacy.services.tracing import trace_of
from mayak.privacy.tests.makers import Known, dump, found_in, make_known_person, media
from mayak.work.models import Activity
from mayak.work.tests.makers import make_activity, make_done

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_media(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"  # type: ignore[attr-defined]


def erase(person: Person, author: Staff | None = None, reason: str = "Заявление от 12 мая") -> Erasure:
    erasure = ask_for_erasure(person=person, author=author, reason=reason)
    carry_out(erasure_id=erasure.pk)
    erasure.refresh_from_db()
    assert not erasure.error
    return erasure


TABLES = ("clients_client", "clients_person", "work_activity", "work_agreement", "usage_hotlinerequest", "cases_case")


def counts() -> dict[str, int]:
    found = {}
    with connection.cursor() as cursor:
        for table in (*TABLES, "usage_training", "usage_attendance", "usage_mailevent", "clients_consent"):
            cursor.execute(f"SELECT count(*) FROM {table}")
            found[table] = cursor.fetchone()[0]
    return found


def test_nothing_of_the_person_is_found_in_a_dump_or_among_the_files() -> None:
    known = make_known_person()
    assert set(found_in(dump(), known.values)) == known.values, "the test must see what it looks for"
    before = counts()
    erase(known.person, make_staff("director"), reason=f"Просьба: {known.person.full_name}")
    assert found_in(dump(), known.values) == {}
    assert not [value for value in known.values if value.encode("cp1251") in media()]
    assert counts() == before


LETTERS = st.text(alphabet="бвгджзклмнпрстфхцчш", min_size=6, max_size=10)
NAMES = st.builds("Ю{}а".format, LETTERS)


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(last=NAMES, first=NAMES, middle=NAMES, number=st.integers(9_990_000_000, 9_990_004_999))
def test_whatever_they_are_called(last: str, first: str, middle: str, number: int) -> None:
    with transaction.atomic():
        known = make_known_person(last, first, middle, f"+7{number}")
        known.values |= {str(number)}
        erase(known.person)
        assert found_in(dump(), known.values) == {}
        transaction.set_rollback(True)


def test_links_and_figures_of_the_records_stay() -> None:
    known = make_known_person()
    erase(known.person)
    done = Activity.objects.filter(person=known.person, state="done").get()
    assert done.outcome_id
    assert done.comment == ""
    assert done.scenario[0]["is_ticked"] is True
    person = Person.objects.get(pk=known.person.pk)
    assert person.last_name == "Данные удалены"
    assert (person.first_name, person.roles, person.external_id) == ("", [], None)
    assert person.left_date is not None


def test_what_is_still_to_be_done_stays_without_the_person() -> None:
    known = make_known_person()
    make_activity(known.client, known.expert, person=known.person, goal="Узнать дату оплаты счёта")
    erase(known.person)
    goals = Activity.objects.filter(state="planned").order_by("pk").values_list("goal", flat=True)
    assert list(goals) == [f"Узнать у {MARK} дату оплаты", "Узнать дату оплаты счёта"]


def test_other_people_of_the_client_keep_their_data() -> None:
    known = make_known_person()
    other = make_person(known.client, last_name="Лугова", first_name="Вера", phone="+79990007777")
    about = make_done(known.client, known.expert, clock.now(), person=other, comment="Лугова довольна")
    erase(known.person)
    about.refresh_from_db()
    assert about.comment == "Лугова довольна"
    assert PersonPhone.objects.get(person=other).number == "+79990007777"


def test_a_namesake_elsewhere_is_not_touched() -> None:
    known = make_known_person()
    namesake = make_known_person(number="+79990004444")
    erase(known.person)
    namesake.person.refresh_from_db()
    assert namesake.person.last_name == "Рощинская"
    assert Activity.objects.filter(client=namesake.client, comment__contains="Рощинск").exists()


def test_a_shared_number_is_not_one_persons() -> None:
    known = make_known_person()
    make_person(known.client, last_name="Лугова", phone="+79990001234")
    assert not trace_of(known.person).at_clients.found_in("общий +79990001234")


def test_one_line_in_each_journal_and_no_name() -> None:
    known = make_known_person()
    director = make_staff("director")
    erase(known.person, director)
    change = Change.objects.get(origin="erasure")
    assert (change.actor_id, change.object_id) == (director.pk, known.person.pk)
    assert (change.before, change.after) == (None, None)
    event = SecurityEvent.objects.get(kind=EventKind.PERSON_ERASED)
    assert str(known.person.pk) in event.detail
    assert DataAccess.objects.get(deed=Deed.ERASED).staff_id == director.pk


def test_a_second_time_is_refused() -> None:
    known = make_known_person()
    erase(known.person)
    with pytest.raises(ConflictError):
        ask_for_erasure(person=known.person, author=None, reason="ещё раз")


def test_while_it_waits_nobody_asks_again() -> None:
    known = make_known_person()
    ask_for_erasure(person=known.person, author=None, reason="Заявление")
    with pytest.raises(ConflictError):
        ask_for_erasure(person=known.person, author=None, reason="Заявление")


def test_a_reason_is_asked() -> None:
    known = make_known_person()
    with pytest.raises(InvalidInputError):
        ask_for_erasure(person=known.person, author=None, reason="  а ")


def test_the_worker_does_it_once() -> None:
    known = make_known_person()
    erasure = erase(known.person)
    carry_out(erasure_id=erasure.pk)
    assert ErasedPerson.objects.count() == 1


def test_an_import_on_its_way_in_is_waited_for() -> None:
    known = make_known_person()
    ImportRun.objects.update(state=RunState.COMMITTING)
    erasure = ask_for_erasure(person=known.person, author=None, reason="Заявление")
    carry_out(erasure_id=erasure.pk)
    erasure.refresh_from_db()
    assert erasure.error
    assert not ErasedPerson.objects.exists()


def test_a_plan_that_would_bring_the_person_back_is_dropped() -> None:
    known = make_known_person()
    ImportRun.objects.update(state=RunState.PLANNED)
    erase(known.person)
    assert ImportRun.objects.get().state == RunState.DISCARDED
    assert not PlanRow.objects.exists()


def test_the_preview_says_what_goes_and_what_stays() -> None:
    known = make_known_person()
    preview = preview_of(known.person)
    goes = {place.record: place.number for place in preview.goes}
    named = {str(model._meta.verbose_name_plural).capitalize() for model in (PersonPhone, Activity, Consent)}
    assert named <= goes.keys()
    assert goes[str(PersonPhone._meta.verbose_name_plural).capitalize()] == 1
    assert str(Consent._meta.verbose_name_plural).capitalize() in {place.record for place in preview.stays}
    assert all(place.why for place in preview.stays)
    assert preview.is_key


def test_what_was_merely_moved_is_found_at_the_former_client() -> None:
    known, elsewhere = make_known_person(), make_known_person("Лугинская", "Аглая", "Фоминична", "+79990003333")
    with acting(origin="page"):
        known.person.client = elsewhere.client
        known.person.save()
    erase(known.person)
    assert found_in(dump(), {"Рощинская", "Евлампия"}) == {}


def test_who_they_were_at_another_client_goes_along() -> None:
    known = make_known_person()
    now_at = make_client()
    moved = make_person(now_at, last_name="Рощинская", first_name="Евлампия", moved_from=known.person)
    make_done(now_at, known.expert, clock.now(), person=moved, comment="Рощинская на новом месте")
    known.values.add("на новом месте")
    erase(moved)
    assert found_in(dump(), known.values) == {}
    assert ErasedPerson.objects.count() == 2


def _with_file(known: Known) -> Path:
    folder = Path(django_settings.MEDIA_ROOT) / "persons"
    folder.mkdir(parents=True)
    (folder / "abc").write_bytes("фотография".encode())
    PersonAttachment.objects.create(
        person=known.person, name="Рощинская.jpg", media_type="image/jpeg", size=9, stored="abc", added_at=clock.now()
    )
    return folder / "abc"


def test_a_file_of_the_person_is_removed(django_capture_on_commit_callbacks: Any) -> None:
    known = make_known_person()
    file = _with_file(known)
    with django_capture_on_commit_callbacks(execute=True):
        erase(known.person)
    assert not file.exists()
    assert found_in(dump(), known.values) == {}


def test_an_erasure_that_is_undone_by_an_error_keeps_the_file() -> None:
    known = make_known_person()
    file = _with_file(known)
    erasure = ask_for_erasure(person=known.person, author=None, reason="Заявление")
    with transaction.atomic():
        erase_now(erasure=erasure)
        transaction.set_rollback(True)
    assert file.exists()
    assert PersonAttachment.objects.filter(person=known.person).exists()


def test_the_night_sweeps_files_that_nobody_has_any_more() -> None:
    known = make_known_person()
    file = _with_file(known)
    stray, fresh = file.with_name("crashed"), file.with_name("arriving")
    for path in (stray, fresh):
        path.write_bytes(b"?")
    long_ago = clock.real_now().timestamp() - 2 * 86_400
    for path in (file, stray):
        os.utime(path, (long_ago, long_ago))
    assert drop_strays() == 1
    assert (file.exists(), stray.exists(), fresh.exists()) == (True, False, True)


def test_a_double_that_was_merged_is_no_way_back() -> None:
    known = make_known_person()
    with acting(origin="page"):
        double = make_person(known.client, last_name="Рощинская-Старая", first_name="Евлампия", phone="+79990006666")
        pk = double.pk
        double.delete()
    PersonDeed.objects.create(
        client=known.client,
        kind=DeedKind.MERGE,
        person_id=known.person.pk,
        other_id=pk,
        title="Рощинская-Старая",
        steps=[{"do": "remove", "row": {"last_name": "Рощинская-Старая"}}],
        made_at=clock.now(),
    )
    erase(known.person)
    assert found_in(dump(), known.values | {"Рощинская-Старая", "9990006666"}) == {}
