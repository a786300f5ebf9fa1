"""The pages of the playbook: everybody reads every section, differences from the pack are told."""

import pytest
from django.test import Client as Browser
from django.urls import reverse

from mayak.accounts.models import Role, Staff
from mayak.accounts.tests.makers import make_staff
from mayak.core.playbook import playbook_changed, sections
from mayak.facts.conditions import office_vocabulary, parse, tell
from mayak.lamps.models import LampDefinition
from mayak.playbook.queries import versions
from mayak.playbook.versions import note_version
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
    first = section.dump()[0]
    assert first["name"]["ru"] in html
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


class TestAgainstThePack:
    """What differs is shown with both words, and settled by those who own the method."""

    def post(self, user: Staff, **values: str) -> int:
        browser = Browser(headers={"accept-language": "ru"})
        browser.force_login(user)
        return browser.post(reverse("playbook_settle"), values).status_code

    def test_a_difference_is_taken_over(self) -> None:
        shipped = Stage.objects.get(code="card").goal
        Stage.objects.filter(code="card").update(goal={"ru": "Своя цель", "en": "Our own goal"})
        nina = make_staff(Role.METHODOLOGIST)
        html = page(reverse("playbook_pack"), nina)
        assert shipped["ru"] in html
        assert "Своя цель" in html
        assert self.post(nina, section="stages", code="card", field="goal", do="take") == 302
        assert Stage.objects.get(code="card").goal == shipped
        assert "Методика совпадает с поставкой" in page(reverse("playbook_pack"), nina)

    def test_others_look_but_have_no_buttons(self) -> None:
        Stage.objects.filter(code="card").update(goal={"ru": "Своя цель", "en": "Our own goal"})
        assert 'value="take"' not in page(reverse("playbook_pack"))
        assert self.post(make_staff(Role.TEAM_LEAD), section="stages", code="card", field="goal") == 403

    def test_what_is_gone_meanwhile_is_told_and_breaks_nothing(self) -> None:
        assert self.post(make_staff(Role.METHODOLOGIST), section="stages", code="made-up", do="take") == 302
        assert self.post(make_staff(Role.METHODOLOGIST), section="made-up", code="x", do="keep") == 302


class TestVersions:
    """What a version changed, and going back to one."""

    def test_going_back_is_looked_at_first(self) -> None:
        note_version()
        before = versions(limit=1)[0].number
        was = Stage.objects.get(code="card").name["ru"]
        nina = make_staff(Role.METHODOLOGIST)
        Stage.objects.filter(code="card").update(name={"ru": "Иное имя", "en": "Another name"})
        playbook_changed("stages", staff_id=nina.pk, reason="Проба")
        assert "Проба" in page(reverse("playbook_versions"))
        assert "Иное имя" in page(reverse("playbook_version", args=[before + 1]))
        address = reverse("playbook_restore", args=[before])
        assert was in page(address, nina)
        browser = Browser(headers={"accept-language": "ru"})
        browser.force_login(nina)
        assert browser.post(address, {"section": "stages", "reason": "Не прижилось"}).status_code == 302
        assert Stage.objects.get(code="card").name["ru"] == was
        assert versions(limit=1)[0].reason == "Не прижилось"
