"""Who saw, took out and erased: written beside the pages, shown to whoever answers for the data."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from mayak.accounts.models import EventKind, SecurityEvent, Staff
from mayak.accounts.tests.makers import make_staff, make_team
from mayak.clients.models import Client
from mayak.clients.policies import get_visible_or_404
from mayak.clients.tests.makers import make_client, make_person
from mayak.core import clock
from mayak.core.office_settings import change_settings
from mayak.privacy.models import DataAccess, Deed
from mayak.privacy.services import viewing
from mayak.privacy.services.retiring import forget_accesses
from mayak.work.tests.makers import make_activity

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty_memory() -> None:
    viewing._known.clear()
    viewing._waiting.clear()


def see(staff: Staff, client: Client) -> None:
    viewing.note_view(staff_id=staff.pk, client_id=client.pk, person_id=None)


def opened(browser: Browser, url: str, capture: object) -> None:
    with capture(execute=True):  # type: ignore[operator]
        assert browser.get(url).status_code == 200


def test_an_opened_client_is_one_line_a_day(django_capture_on_commit_callbacks: object) -> None:
    expert = make_staff()
    client = make_client(expert=expert)
    browser = Browser()
    browser.force_login(expert)
    for _time in range(3):
        opened(browser, f"/clients/{client.pk}/", django_capture_on_commit_callbacks)
    viewing.write_views()
    line = DataAccess.objects.get()
    assert (line.staff_id, line.deed, line.subject, line.subject_id) == (expert.pk, "seen", "client", client.pk)


def test_a_contact_shows_the_client_and_the_person(django_capture_on_commit_callbacks: object) -> None:
    expert = make_staff()
    client = make_client(expert=expert)
    person = make_person(client)
    planned = make_activity(client, expert, person=person)
    browser = Browser()
    browser.force_login(expert)
    opened(browser, f"/contacts/{planned.pk}/", django_capture_on_commit_callbacks)
    viewing.write_views()
    assert set(DataAccess.objects.values_list("subject", "subject_id", "client_id")) == {
        ("client", client.pk, client.pk),
        ("person", person.pk, client.pk),
    }


def test_noting_costs_no_statement() -> None:
    expert = make_staff()
    client = make_client(expert=expert)
    with CaptureQueriesContext(connection) as captured:
        see(expert, client)
    assert len(captured) == 0
    with CaptureQueriesContext(connection) as captured:
        assert viewing.write_views() == 1
    assert len(captured) == 1


def test_a_refused_view_is_none(django_capture_on_commit_callbacks: object) -> None:
    client = make_client(expert=make_staff())
    with pytest.raises(Exception, match="No Client"), django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        get_visible_or_404(make_staff(), Client, client.pk)
    assert viewing.write_views() == 0


def test_another_process_wrote_it_already() -> None:
    expert = make_staff()
    client = make_client(expert=expert)
    for _process in range(2):
        see(expert, client)
        viewing.write_views()
        viewing._known.clear()
    assert DataAccess.objects.count() == 1


def test_many_threads_lose_nothing() -> None:
    staff = [make_staff() for _number in range(4)]
    clients = [make_client() for _number in range(25)]

    def work(one: Staff) -> None:
        for client in clients:
            see(one, client)

    threads = [threading.Thread(target=work, args=(one,)) for one in staff]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert viewing.write_views() == 100


def test_the_term_of_the_office() -> None:
    expert, client = make_staff(), make_client()
    change_settings({"retention.accesses_days": 30})
    see(expert, client)
    viewing.write_views()
    DataAccess.objects.update(at=clock.real_now() - timedelta(days=32))
    see(make_staff(), client)
    viewing.write_views()
    assert forget_accesses() == 1
    assert DataAccess.objects.count() == 1


def test_the_administrator_filters_by_person_and_day() -> None:
    one, other, client = make_staff(), make_staff(), make_client()
    see(one, client)
    see(other, client)
    admin = Browser()
    admin.force_login(make_staff(is_admin=True))
    today = clock.day_of(clock.real_now())
    page = admin.get("/privacy/journal/", {"staff": str(one.pk), "since": today.isoformat()}).context
    assert [line.who for line in page["lines"]] == [one.full_name]
    later = (today + timedelta(days=1)).isoformat()
    assert admin.get("/privacy/journal/", {"since": later}).context["lines"] == []


def test_the_journal_goes_on_page_by_page() -> None:
    client = make_client()
    for _number in range(60):
        see(make_staff(), client)
    admin = Browser()
    admin.force_login(make_staff(is_admin=True))
    first = admin.get("/privacy/journal/").context
    rest = admin.get(f"/privacy/journal/?{first['earlier']}").context
    assert (len(first["lines"]), len(rest["lines"]), rest["earlier"]) == (50, 10, "")


def test_a_lead_sees_who_saw_a_client_and_who_was_refused() -> None:
    team = make_team()
    lead, expert = make_staff("team_lead", team=team), make_staff(team=team)
    client = make_client(expert=expert)
    stranger = make_staff()
    browser = Browser()
    browser.force_login(stranger)
    assert browser.get(f"/clients/{client.pk}/").status_code == 404
    see(expert, client)
    browser.force_login(lead)
    page = browser.get(f"/privacy/clients/{client.pk}/")
    assert [line.who for line in page.context["lines"]][-1] == expert.full_name
    assert [who for _at, who in page.context["refusals"]] == [stranger.full_name]


def test_who_looked_at_the_journal_is_known() -> None:
    admin = make_staff(is_admin=True)
    browser = Browser()
    browser.force_login(admin)
    browser.get("/privacy/journal/")
    assert SecurityEvent.objects.filter(kind=EventKind.JOURNAL_SEEN, staff_id=admin.pk).exists()
    assert Deed.SEEN.label
