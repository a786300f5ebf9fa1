"""Who a client is, what it has, its segments: by forms, with errors at the field and a way back."""

import json
import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client as Browser
from django.urls import reverse

from mayak.accounts.models import Staff
from mayak.accounts.tests.makers import make_staff
from mayak.clients.models import Client, ClientSegment, Kit, KitPrice, Segment, SegmentType
from mayak.clients.tests.makers import make_client, make_kit, make_segment
from mayak.core import clock
from mayak.facts.services import refresh_facts

pytestmark = pytest.mark.django_db


@pytest.fixture
def expert() -> Staff:
    """Who edits."""
    return make_staff()


@pytest.fixture
def browser(expert: Staff) -> Browser:
    """The expert's browser."""
    browser = Browser()
    browser.force_login(expert)
    return browser


def form_of(browser: Browser, url: str) -> dict[str, str]:
    """The values a form shows, its seal included."""
    page = browser.get(url).content.decode()
    seen = re.search(r'name="seen" value="([^"]*)"', page)
    assert seen is not None
    return {"seen": seen[1].replace("&quot;", '"')}


def test_a_wrong_number_is_told_at_its_field_and_nothing_is_written(browser: Browser, expert: Staff) -> None:
    client = make_client(expert=expert, inn="7707083893")
    url = reverse("client_edit", args=[client.pk])
    seen = form_of(browser, url)
    wrong = {"inn": "7707083894", "kpp": "12", "ogrn": "13", "payer": "Нет такого", "group_head": "Нет такого"}
    answer = browser.post(url, {**seen, "name": client.name, "service_mode": "remote", **wrong})
    assert answer.status_code == 422
    for name in wrong:
        assert f'id="id_{name}_error"' in answer.content.decode(), "all at once, not one after the other"
    assert Client.objects.get(pk=client.pk).inn == "7707083893"


def test_a_head_is_chosen_by_name_and_a_circle_is_refused(browser: Browser, expert: Staff) -> None:
    head, member = make_client(expert=expert, name="АО «Гавань»"), make_client(expert=expert, name="ООО «Причал»")
    url = reverse("client_edit", args=[member.pk])
    seen = form_of(browser, url)
    values = {"name": member.name, "service_mode": "remote", "group_head": "гавань", "group_link": "филиал"}
    assert browser.post(url, {**seen, **values}).status_code == 302
    member.refresh_from_db()
    assert (member.group_head, member.group_link) == (head, "филиал")
    back = reverse("client_edit", args=[head.pk])
    values = {"name": head.name, "service_mode": "remote", "group_head": member.name}
    answer = browser.post(back, {**form_of(browser, back), **values})
    assert answer.status_code == 422
    assert 'id="id_group_head_error"' in answer.content.decode()


def test_a_payer_that_pays_through_the_client_is_refused_at_the_field(browser: Browser, expert: Staff) -> None:
    payer, paid = make_client(expert=expert, name="АО «Гавань»"), make_client(expert=expert, name="ООО «Причал»")
    Client.objects.filter(pk=paid.pk).update(payer=payer)
    url = reverse("client_edit", args=[payer.pk])
    values = {"name": payer.name, "service_mode": "remote", "payer": paid.name, "region": "Тверь"}
    answer = browser.post(url, {**form_of(browser, url), **values})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="id_payer_error"' in page
    assert "получился бы круг" in page
    assert "Тверь" in page, "nothing typed is lost"


def test_the_details_tell_the_group_with_totals_within_ones_rights(browser: Browser, expert: Staff) -> None:
    head = make_client(expert=expert, name="АО «Гавань»")
    member = make_client(expert=expert, name="ООО «Причал»", group_head=head, group_link="филиал")
    make_client(name="ООО «Чужой»", group_head=head)
    make_kit(head, price_amount=Decimal(1000), users=2)
    make_kit(member, price_amount=Decimal(500), users=1)
    refresh_facts()
    page = browser.get(reverse("client_details", args=[member.pk])).content.decode().replace("\u00a0", " ")
    assert "АО «Гавань»" in page
    assert "1 500" in page
    assert "Чужой" not in page


def test_a_new_price_keeps_the_former_one(browser: Browser, expert: Staff) -> None:
    client = make_client(expert=expert)
    kit = make_kit(client, price_amount=Decimal(1000), users=2)
    url = reverse("kit_edit", args=[client.pk, kit.pk])
    day = clock.today() - timedelta(days=5)
    values = {"product": kit.product, "kind": "online", "users": "2", "price_amount": "1200", "day": day.isoformat()}
    assert browser.post(url, {**form_of(browser, url), **values}).status_code == 302
    assert Kit.objects.get(pk=kit.pk).price_amount == 1200
    assert sorted(KitPrice.objects.filter(kit=kit).values_list("price_amount", flat=True)) == [1000, 1200]


def test_a_segment_is_changed_in_place_and_undone_from_the_toast(browser: Browser, expert: Staff) -> None:
    client = make_client(expert=expert)
    entry = make_segment(client, "mood", "green", from_date=clock.today() - timedelta(days=50))
    other = Segment.objects.create(type=entry.type, code="red", name={"ru": "красная"})
    url = reverse("client_segment", args=[client.pk, entry.type_id])
    browser.post(url, {"segment": other.pk, "day": clock.today().isoformat()})
    assert ClientSegment.objects.get(client=client, to_date=None).segment == other
    page = browser.get(reverse("client_details", args=[client.pk])).content.decode()
    undo = re.search(r'action="(/clients/segment-undo/[^"]+)"', page)
    assert undo is not None
    browser.post(undo[1].replace("&amp;", "&"))
    assert list(ClientSegment.objects.filter(client=client).values_list("segment", "to_date")) == [
        (entry.segment_id, None)
    ]


def test_a_methodologist_adds_a_segment_that_clients_enter_by_themselves() -> None:
    methodologist = make_staff(role="methodologist")
    browser = Browser()
    browser.force_login(methodologist)
    client = make_client()
    make_kit(client, users=12)
    browser.post(reverse("segment_type_add"), {"name_ru": "Размер", "name_en": "Size"})
    kind = SegmentType.objects.get(code="size")
    values = {
        "name_ru": "крупный",
        "name_en": "large",
        "automatic": "1",
        "condition": '{"fact": "users", "op": ">=", "value": 10}',
    }
    half = '{"all": [{"fact": "users", "op": ">=", "value": 10}, {"fact": "debt_amount", "op": ">"}]}'
    refused = browser.post(reverse("segment_add", args=[kind.pk]), {**values, "condition": half})
    assert refused.status_code == 422
    assert refused.content.decode().count('class="cond is-bad') == 1, "at the line that is not filled in"
    assert json.loads(refused.context["editor"].tree) == json.loads(half)
    assert browser.post(reverse("segment_add", args=[kind.pk]), values).status_code == 302
    assert browser.get(reverse("playbook_segments")).context["counting"]
    refresh_facts()
    assert ClientSegment.objects.get(client=client).is_automatic
    page = browser.get(reverse("playbook_segments"))
    assert not page.context["counting"]
    assert "крупный" in page.content.decode()
    assert browser.get(reverse("segment_add", args=[kind.pk])).context["by_hand"] == 0
    ClientSegment.objects.update(is_automatic=False)
    told = browser.get(reverse("segment_add", args=[kind.pk])).content.decode()
    assert "set by hand" in told or "вручную" in told
    twin = browser.post(reverse("segment_add", args=[kind.pk]), values)
    assert twin.status_code == 422
    assert set(twin.context["form"].errors) == {"name_ru"}
    own = {**values, "name_ru": "чудной", "name_en": "odd", "condition": '{"segment": "size", "in": ["large"]}'}
    assert browser.post(reverse("segment_add", args=[kind.pk]), own).status_code == 422


def test_suggestions_stay_within_ones_rights(browser: Browser, expert: Staff) -> None:
    make_client(expert=expert, name="ООО «Маячный свет»", inn="7707083893")
    make_client(name="ООО «Маячный чужой»")
    answer = browser.get(reverse("client_suggest"), {"payer": "маячн"}).content.decode()
    assert answer.count("<option") == 1
    assert "7707083893" in answer
