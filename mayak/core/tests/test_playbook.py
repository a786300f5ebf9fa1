"""Sections as rows: the pack comes out of the office as it went in, loading again changes nothing."""

import pytest

from mayak.core.models import TakenPack
from mayak.core.playbook import load_pack, office_rows, sections
from mayak.core.playbook.comparison import Difference, Kind, Origin, base_after, differences, merged, without
from mayak.core.playbook.packs import pack_codes, read_pack
from mayak.core.playbook.sections import Section
from mayak.core.playbook.table import Rows

pytestmark = pytest.mark.django_db


def section(name: str) -> Section:
    return next(each for each in sections() if each.name == name)


@pytest.mark.parametrize("pack", pack_codes())
def test_a_pack_comes_out_as_it_went_in(pack: str) -> None:
    shipped = read_pack(pack)
    for each in reversed(sections()):
        if each.table:
            each.table.model._default_manager.all().delete()
    TakenPack.objects.all().delete()
    load_pack(pack)
    office = office_rows()
    for name, rows in shipped.rows.items():
        assert office[name] == rows, name


def test_loading_what_was_taken_out_changes_nothing() -> None:
    before = office_rows()
    for each in sections():
        each.load(before[each.name])
    assert office_rows() == before


def test_all_sections_are_read_by_one_statement(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]  # pytest-django's fixture
        assert set(office_rows()) == {each.name for each in sections()}


class TestThreeWay:
    """Who made a difference decides what a newer pack may do."""

    def rows(self, **names: str) -> Rows:
        table = section("instruments").canonical
        return table([{"code": code, "name": {"ru": name, "en": name}} for code, name in names.items()])

    def compare(self, office: Rows, base: Rows, pack: Rows) -> list[Difference]:
        return differences(section("instruments"), office=office, base=base, pack=pack)

    def test_what_only_the_pack_changed_is_taken(self) -> None:
        base, pack = self.rows(a="old"), self.rows(a="new", b="added")
        found = self.compare(base, base, pack)
        assert [(each.code, each.field, each.kind, each.origin) for each in found] == [
            ("a", "name", Kind.CHANGED, Origin.PACK),
            ("b", "", Kind.MISSING, Origin.PACK),
        ]
        assert merged(section("instruments"), office=base, base=base, pack=pack) == pack

    def test_what_the_office_changed_stays(self) -> None:
        base, office = self.rows(a="old"), self.rows(a="ours", c="our own")
        assert {each.origin for each in self.compare(office, base, base)} == {Origin.OFFICE}
        assert merged(section("instruments"), office=office, base=base, pack=base) == office

    def test_what_both_changed_stays_and_is_told_until_decided(self) -> None:
        base, office, pack = self.rows(a="old"), self.rows(a="ours"), self.rows(a="new")
        assert [each.origin for each in self.compare(office, base, pack)] == [Origin.BOTH]
        assert merged(section("instruments"), office=office, base=base, pack=pack) == office
        later = base_after(section("instruments"), office=office, base=base, pack=pack)
        assert [each.origin for each in self.compare(office, later, pack)] == [Origin.BOTH]

    def test_what_the_office_removed_does_not_come_back_by_itself(self) -> None:
        base = self.rows(a="one", b="two")
        office = without(section("instruments"), base, "b")
        assert [(each.kind, each.origin) for each in self.compare(office, base, base)] == [
            (Kind.MISSING, Origin.OFFICE)
        ]
        assert merged(section("instruments"), office=office, base=base, pack=base) == office
