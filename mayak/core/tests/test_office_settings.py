"""Settings of the office: defaults, bounds, changes."""

from collections.abc import Iterator

import pytest

from mayak.core import office_settings
from mayak.core.errors import MayakError
from mayak.core.models import OfficeSetting
from mayak.core.office_settings import Kind, Setting, change_settings, forget_settings, register

pytestmark = pytest.mark.django_db


@pytest.fixture
def days() -> Iterator[Setting]:
    """A declared figure, forgotten afterwards."""
    name = "test.days"
    yield register(Setting(name, Kind.INTEGER, 30, label="Days", group="Test", minimum=1, maximum=90))
    del office_settings._settings[name]
    forget_settings()


def test_the_default_counts_until_the_office_says_otherwise(days: Setting) -> None:
    assert days.value == 30
    change_settings({days.name: 7})
    assert days.value == 7


@pytest.mark.parametrize("value", [0, 91])
def test_a_figure_out_of_its_bounds_is_refused_and_nothing_changes(days: Setting, value: int) -> None:
    with pytest.raises(MayakError) as refused:
        change_settings({days.name: value})
    assert refused.value.field == days.name
    assert not OfficeSetting.objects.exists()


def test_two_settings_of_one_name_are_refused(days: Setting) -> None:
    with pytest.raises(ValueError, match=r"test\.days"):
        register(Setting("test.days", Kind.FLAG, False, label="Other", group="Test"))
