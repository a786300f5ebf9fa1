"""Status groups as data: added, renamed, ordered, taken out of use; facts, conditions, lamps and the team follow."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils.translation import override

from mayak.accounts.models import Staff
from mayak.accounts.tests.makers import make_staff, make_team
from mayak.card.models import IndicatorDefinition, StatusGroup
from mayak.card.tests.makers import make_indicator, make_value, only_these
from mayak.clients.models import Client
from mayak.clients.tests.makers import make_client, make_person
from mayak.core import clock
from mayak.core.playbook import section_of
from mayak.facts.conditions import Truth, office_vocabulary, parse, tell
from mayak.facts.conditions.editing import beginning, editor_of
from mayak.facts.history import facts_on, history_of_fact
from mayak.facts.models import ClientFacts
from mayak.facts.services import refresh_dirty, refresh_facts
from mayak.lamps.models import LampDefinition, LampState, State

pytestmark = pytest.mark.django_db
FACT = "completeness_of_safety"


@pytest.fixture(autouse=True)
def _in_russian() -> Iterator[None]:
    with override("ru"):
        yield


@pytest.fixture
def methodologist() -> Staff:
    return make_staff("methodologist")


@pytest.fixture
def client() -> Client:
    """A client with two indicators, one of which is filled in, and a person with none."""
    client = make_client(expert=make_staff(team=make_team(), last_name="Крылова"))
    first, second = make_indicator("guards", groups=[]), make_indicator("alarms", groups=[])
    only_these(first, second, make_indicator("hobby", subject="person", groups=[]))
    make_value(client, first, "два", clock.today())
    make_person(client, last_name="Зубова")
    return client


def _browser(user: Staff) -> Browser:
    browser = Browser(headers={"accept-language": "ru"})
    browser.force_login(user)
    return browser


def _post(user: Staff, name: str, *args: Any, **data: str) -> Any:
    return _browser(user).post(reverse(name, args=args), data)


def _add(user: Staff, client: Client, *codes: str) -> StatusGroup:
    answer = _post(user, "playbook_status_group_add", name_ru="Пожарная защита", name_en="Safety")
    assert answer.status_code == 302
    IndicatorDefinition.objects.filter(code__in=codes).update(groups=["safety"])
    refresh_dirty(client_ids=[client.pk])
    return StatusGroup.objects.get(code="safety")


def _fact(client: Client) -> Any:
    refresh_dirty(client_ids=[client.pk])
    return (ClientFacts.objects.get(pk=client.pk).group_completeness or {}).get("safety")


def test_a_group_added_by_clicking_is_a_fact_a_column_and_a_tile_at_once(methodologist: Staff, client: Client) -> None:
    group = _add(methodologist, client, "guards", "alarms", "hobby")
    facts = ClientFacts.objects.get(pk=client.pk)
    assert (facts.group_completeness, facts.persons_group_completeness) == ({"safety": 50}, {"safety": 0})

    vocabulary = office_vocabulary()
    condition = parse({"fact": FACT, "op": "<", "value": 60}, vocabulary)
    with override("en"):
        told = tell(condition, office_vocabulary())
    assert told.replace("\u00a0", " ") == "completeness “Safety” less than 60 %"
    assert Client.objects.filter(Truth(condition)).get() == client
    picks = editor_of(beginning(), vocabulary=vocabulary, user=methodologist, name="condition", picking=()).picks
    assert picks is not None
    assert f"add::fact:{FACT}" in str(picks)

    card = _browser(methodologist).get(reverse("client_card", args=[client.pk])).content.decode()
    assert "Пожарная защита" in card
    lead = make_staff("director")
    assert "Пожарная защита" in _browser(lead).get(reverse("lead_card")).content.decode()
    listed = _browser(lead).get(reverse("lead_card_clients") + f"?group={group.code}").content.decode()
    assert "50 %" in listed.replace("\u00a0", " ")
    assert "guards" not in listed
    assert "alarms" in listed
    form = _browser(methodologist).get(reverse("playbook_indicator_add")).content.decode()
    assert 'value="safety"' in form


def test_a_lamp_rests_on_a_group_and_shows_its_figure(methodologist: Staff, client: Client) -> None:
    _add(methodologist, client, "guards", "alarms")
    lamp = LampDefinition.objects.create(
        code="unsafe",
        name={"en": "Unsafe"},
        short_label={"en": "unsafe"},
        condition={"fact": FACT, "op": "<", "value": 60},
        reason={"en": f"{{{FACT}:percent}} known"},
    )
    refresh_facts(client_ids=[client.pk])
    state = LampState.objects.get(client=client, lamp=lamp)
    assert (state.state, state.evidence) == (State.LIT, {FACT: 50})

    StatusGroup.objects.filter(code="safety").update(is_active=False)
    refresh_dirty(client_ids=[client.pk])
    assert LampState.objects.get(client=client, lamp=lamp).state == State.UNKNOWN


def test_a_retired_group_leaves_the_cards_and_is_unknown_to_conditions(methodologist: Staff, client: Client) -> None:
    group = _add(methodologist, client, "guards", "alarms")
    asked = {"fact": FACT, "op": "<", "value": 60}
    assert _post(methodologist, "playbook_status_group", group.pk, retire="1").status_code == 302
    assert _fact(client) is None

    vocabulary = office_vocabulary()
    condition = parse(asked, vocabulary)
    assert "«Пожарная защита» (не используется)" in tell(condition, vocabulary)
    assert not Client.objects.filter(Truth(condition)).exists()
    picks = editor_of(beginning(), vocabulary=vocabulary, user=methodologist, name="condition", picking=()).picks
    assert FACT not in str(picks)
    card = _browser(methodologist).get(reverse("client_card", args=[client.pk])).content.decode()
    assert "Пожарная защита" not in card
    # The indicator keeps it, so that nothing is lost when it comes back.
    assert IndicatorDefinition.objects.get(code="guards").groups == ["safety"]
    assert _post(methodologist, "playbook_status_group", group.pk, restore="1").status_code == 302
    assert _fact(client) == 50
    assert Client.objects.filter(Truth(parse(asked, office_vocabulary()))).exists()


def test_a_shipped_group_keeps_its_facts_and_conditions(methodologist: Staff, client: Client) -> None:
    work = StatusGroup.objects.get(code="ready_to_work")
    IndicatorDefinition.objects.filter(code="guards").update(groups=["ready_to_work"])
    asked = {"fact": "completeness_work", "op": ">", "value": 60}
    refresh_dirty(client_ids=[client.pk])
    assert ClientFacts.objects.get(pk=client.pk).completeness_work == 100
    page = _browser(methodologist).get(reverse("playbook_status_group", args=[work.pk]))
    seen = page.context["form"].sealed()
    answer = _post(methodologist, "playbook_status_group", work.pk, name_ru="Внедрён", name_en="Onboarded", seen=seen)
    assert answer.status_code == 302
    vocabulary = office_vocabulary()
    assert "заполнение «Внедрён» больше" in tell(parse(asked, vocabulary), vocabulary)
    assert "completeness_of_ready_to_work" not in vocabulary.facts

    _post(methodologist, "playbook_status_group", work.pk, retire="1")
    refresh_dirty(client_ids=[client.pk])
    assert ClientFacts.objects.get(pk=client.pk).completeness_work is None
    assert not Client.objects.filter(Truth(parse(asked, office_vocabulary()))).exists()


def test_groups_are_put_in_order_and_cards_follow(methodologist: Staff) -> None:
    def codes() -> list[str]:
        return list(StatusGroup.objects.values_list("code", flat=True))

    assert codes() == ["ready_to_work", "ready_to_sell", "cooperation"]
    last = StatusGroup.objects.get(code="cooperation")
    _post(methodologist, "playbook_status_group_move", last.pk, up="1")
    assert codes() == ["ready_to_work", "cooperation", "ready_to_sell"]
    _post(methodologist, "playbook_status_group_move", last.pk, down="1")
    _post(methodologist, "playbook_status_group_move", last.pk, down="1")
    assert codes() == ["ready_to_work", "ready_to_sell", "cooperation"]


def test_a_name_is_needed_and_is_not_used_twice(methodologist: Staff) -> None:
    assert _post(methodologist, "playbook_status_group_add", name_ru=" ").status_code == 422
    answer = _post(methodologist, "playbook_status_group_add", name_ru="готов к работе")
    assert answer.status_code == 422
    assert "Такая группа уже есть" in answer.content.decode()
    expert = make_staff()
    assert _post(expert, "playbook_status_group_add", name_ru="Чужое").status_code == 403


def test_the_code_of_a_group_is_fit_for_the_name_of_a_fact(methodologist: Staff) -> None:
    for name in ("2024", "Охрана труда и техника безопасности", "Охрана труда и техника безопасности!"):
        assert _post(methodologist, "playbook_status_group_add", name_ru=name).status_code == 302
    codes = set(StatusGroup.objects.values_list("code", flat=True))
    assert {"g_2024", "okhrana_truda_i", "okhrana_truda_i_2"} <= codes
    assert "completeness_of_g_2024" in office_vocabulary().facts


def test_the_pack_s_page_tells_what_was_changed_and_a_version_brings_it_back(methodologist: Staff) -> None:
    group = StatusGroup.objects.get(code="cooperation")
    _post(methodologist, "playbook_status_group", group.pk, retire="1")
    section = section_of("status_groups")
    assert section is not None
    assert {row["code"]: row["is_active"] for row in section.dump()}["cooperation"] is False
    browser = _browser(methodologist)
    assert "Сотрудничество" in browser.get(reverse("playbook_pack") + "?section=status_groups").content.decode()


def test_the_share_of_a_group_is_kept_over_time_and_sorts_a_list(methodologist: Staff, client: Client) -> None:
    _add(methodologist, client, "guards", "alarms")
    refresh_facts(client_ids=[client.pk])
    today = clock.today()
    assert facts_on(today, [client.pk], [FACT, "completeness"])[client.pk] == {FACT: 50, "completeness": 50}
    assert [(one.day, one.value) for one in history_of_fact(client.pk, FACT)] == [(today, 50)]
    browser = _browser(make_staff("director"))
    address = reverse("clients") + f"?sort=fact:{FACT}"
    assert browser.get(address).status_code == 200
    page = browser.get(reverse("client_over_time", args=[client.pk]) + f"?fact={FACT}").content.decode()
    assert "Пожарная защита" in page
