"""The page of all notifications, the bell's panel, a person's settings; they work without scripts."""

import json
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from mayak.accounts.models import Staff
from mayak.accounts.tests.makers import make_staff, make_team
from mayak.clients.tests.makers import make_client
from mayak.notifications import queries
from mayak.notifications.kinds import Channel
from mayak.notifications.models import Choice, Notification, OwnTimes
from mayak.notifications.queries import own_channels
from mayak.notifications.services import announce
from mayak.notifications.tests.makers import LOUD, PLAIN, make_notification

pytestmark = pytest.mark.django_db


@pytest.fixture
def eva() -> Staff:
    return make_staff()


@pytest.fixture
def visitor(eva: Staff) -> Browser:
    visitor = Browser()
    visitor.force_login(eva)
    return visitor


def page(visitor: Browser, query: str = "") -> str:
    return visitor.get(reverse("notifications") + query).content.decode()


def test_the_list_is_ones_own(visitor: Browser, eva: Staff) -> None:
    make_notification(eva, "Моя")
    make_notification(make_staff(), "Чужая")
    make_notification(eva, "Не для колокольчика", in_bell=False)
    text = page(visitor)
    assert "Моя" in text
    assert "Чужая" not in text
    assert "Не для колокольчика" not in text


def test_filters(visitor: Browser, eva: Staff) -> None:
    make_notification(eva, "Старая", read_at="2026-01-01T00:00Z")
    make_notification(eva, "Громкая", kind=LOUD.code)
    assert "Старая" not in page(visitor, "?show=unread")
    assert "Громкая" not in page(visitor, f"?kind={PLAIN.code}")
    assert "Старая" in page(visitor, "?kind=nothing&before=x")


def test_paging(visitor: Browser, eva: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "PAGE_SIZE", 2)
    rows = [make_notification(eva, f"Новость {number}.") for number in range(3)]
    assert "Новость 0." not in page(visitor)
    assert "Новость 0." in page(visitor, f"?before={rows[1].pk}")


def test_opening_one_reads_it_and_leads_on(visitor: Browser, eva: Staff) -> None:
    client = make_client(expert=eva)
    row = make_notification(eva, url=reverse("client", kwargs={"pk": client.pk}), client_id=client.pk)
    answer = visitor.get(reverse("notification", kwargs={"pk": row.pk}))
    assert answer["Location"] == f"/clients/{client.pk}/"
    row.refresh_from_db()
    assert row.read_at is not None


def test_one_leads_nowhere_else(visitor: Browser, eva: Staff) -> None:
    row = make_notification(eva, url="https://evil.example/")
    assert visitor.get(reverse("notification", kwargs={"pk": row.pk}))["Location"] == reverse("notifications")


def test_about_a_lost_client_it_is_not_found(visitor: Browser, eva: Staff) -> None:
    row = make_notification(eva, client_id=make_client().pk)
    assert visitor.get(reverse("notification", kwargs={"pk": row.pk})).status_code == 404


def test_reading_all_without_scripts(visitor: Browser, eva: Staff) -> None:
    make_notification(eva)
    others = make_notification(make_staff())
    assert visitor.post(reverse("notifications_read")).status_code == 302
    assert Notification.objects.filter(read_at=None).get() == others


def test_what_the_panel_showed_is_seen(visitor: Browser, eva: Staff) -> None:
    first, second = make_notification(eva), make_notification(eva)
    assert "Новость" in visitor.get(reverse("notification_panel")).content.decode()
    visitor.post(reverse("notifications_seen"), {"up_to": first.pk})
    assert Notification.objects.get(seen_at=None) == second


def test_settings_are_stored(visitor: Browser, eva: Staff) -> None:
    answer = visitor.post(
        reverse("notification_settings"),
        {f"{PLAIN.code}:bell": "on", "quiet_from": "19:00", "quiet_to": "07:30", "digest_time": ""},
    )
    assert answer.status_code == 302
    assert own_channels(eva)[PLAIN.code] == {Channel.BELL}
    times = OwnTimes.objects.get()
    assert (str(times.quiet_from), times.digest_time) == ("19:00:00", None)


@pytest.mark.parametrize(
    ("role", "has_team", "is_admin", "reached"),
    [
        ("expert", True, False, set()),
        ("expert", True, True, {"delivery.trouble", "exchange.import_finished"}),
        ("team_lead", True, False, {"lamps.urgent_in_team"}),
        ("team_lead", False, False, set()),
        ("director", True, True, {"delivery.trouble", "exchange.import_finished"}),
    ],
)
def test_the_settings_list_what_can_reach_the_person(
    role: str, has_team: bool, is_admin: bool, reached: set[str]
) -> None:
    visitor = Browser()
    visitor.force_login(make_staff(role, team=make_team() if has_team else None, is_admin=is_admin))

    text = visitor.get(reverse("notification_settings")).content.decode()

    some = {"delivery.trouble", "exchange.import_finished", "lamps.urgent_in_team"}
    assert {code for code in some if f'name="{code}:bell"' in text} == reached
    assert 'name="accounts.absence:bell"' in text
    assert 'name="lamps.urgent:bell"' in text


def test_what_cannot_reach_the_person_is_left_as_it_was(visitor: Browser, eva: Staff) -> None:
    before = own_channels(eva)["delivery.trouble"]
    visitor.post(reverse("notification_settings"), {"delivery.trouble:digest": "on"})
    assert own_channels(eva)["delivery.trouble"] == before


def test_half_a_quiet_time_is_asked_about(visitor: Browser) -> None:
    answer = visitor.post(reverse("notification_settings"), {"quiet_from": "19:00"})
    assert answer.status_code == 422
    assert not Choice.objects.exists()


def test_without_the_streams_server_the_address_answers_and_ends(visitor: Browser, eva: Staff) -> None:
    make_notification(eva, "Раньше")
    announce()
    place = queries.last_place()
    make_notification(eva, "Новая")
    announce()
    answer = visitor.get(reverse("events"), headers={"Last-Event-ID": str(place)})
    assert answer["Content-Type"] == "text/event-stream"
    blocks = answer.content.decode().split("\n\n")
    news = json.loads(blocks[1].partition("data: ")[2])
    assert (news["title"], news["count"]) == ("Новая", 2)


def test_a_row_of_another_version_does_not_break_the_page(visitor: Browser, eva: Staff) -> None:
    make_notification(eva, kind="gone.kind")
    make_notification(eva, kind="lamps.urgent")  # without the parameters its words need
    assert visitor.get(reverse("notifications")).status_code == 200


def test_a_page_needs_as_many_statements_for_many(
    visitor: Browser, eva: Staff, django_assert_max_num_queries: Any
) -> None:
    for _number in range(30):
        make_notification(eva, client_id=make_client(expert=eva).pk)
    page(visitor)
    with django_assert_max_num_queries(7):
        page(visitor)
