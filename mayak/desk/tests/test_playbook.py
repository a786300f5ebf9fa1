"""The pages of the playbook: everybody reads every section, differences from the pack are told."""

import pytest
from django.test import Client as Browser
from django.urls import reverse

from mayak.accounts.models import Role, Staff
from mayak.accounts.tests.makers import make_staff
from mayak.core.playbook import sections
from mayak.facts.conditions import office_vocabulary, parse, tell
from mayak.lamps.models import LampDefinition
from mayak.work.models import Stage

pytestmark = pytest.mark.django_db


def page(url: str, user: Staff | None = None) -> str:
    browser = Browser(headers={"accept-language": "ru"})
    browser.force_login(user or make_staff(Role.EXPERT))
    answer = browser.get(url)
    assert answer.status_code == 200
    return answer.content.decode().replace("\u00a0", " ")


@pytest.mark.parametrize("name", [section.name for section in sections()])
def test_every_section_has_a_page_with_its_definitions(name: str) -> None:
    section = next(each for each in sections() if each.name == name)
    html = page(reverse("playbook_section", args=[name]))
    assert "<table" in html
    first = section.dump()[0]
    one = page(reverse("playbook_definition", args=[name, first["code"]]))
    assert first["name"]["ru"] in one


def test_the_left_list_counts_what_is_in_use() -> None:
    Stage.objects.filter(code="technical").update(is_active=False)
    html = page(reverse("playbook"))
    assert f'<span>Этапы</span><span class="sub">{Stage.objects.filter(is_active=True).count()}</span>' in html


def test_what_differs_from_the_pack_is_told() -> None:
    assert "изменено 0 из" in page(reverse("playbook"))
    Stage.objects.filter(code="card").update(goal={"ru": "Своя цель", "en": "Our own goal"})
    html = page(reverse("playbook_section", args=["stages"]))
    assert "изменено 1 из" in html
    assert "изменено</span>" in html


def test_a_condition_is_told_as_a_sentence() -> None:
    html = page(reverse("playbook_definition", args=["lamps", "debt_overdue"]))
    vocabulary = office_vocabulary()
    condition = LampDefinition.objects.get(code="debt_overdue").condition
    assert tell(parse(condition, vocabulary), vocabulary).replace("\u00a0", " ") in html
