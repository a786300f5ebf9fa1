"""Telling people: once, by their channels, within the transaction, in their language."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from mayak.accounts.models import Role, Staff
from mayak.accounts.tests.makers import make_staff
from mayak.clients.models import Responsibility
from mayak.clients.tests.makers import make_client
from mayak.core import clock
from mayak.core.office_settings import change_settings
from mayak.delivery.models import Letter
from mayak.notifications import services
from mayak.notifications.kinds import Channel
from mayak.notifications.models import Choice, Notification
from mayak.notifications.queries import caught_up, last_place, latest_of, news_after, unread_counts
from mayak.notifications.tests.makers import LOUD, OPTIONAL, PLAIN, make_notification

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)  # 12:00 in Moscow, a Wednesday


@pytest.fixture(autouse=True)
def mail_server() -> None:
    """The office has one; nothing is sent in these tests."""
    change_settings({"delivery.smtp_host": "mail.office.example"})


def tell(*staff: Staff, key: str = "one", **more: Any) -> list[int]:
    values = {"kind": PLAIN.code, "params": {"text": "Новость"}, **more}
    return services.notify(staff_ids=[person.pk for person in staff], key=key, **values)


def test_a_key_is_told_once_to_each() -> None:
    eva, oleg = make_staff(), make_staff()
    assert tell(eva) == [eva.pk]
    assert sorted(tell(eva, oleg)) == [oleg.pk]
    assert Notification.objects.count() == 2


def test_an_unknown_kind_is_a_mistake_of_the_programmer() -> None:
    with pytest.raises(ValueError, match="no kind"):
        tell(make_staff(), kind="tests.nothing")


def test_the_dismissed_are_told_nothing() -> None:
    assert tell(make_staff(dismissed_date=clock.today() - timedelta(days=1))) == []


def test_it_goes_with_the_transaction() -> None:
    eva = make_staff()
    with transaction.atomic():
        tell(eva)
        transaction.set_rollback(True)
    assert not Notification.objects.exists()


def test_who_chose_no_channel_is_not_told() -> None:
    eva = make_staff()
    assert tell(eva, kind=OPTIONAL.code) == []
    services.choose_channels(staff=eva, choices={OPTIONAL.code: frozenset({Channel.BELL})})
    assert tell(eva, kind=OPTIONAL.code) == [eva.pk]


def test_what_equals_the_office_is_left_to_the_office() -> None:
    eva = make_staff()
    services.choose_channels(staff=eva, choices={PLAIN.code: frozenset({Channel.BELL})})
    assert Choice.objects.get().channels == ["bell"]
    services.choose_channels(staff=eva, choices={PLAIN.code: PLAIN.office_channels})
    assert not Choice.objects.exists()


def test_the_office_chooses_for_all() -> None:
    change_settings({f"notifications.{PLAIN.code}": ["bell"]})
    tell(make_staff())
    row = Notification.objects.get()
    assert (row.in_bell, row.has_pop_up, row.in_digest) == (True, False, False)


def test_mail_at_once_is_one_letter_in_the_readers_language() -> None:
    eva = make_staff(email="eva@office.example", language="en")
    for _time in range(2):
        tell(eva, kind=LOUD.code, url="/clients/1/")
    letter = Letter.objects.get()
    assert (letter.subject, letter.address) == ("Новость", "eva@office.example")
    assert 'lang="en"' in letter.html


def test_what_was_mailed_at_once_is_not_repeated_in_the_digest() -> None:
    eva = make_staff(email="eva@office.example")
    services.choose_channels(staff=eva, choices={PLAIN.code: frozenset({Channel.DIGEST, Channel.AT_ONCE})})
    tell(eva)
    assert Letter.objects.count() == 1
    assert not Notification.objects.get().in_digest


def test_mail_at_once_waits_for_the_end_of_quiet_hours(monkeypatch: pytest.MonkeyPatch) -> None:
    eva = make_staff(email="eva@office.example")
    night = NOON.replace(hour=22)  # 01:00 in Moscow
    monkeypatch.setattr(clock, "real_now", lambda: night)
    tell(eva, kind=LOUD.code)
    assert Letter.objects.get().due_at == NOON.replace(day=19, hour=5)


def test_places_follow_the_commits_and_every_browser_is_told(django_capture_on_commit_callbacks: Any) -> None:
    eva, oleg = make_staff(), make_staff()
    with django_capture_on_commit_callbacks(execute=True):
        tell(eva, oleg)
    before = last_place()
    with django_capture_on_commit_callbacks(execute=True):
        tell(eva, key="two", params={"text": "Вторая"})
    found = news_after(before, [eva.pk, oleg.pk])
    assert [(news.staff_id, news.data["title"], news.data["count"]) for news in found] == [(eva.pk, "Вторая", 2)]


def test_what_a_killed_process_left_gets_its_place() -> None:
    eva = make_staff()
    tell(eva)  # the commit came, its handlers did not
    assert caught_up(eva.pk, 0) == []
    assert services.announce_left() == 1
    assert len(caught_up(eva.pk, 0)) == 1
    assert services.announce_left() == 0


def test_nothing_pops_up_in_quiet_hours(monkeypatch: pytest.MonkeyPatch) -> None:
    eva = make_staff()
    services.choose_times(staff=eva, quiet_from=time(11), quiet_to=time(13), digest_time=None)
    tell(eva)
    services.announce()
    monkeypatch.setattr(clock, "real_now", lambda: NOON)
    assert [news.data["popUp"] for news in caught_up(eva.pk, 0)] == [False]
    monkeypatch.setattr(clock, "real_now", lambda: NOON.replace(hour=11))
    assert [news.data["popUp"] for news in caught_up(eva.pk, 0)] == [True]


def test_a_lost_client_is_not_told_of_any_more() -> None:
    eva = make_staff()
    client = make_client(expert=eva)
    tell(eva, client_id=client.pk)
    services.announce()
    assert [line.words.title for line in latest_of(eva)] == ["Новость"]
    assert unread_counts([eva.pk]) == {eva.pk: 1}
    Responsibility.objects.all().delete()
    fresh = Staff.objects.get(pk=eva.pk)
    assert latest_of(fresh) == []
    assert caught_up(eva.pk, 0) == []
    assert services.withdraw_foreign() == 1
    assert unread_counts([eva.pk]) == {eva.pk: 0}


def test_a_client_that_comes_back_counts_again() -> None:
    eva = make_staff()
    client = make_client()
    make_notification(eva, client_id=client.pk, is_withdrawn=True)
    Responsibility.objects.create(client=client, staff=eva, role="expert")
    assert services.withdraw_foreign() == 1
    assert unread_counts([eva.pk]) == {eva.pk: 1}


def test_a_director_reads_of_every_client() -> None:
    head = make_staff(Role.DIRECTOR)
    make_notification(head, client_id=make_client().pk)
    assert len(latest_of(head)) == 1
    assert services.withdraw_foreign() == 0


def test_reading_tells_the_other_browsers() -> None:
    eva = make_staff()
    make_notification(eva)
    make_notification(eva)
    assert services.mark_read(staff=eva) == 2
    assert services.mark_read(staff=eva) == 0
    assert unread_counts([eva.pk]) == {eva.pk: 0}


def test_the_bell_costs_no_statement_of_its_own(client: Any, django_assert_num_queries: Any) -> None:
    eva = make_staff()
    make_notification(eva)
    client.force_login(eva)
    client.get("/style/")
    with django_assert_num_queries(2):  # session, user with team and count
        page = client.get("/style/")
    assert "непрочитанных: 1" in page.content.decode()


def test_the_count_reads_the_index_of_unread_ones() -> None:
    eva = make_staff()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT 1 FROM notifications_notification n WHERE n.staff_id = %s AND n.read_at IS NULL"
            " AND n.in_bell AND NOT n.is_withdrawn LIMIT 100",
            [eva.pk],
        )
        plan = " ".join(row[0] for row in cursor.fetchall())
    assert "notification_unread" in plan
