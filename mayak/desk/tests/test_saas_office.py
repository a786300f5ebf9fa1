"""An office on the English pack: facts are measured, lamps light, the day is planned, the card asks."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client as Browser
from django.urls import reverse

from mayak.accounts.models import Role
from mayak.accounts.tests.makers import make_staff
from mayak.cases.models import Case
from mayak.clients.tests.makers import make_client, make_contract, make_kit, make_person
from mayak.core import clock
from mayak.lamps.models import LampState, Score, State
from mayak.lamps.services import refresh_office
from mayak.playbook.services import change_pack
from mayak.usage.models import UsageDay
from mayak.work.models import Outcome
from mayak.work.tests.makers import make_activity

pytestmark = pytest.mark.django_db


def test_an_office_runs_on_it() -> None:
    change_pack("saas")
    eva = make_staff(Role.EXPERT)
    client = make_client(expert=eva, manager=eva)
    today = clock.today()
    make_person(client, phone="+79990000001", roles=["key_user"])
    make_kit(client, price_amount=Decimal(5000))
    make_contract(client, today - timedelta(days=300), ends_date=today + timedelta(days=60))
    UsageDay.objects.create(client=client, day=today - timedelta(days=20), logins=3)
    Case.objects.create(client=client, kind="threat", title="Leaves", opened_at=clock.now(), owner=eva)
    make_activity(client, eva)
    refresh_office()
    lit = set(LampState.objects.filter(client=client, state=State.LIT).values_list("lamp__code", flat=True))
    assert {"renewal_due", "product_unused", "threat_open"} <= lit
    # The override of an open threat raises the score of 0.25 + 0.20 to its floor at least.
    assert (Score.objects.get(client=client).necessity or 0) >= Decimal("0.70")
    assert Outcome.objects.get(key="2").name["en"] == "Did a job together"

    browser = Browser(headers={"accept-language": "ru"})
    browser.force_login(eva)
    for url in (
        reverse("my_day"),
        reverse("board"),
        reverse("clients"),
        reverse("client", args=[client.pk]),
        reverse("client_tab", args=[client.pk, "card"]),
        reverse("playbook"),
        reverse("playbook_pack"),
    ):
        assert browser.get(url).status_code == 200, url
    card = browser.get(reverse("client_tab", args=[client.pk, "card"])).content.decode()
    assert "Спонсор внедрения" in card
    assert "«SaaS»" in browser.get(reverse("playbook")).content.decode()
