"""The list of clients by selections and conditions: its panel, columns, order, settings, rights and cost."""

import html
import json
import re
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mayak.accounts.models import Staff
from mayak.accounts.tests.makers import make_staff
from mayak.bulk.models import BulkRun
from mayak.card.models import IndicatorDefinition
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


UNREADABLE = ["rubbish", "[]", "{}", "[" * 900, '{"all": [' + " " * 12_000]


@pytest.mark.parametrize("sent", [*UNREADABLE, '{"fact": "nonsense"}'])
def test_what_is_no_condition_hits_nobody(expert: Staff, sent: str) -> None:
    context = listed(expert, condition=sent)
    assert context["page"].total == 0
    assert context["shown"].wrong
    answer = browser_of(expert).post(
        reverse("bulk_new"), {"all": "1", "action": "mark", "list": context["chosen"].narrowing}
    )
    assert answer.status_code == 422
    assert not BulkRun.objects.exists()


def test_an_empty_condition_narrows_nothing(expert: Staff) -> None:
    assert listed(expert, condition='{"all": []}')["page"].total == 2


@pytest.fixture
def broken(expert: Staff) -> Selection:
    """A selection kept before its indicator became another kind of thing."""
    indicator = IndicatorDefinition.objects.create(
        code="warehouses", name={"ru": "Складов", "en": "Warehouses"}, value_type="number", subject="client"
    )
    served = {"fact": "is_served", "op": "is", "value": True}
    tree = {"all": [served, {"indicator": "warehouses", "op": ">=", "value": 5}]}
    one = keep_selection(user=expert, name="Many warehouses", condition=tree)
    IndicatorDefinition.objects.filter(pk=indicator.pk).update(value_type="date")
    return one


@pytest.mark.parametrize("panel", ["", "1"])
def test_a_selection_that_no_longer_fits_the_playbook_hits_nobody_and_says_why(
    expert: Staff, broken: Selection, panel: str
) -> None:
    answer = browser_of(expert).get(reverse("clients"), {"selection": str(broken.pk), "panel": panel})
    assert answer.context["page"].total == 0
    assert "«Складов»" in " ".join(answer.context["shown"].wrong)
    assert answer.context["shown"].wrong[0] in html.unescape(answer.content.decode()).replace("\u00a0", " ")
    IndicatorDefinition.objects.update(is_active=False)
    assert listed(expert, selection=broken.pk)["page"].total == 0


@pytest.mark.parametrize("how", ["kept", "changed"])
def test_an_action_on_all_never_reaches_beyond_the_whole_condition(expert: Staff, broken: Selection, how: str) -> None:
    tree = {"all": [*broken.condition["all"], {"fact": "key_users", "op": ">="}]}
    asked: dict[str, Any] = {"selection": broken.pk}
    if how == "changed":
        asked |= {"condition": json.dumps(tree), "panel": "1"}
        assert listed(expert, **asked)["page"].total == 2
    sent = {"all": "1", "action": "mark", "list": "?" + urlencode(asked)}
    answer = browser_of(expert).post(reverse("bulk_new"), sent)
    assert answer.status_code == 422
    assert "«Складов»" in answer.content.decode()
    assert not BulkRun.objects.exists()


@pytest.mark.parametrize("name", ["clients", "selection_condition"])
def test_a_condition_nested_too_deep_is_told_so(expert: Staff, name: str) -> None:
    tree: dict[str, Any] = TREE
    for _level in range(14):
        tree = {"all": [tree]}
    answer = browser_of(expert).get(reverse(name), {"condition": json.dumps(tree)})
    assert answer.status_code == 200
    assert "глубже" in answer.content.decode()


def test_a_number_that_is_none_keeps_the_selection_as_a_new_one(expert: Staff) -> None:
    sent = {"condition": json.dumps(TREE), "keep": "change", "name": "New", "selection": "9" * 5_000}
    answer = browser_of(expert).post(reverse("selection_condition"), sent, headers=PART)
    assert answer.status_code == 204
    assert Selection.objects.get().name == "New"


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


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ({"fact": "debt_amount", "op": ">"}, "Заполните значение."),
        ({"fact": "debt_amount", "op": ">", "value": "много"}, "«много» не подходящее число."),
    ],
)
def test_a_condition_that_is_not_whole_is_not_kept_and_says_so_at_its_line(
    expert: Staff, line: dict[str, Any], words: str
) -> None:
    sent = {"condition": json.dumps({"all": [TREE, line]}), "keep": "new", "name": "Долг", "sharing": "team"}
    counted = browser_of(expert).get(reverse("selection_condition"), {"condition": sent["condition"]}).content.decode()
    assert "Посчитано без незаполненных и неверных строк" in counted

    answer = browser_of(expert).post(reverse("selection_condition"), sent, headers=PART)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert not Selection.objects.exists()
    assert page.count('class="cond is-bad') == 1
    assert re.search(rf'field__msg--bad[^>]*><i class="l l--urgent"></i>{words}', page)
    assert "all[1]" not in page, "codes are no help"
    assert 'value="Долг"' in page
    assert '<option value="team" selected>' in page
    assert json.loads(answer.context["editor"].tree) == {"all": [TREE, line]}, "nothing typed is lost"


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
    assert not item.shared


def test_ones_own_selection_shows_with_whom_it_is_shared(expert: Staff) -> None:
    kept(expert, sharing=Sharing.TEAM)
    answer = browser_of(expert).get(reverse("selections"), headers=PART)
    assert "Кто видит: мой отдел" in answer.content.decode()


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
