"""Sections of the client window: arranged, pinned, hidden, each person's own."""

import pytest
from django.test import Client as Browser
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from mayak.accounts.models import Staff
from mayak.accounts.tests.makers import make_staff
from mayak.desk.domain.layout import NEVER_PINNED, PLACES, USUAL, arranged, moved, sent, usual_layout
from mayak.desk.models import WindowLayout
from mayak.desk.tests.makers import Office, make_office

CODES = st.sampled_from([*USUAL, "nonsense", ""])
JUNK = st.recursive(st.none() | st.integers() | CODES, lambda inner: st.lists(inner, max_size=4), max_leaves=8)


@given(st.dictionaries(st.sampled_from([*PLACES, "elsewhere"]), JUNK) | JUNK)
def test_every_section_stands_somewhere_exactly_once(stored: object) -> None:
    layout = arranged(stored)

    assert sorted(code for place in PLACES for code in layout.at(place)) == sorted(USUAL)
    assert not NEVER_PINNED & set(layout.pinned)
    assert arranged(layout.places) == layout


@given(st.lists(st.tuples(st.sampled_from(list(USUAL)), st.sampled_from([-1, 1])), max_size=12))
def test_steps_lose_no_section(steps: list[tuple[str, int]]) -> None:
    layout = usual_layout()
    for code, step in steps:
        layout = moved(layout, code, step)

    assert sorted(code for place in PLACES for code in layout.at(place)) == sorted(USUAL)
    assert not NEVER_PINNED & set(layout.pinned)


def test_a_step_past_the_end_leads_into_the_next_place() -> None:
    assert moved(usual_layout(), "timeline", 1).right[0] == "timeline"
    assert moved(usual_layout(), "money", -1).left[-1] == "money"
    assert moved(usual_layout(), "usage", 1).pinned == ("usage",)
    assert moved(usual_layout(), "lamps", -1) == usual_layout()


def test_what_a_form_sends_is_read_in_order() -> None:
    layout = sent(["usage", "money", "usage", "x"], {"usage": "left", "money": "hidden"})

    assert layout.left == ("usage", "lamps", "timeline")
    assert layout.hidden == ("money",)
    assert sent(list(USUAL), USUAL, "up:timeline").left == ("timeline", "lamps")


@pytest.fixture
def office() -> Office:
    return make_office()


def _browser(user: Staff) -> Browser:
    browser = Browser(headers={"accept-language": "ru"})
    browser.force_login(user)
    return browser


def _arrange(browser: Browser, **places: str) -> int:
    data = {"order": list(USUAL)[::-1], **{f"place-{code}": place for code, place in {**USUAL, **places}.items()}}
    return browser.post(reverse("client_layout"), data, headers={"HX-Request": "true"}).status_code


@pytest.mark.django_db
def test_the_window_stands_as_it_was_arranged_for_this_person_alone(office: Office) -> None:
    browser, url = _browser(office.expert), reverse("client", args=[office.client.pk])
    assert _arrange(browser, money="hidden", people="left") == 204
    page = browser.get(url).content.decode()

    assert 'id="money-title"' not in page
    assert page.index('id="people-title"') < page.index('id="timeline-title"') < page.index('id="lamps-title"')
    other = _browser(make_staff("director")).get(url).content.decode()
    assert 'id="money-title"' in other

    browser.post(reverse("client_layout"), {"reset": "1"})
    assert not WindowLayout.objects.exists()
    assert 'id="money-title"' in browser.get(url).content.decode()


@pytest.mark.django_db
def test_pinned_sections_stand_beside_every_tab(office: Office) -> None:
    browser = _browser(office.expert)
    _arrange(browser, money="pinned", timeline="pinned")

    for name, more in (("client", []), ("client_tab", ["hotline"]), ("client_over_time", [])):
        page = browser.get(reverse(name, args=[office.client.pk, *more])).content.decode()
        assert page.partition('<aside class="aside"')[2].count('id="money-title"') == 1
        assert page.count('id="money-title"') == 1
        assert "48\u00a0600\u00a0₽" in page


@pytest.mark.django_db
def test_without_scripts_a_step_draws_the_list_anew(office: Office) -> None:
    browser = _browser(office.expert)
    data = {"order": list(USUAL), "move": "down:lamps", **{f"place-{code}": place for code, place in USUAL.items()}}
    answer = browser.post(reverse("client_layout"), data)

    assert answer.status_code == 422
    assert [row["code"] for row in answer.context["rows"]][:2] == ["timeline", "lamps"]
    assert not WindowLayout.objects.exists()
