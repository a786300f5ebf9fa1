"""The team's completeness: means by pool and group, down to clients and to what they lack."""

from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse

from mayak.accounts.models import Staff
from mayak.accounts.tests.makers import make_staff, make_team
from mayak.card.tests.makers import make_indicator, make_value, only_these
from mayak.clients.models import Client
from mayak.clients.tests.makers import make_client, make_person
from mayak.core import clock
from mayak.facts.models import ClientFacts
from mayak.facts.services import refresh_facts

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead() -> Staff:
    return make_staff("team_lead", team=make_team())


@pytest.fixture
def pool(lead: Staff) -> list[Client]:
    """An expert's two clients: of three indicators the first has two (one told to a person), the second none."""
    expert = make_staff(team=lead.team, first_name="Ева", last_name="Крылова")
    clients = [make_client(expert=expert, name=f"ООО «Пул {number}»") for number in range(2)]
    first, second, third = (make_indicator(code, groups=["ready_to_work"]) for code in ("fleet", "shops", "offices"))
    own = make_indicator("hobby", subject="person", groups=["cooperation"])
    only_these(first, second, third, own)
    person = make_person(clients[0], last_name="Зубова")
    make_person(clients[0], last_name="Тихая")
    yesterday = clock.today() - timedelta(days=1)
    make_value(clients[0], first, "6", yesterday)
    make_value(clients[0], second, "", yesterday)
    make_value(clients[0], third, "старое", clock.today() - timedelta(days=100))
    make_value(clients[0], own, "сад", yesterday, person=person)
    refresh_facts()
    return clients


def _page(user: Staff, name: str, query: str = "") -> str:
    browser = Browser(headers={"accept-language": "ru"})
    browser.force_login(user)
    answer = browser.get(reverse(name) + query)
    assert answer.status_code == 200
    return answer.content.decode().replace("\u00a0", " ")


def test_people_are_counted_apart_from_their_client(pool: list[Client]) -> None:
    facts = ClientFacts.objects.get(client=pool[0])
    assert (facts.completeness, facts.completeness_work, facts.completeness_cooperation) == (67, 67, None)
    assert (facts.persons_completeness, facts.persons_completeness_cooperation) == (50, 50)
    assert facts.persons_completeness_work is None
    assert ClientFacts.objects.get(client=pool[1]).persons_completeness is None


def test_a_pool_s_figure_is_the_mean_of_its_clients_and_opens_them(lead: Staff, pool: list[Client]) -> None:
    page = _page(lead, "lead_card")
    assert "Ева Крылова" in page
    assert ">34</a>" in page  # the mean of 67 and 0, half up
    assert "lead/card/clients/?expert=" in page


def test_the_least_complete_client_comes_first_and_opens_what_it_lacks(lead: Staff, pool: list[Client]) -> None:
    page = _page(lead, "lead_card_clients", "?group=ready_to_work")
    assert page.index("Пул 1") < page.index("Пул 0")
    assert f"/clients/{pool[1].pk}/card/?show=learn&amp;group=ready_to_work" in page
    assert '?group=ready_to_work&amp;lacks=offices">offices</a><span>2</span>' in page


def test_what_is_missing_leads_to_the_clients_that_lack_it(lead: Staff, pool: list[Client]) -> None:
    page = _page(lead, "lead_card_clients", "?group=ready_to_work&lacks=fleet")
    assert "Пул 1" in page
    assert "Пул 0" not in page
    assert "Пул 0" in _page(lead, "lead_card_clients", "?group=persons&lacks=hobby")


def test_a_stranger_s_pool_is_not_found_and_counts_nowhere(lead: Staff, pool: list[Client]) -> None:
    stranger = make_staff(team=make_team(), first_name="Чужой")
    make_client(expert=stranger, name="ООО «Чужое»")
    refresh_facts()
    browser = Browser()
    browser.force_login(lead)
    assert browser.get(reverse("lead_card_clients") + f"?expert={stranger.pk}").status_code == 404
    assert "Чужо" not in _page(lead, "lead_card") + _page(lead, "lead_card_clients")


def test_a_made_up_expert_is_nobody(lead: Staff, pool: list[Client]) -> None:
    browser = Browser()
    browser.force_login(lead)
    assert browser.get(reverse("lead_card_clients"), {"expert": "9" * 5000}).status_code == 404
