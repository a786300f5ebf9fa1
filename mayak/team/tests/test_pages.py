"""The pages of hand-overs: choose, see what moves, hand over, the sheet."""

import pytest
from django.test import Client as Browser
from django.urls import reverse

from mayak.accounts.tests.makers import make_staff
from mayak.clients.models import Responsibility
from mayak.core import clock
from mayak.lamps.services import refresh_office
from mayak.team.models import HandOver
from mayak.team.tests.makers import make_pool

pytestmark = pytest.mark.django_db


def test_the_preview_names_every_client_and_counts_what_moves() -> None:
    pool = make_pool(2)
    browser = Browser()
    browser.force_login(pool.lead)
    query: dict[str, int | str] = {"giver": pool.giver.pk, "receiver": pool.receiver.pk, "role": "expert"}
    page = browser.get(reverse("hand_over_new"), query).content.decode()
    assert page.count('name="clients"') == 2
    assert all(client.name in page.replace("\u00a0", " ") for client in pool.clients)


def test_only_those_who_may_get_clients_in_the_role_are_offered_and_anybody_else_is_told_why() -> None:
    pool = make_pool(1)
    manager = make_staff(role="account_manager", team=pool.lead.team, last_name="Старов")
    browser = Browser(headers={"accept-language": "ru"})
    browser.force_login(pool.lead)
    query: dict[str, int | str] = {"giver": pool.giver.pk, "receiver": pool.receiver.pk, "role": "expert"}
    fit = browser.get(reverse("hand_over_new"), query).content.decode()
    assert "Старов" not in fit
    page = browser.get(reverse("hand_over_new"), {**query, "receiver": manager.pk}).content.decode()
    assert 'id="id_receiver_error"' in page
    assert "персональный менеджер" in page
    assert 'name="clients"' not in page
    part = browser.get(reverse("hand_over_new"), {**query, "role": "account_manager"}, headers={"HX-Request": "true"})
    assert 'id="receiver-choice" hx-swap-oob="true"' in part.content.decode()
    assert "Старов" in part.content.decode()
    same = {**query, "listed": "expert"}
    part = browser.get(reverse("hand_over_new"), same, headers={"HX-Request": "true"})
    assert "receiver-choice" not in part.content.decode(), "the list stays as it is while somebody chooses from it"
    early = browser.get(reverse("hand_over_new"), {**same, "receiver": ""}, headers={"HX-Request": "true"})
    assert "id_receiver_error" not in early.content.decode(), "still to be chosen"


def test_only_the_ticked_clients_go_and_the_page_tells_it() -> None:
    pool = make_pool(2)
    browser = Browser()
    browser.force_login(pool.lead)
    values = {
        "giver": pool.giver.pk,
        "receiver": pool.receiver.pk,
        "role": "expert",
        "clients": [pool.clients[0].pk],
        "from_date": clock.today().isoformat(),
        "reason": "Отпуск",
    }
    refused = browser.post(reverse("hand_over_new"), {**values, "reason": ""})
    assert refused.status_code == 422
    answer = browser.post(reverse("hand_over_new"), values, follow=True)
    assert answer.status_code == 200
    asked = HandOver.objects.get()
    assert list(asked.clients.values_list("client", flat=True)) == [pool.clients[0].pk]
    browser.post(reverse("hand_over_back", args=[asked.pk]))
    assert not Responsibility.objects.filter(staff=pool.receiver).exists()


def test_the_sheet_tells_the_receiver_what_is_open() -> None:
    pool = make_pool(1)
    refresh_office()
    lead, receiver = Browser(), Browser()
    lead.force_login(pool.lead)
    receiver.force_login(pool.receiver)
    values = {
        "giver": pool.giver.pk,
        "receiver": pool.receiver.pk,
        "role": "expert",
        "clients": [pool.clients[0].pk],
        "from_date": clock.today().isoformat(),
        "reason": "Отпуск",
    }
    lead.post(reverse("hand_over_new"), values)
    sheet = receiver.get(reverse("hand_over_sheet", args=[HandOver.objects.get().pk])).content.decode()
    for words in (pool.clients[0].name, "Говорили о НДС", "Выслать расчёт", "Подписать", "+7 (999) 000-00-14"):
        assert words in sheet.replace("\u00a0", " ")
    giver = Browser()
    giver.force_login(pool.giver)
    # It was the giver's hand-over too, but the client is no longer within the giver's sight.
    page = giver.get(reverse("hand_over_sheet", args=[HandOver.objects.get().pk])).content.decode()
    assert "Говорили о НДС" not in page
