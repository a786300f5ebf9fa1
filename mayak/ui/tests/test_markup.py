"""The components drawn by tags."""

from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import translation

from mayak.ui import markup


def drawn(source: str, **context: object) -> str:
    """What a template with our tags gives."""
    with translation.override("ru"):
        return Template("{% load ui %}" + source).render(Context(context)).replace("\u00a0", " ")


def test_a_lamp_is_shape_and_word() -> None:
    assert drawn('{% lamp "urgent" %}').count("срочно") == 1
    html = drawn('{% lamp "warn" label %}', label="12 <дней>")
    assert 'class="l l--warn"' in html
    assert "внимание" in html
    assert "12 &lt;дней&gt;" in html


def test_an_unknown_state_is_shown_as_unknown() -> None:
    assert 'class="l l--none"' in drawn('{% lamp_shape "nonsense" %}')
    assert "неизвестно" in drawn('{% lamp_shape "nonsense" %}')


@pytest.mark.parametrize(("certainty", "unsure"), [(Decimal("1"), False), (Decimal("0.7"), True), (None, False)])
def test_a_score_of_doubtful_facts_is_marked(certainty: Decimal | None, unsure: bool) -> None:
    html = drawn("{% score value certainty %}", value=Decimal("0.65"), certainty=certainty)
    assert "0,65" in html
    assert ("is-unsure" in html) is unsure


def test_no_score_is_a_dash() -> None:
    html = drawn("{% score None %}")
    assert "—" in html
    assert "is-unsure" in html


def test_ticks_tell_effective_done_current_and_ahead() -> None:
    html = drawn("{% ticks 4 2 1 %}")
    assert html.count("<i") == 4
    assert html.index("is-effective") < html.index("is-done") < html.index("is-now")
    assert "План 4, сделано 2, результативных 1" in html


def test_work_over_plan_adds_ticks_and_leaves_none_current() -> None:
    html = drawn("{% ticks 2 3 1 %}")
    assert html.count("<i") == 3
    assert "is-now" not in html


def test_names_of_people_are_escaped() -> None:
    assert "<b>" not in drawn("{% avatar name %}", name="<b> Зубова")
    assert drawn("{% avatar name %}", name="Марина Зубова").count("МЗ") == 1
    assert "?" in drawn("{% avatar name %}", name="")


def test_points_keep_their_weights() -> None:
    html = drawn("{% points parts %}", parts=[(Decimal("0.2"), "urgent"), (Decimal("0.1"), "none")])
    assert 'class="is-urgent" style="--v:20.0"' in html
    assert 'class="is-unknown" style="--v:10.0"' in html


def test_bars_name_every_month_and_show_unknown_as_a_dash() -> None:
    html = drawn("{% bars pairs 'Входы' %}", pairs=[("окт", 18), ("ноя", None), ("дек", 6)])
    assert html.count("<rect") == 2
    assert 'aria-label="Входы: окт 18, ноя —, дек 6"' in html


def test_a_line_of_one_value_is_no_line() -> None:
    assert drawn("{% sparkline values %}", values=[3]) == ""
    assert "polyline" in drawn("{% sparkline values %}", values=[3, None, 5])


def test_every_icon_of_our_templates_is_in_the_sprite() -> None:
    import re

    from mayak.ui.assets import APP_DIR
    from mayak.ui.views.style import icon_names

    known = set(icon_names())
    for path in APP_DIR.parent.glob("*/templates/**/*.html"):
        used = set(re.findall(r'{% icon "([a-z0-9-]+)"', path.read_text(encoding="utf-8")))
        assert used <= known, path


def test_keys_are_drawn_one_by_one() -> None:
    assert markup.kbd("Ctrl Enter").count("<kbd") == 2


def test_a_remembered_part_follows_its_values_and_the_language() -> None:
    source = '{% remembered "ui/parts/topbar.html" name=name role="" team="" unread=unread density="" %}'
    first = drawn(source, name="Ева <К>", unread=0)
    assert first == drawn(source, name="Ева <К>", unread=0)
    assert "Ева &lt;К&gt;" in first
    assert "Вера" in drawn(source, name="Вера", unread=0)
    assert "непрочитанных: 7" in drawn(source, name="Ева <К>", unread=7)
    with translation.override("en"):
        english = Template("{% load ui %}" + source).render(Context({"name": "Ева <К>", "unread": 7}))
    assert "unread: 7" in english
