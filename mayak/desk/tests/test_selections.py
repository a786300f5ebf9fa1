"""The list of clients by selections and conditions: its panel, columns, order, settings, rights and cost."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mayak.accounts.models import Staff
from mayak.accounts.tests.makers import make_staff
from mayak.clients.tests.makers import make_client, make_person, make_segment
from mayak.facts.models import Selection, Sharing
from mayak.facts.selections.services import keep_selection
from mayak.facts.services import refresh_facts

pytestmark = pytest.mark.django_db
KEY_USER = {"person": [{"attribute": "role", "in": ["key_user"]}]}
TREE = {
    "all": [{"fact": "is_served", "op": "is", "value": True}, KEY_USER, {"fact": "key_users", "op": ">=", "value": 1}]
}
PART = {"hx-request": "true"}


@pytest.fixture
def expert() -> Staff:
    """Somebody with two clients, one of them with a key user."""
    staff = make_staff()
    known = make_client(expert=staff, name="ООО «Вершина»")
    make_client(expert=staff, name="ООО «Долина»")
    make_person(known, roles=["key_user"], first_name="Лидия", last_name="Тихая")
    make_segment(known, "category", "a")
    make_client(expert=make_staff(), name="ООО «Чужая»")
    refresh_facts()
    return staff


def browser_of(user: Staff) -> Browser:
    """The browser of somebody."""
    browser = Browser(headers={"accept-language": "ru"})
    browser.force_login(user)
    return browser


def kept(user: Staff, **more: Any) -> Selection:
    """A selection of somebody."""
    return keep_selection(user=user, name="With a key user", condition=TREE, **more)


def listed(user: Staff, **query: Any) -> Any:
    """The list's context."""
    return browser_of(user).get(reverse("clients"), query).context


def test_a_condition_in_the_address_narrows_the_list_and_says_why_and_who(expert: Staff) -> None:
    answer = browser_of(expert).get(reverse("clients"), {"condition": json.dumps(TREE)})
    assert answer.context["page"].total == 1
    page = answer.content.decode()
    assert "Вершина" in page
    assert "Лидия Тихая" in page
    assert "ключевых пользователей 1" in page.replace("\u00a0", " ")


@pytest.mark.parametrize("sent", ["rubbish", "[]", "{}", '{"all": []}', '{"fact": "nonsense"}'])
def test_what_is_no_condition_narrows_nothing(expert: Staff, sent: str) -> None:
    assert listed(expert, condition=sent)["page"].total == 2


def test_a_kept_selection_brings_its_columns_and_order(expert: Staff) -> None:
    columns: list[Any] = ["fact:key_users", "segment:category", "inn", "gone:away", 7]
    one = keep_selection(
        user=expert,
        name="All",
        condition={"fact": "is_served", "op": "is known"},
        columns=columns,
        sort="-fact:key_users",
    )
    context = listed(expert, selection=one.pk)
    assert [head.code for head, _sorting in context["heads"]] == ["name", "fact:key_users", "segment:category", "inn"]
    assert [line.name for line in context["page"].lines] == ["ООО «Долина»", "ООО «Вершина»"]
    assert not context["shown"].is_changed
    assert listed(expert, selection=one.pk, condition=json.dumps(TREE))["shown"].is_changed


def test_others_private_selections_are_not_found(expert: Staff) -> None:
    foreign = kept(make_staff())
    browser = browser_of(expert)
    assert browser.get(reverse("clients"), {"selection": foreign.pk}).status_code == 404
    assert browser.get(reverse("selection", args=[foreign.pk])).status_code == 404
    assert browser.post(reverse("selection", args=[foreign.pk]), {"do": "copy"}).status_code == 404


def test_the_panel_keeps_a_condition_under_a_name(expert: Staff) -> None:
    browser = browser_of(expert)
    sent = {"condition": json.dumps(TREE), "keep": "new", "name": "Key users", "sharing": "team"}
    answer = browser.post(reverse("selection_condition"), sent, headers=PART)
    one = Selection.objects.get()
    assert (one.owner, one.name, one.sharing, one.condition) == (expert, "Key users", Sharing.TEAM, TREE)
    assert answer["HX-Redirect"].endswith(f"?selection={one.pk}")
    refused = browser.post(reverse("selection_condition"), {**sent, "name": ""}, headers=PART)
    assert refused.status_code == 422
    assert refused.context["problem"]


def test_the_panel_tells_when_somebody_was_faster(expert: Staff) -> None:
    one = kept(expert)
    browser = browser_of(expert)
    sent = {"condition": '{"not": ' + json.dumps(TREE) + "}", "keep": "change", "selection": one.pk, "version": "old"}
    answer = browser.post(reverse("selection_condition"), sent, headers=PART)
    assert answer.status_code == 422
    assert answer.context["problem"]
    one.refresh_from_db()
    assert one.condition == TREE


def test_settings_are_changed_copied_and_deleted(expert: Staff) -> None:
    one = kept(expert)
    browser, address = browser_of(expert), reverse("selection", args=[one.pk])
    seen = browser.get(address, headers=PART).context["form"].sealed()
    changes = {"name": "Other", "sharing": "office", "columns": ["debt", "fact:overdue_days"], "sort": "-debt"}
    answer = browser.post(address, {**changes, "seen": seen}, headers=PART)
    assert answer.status_code == 204, answer.context["form"].errors
    one.refresh_from_db()
    assert (one.name, one.sharing, one.columns, one.sort) == tuple(changes.values())
    other = browser_of(make_staff())
    seen = other.get(address, headers=PART).context["form"].sealed()
    assert other.post(address, {**changes, "name": "Mine", "seen": seen}, headers=PART).status_code == 403
    other.post(address, {"do": "copy"})
    assert Selection.objects.count() == 2
    assert other.post(address, {"do": "delete"}).status_code == 403
    browser.post(address, {"do": "delete"})
    assert not Selection.objects.filter(pk=one.pk).exists()


def test_the_list_beside_counts_every_selection(expert: Staff) -> None:
    kept(expert)
    answer = browser_of(expert).get(reverse("selections"), headers=PART)
    assert answer.context["total"] == 2
    ((_title, (item,)),) = answer.context["groups"]
    assert item.hits.now == 1


@pytest.mark.parametrize("name", ["clients", "selection_condition"])
def test_a_page_with_a_condition_keeps_to_the_budget(expert: Staff, name: str) -> None:
    one = kept(expert)
    browser, address = browser_of(expert), reverse(name) + "?" + urlencode({"selection": one.pk, "panel": 1})
    browser.get(address)
    with CaptureQueriesContext(connection) as few:
        browser.get(address)
    for number in range(20):
        make_person(make_client(expert=expert, name=f"Клиент {number}"), roles=["key_user"])
    refresh_facts()
    with CaptureQueriesContext(connection) as many:
        browser.get(address)
    assert len(few) == len(many) <= 12
