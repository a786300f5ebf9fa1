"""Versions: every change is kept, joins its author's, comes back without breaking what refers to it."""

from datetime import timedelta

import pytest

from mayak.accounts.models import Role, Staff
from mayak.accounts.tests.makers import make_staff
from mayak.clients.models import ConsentPurpose, Segment, SegmentType
from mayak.clients.services.consents import publish_consent_text
from mayak.clients.tests.makers import make_client, make_segment
from mayak.core import clock
from mayak.core.errors import NotAllowedError
from mayak.core.models import TakenPack
from mayak.core.playbook import office_rows, playbook_changed
from mayak.core.playbook.comparison import Kind, Origin
from mayak.core.playbook.packs import read_pack
from mayak.facts.conditions import office_vocabulary
from mayak.playbook.models import PlaybookVersion
from mayak.playbook.queries import changes_between, snapshots, versions
from mayak.playbook.services import change_pack, keep_own, restore, take_over, take_over_news
from mayak.playbook.versions import note_version, rows_at
from mayak.work.models import Outcome, Stage
from mayak.work.tests.makers import make_activity

pytestmark = pytest.mark.django_db


@pytest.fixture
def nina() -> Staff:
    """The methodologist."""
    note_version()
    return make_staff(Role.METHODOLOGIST)


def rename(code: str, name: str, *, by: Staff | None = None, reason: str = "") -> None:
    Stage.objects.filter(code=code).update(name={"ru": name, "en": name})
    playbook_changed("stages", staff_id=by.pk if by else None, reason=reason)


def last() -> int:
    return versions(limit=1)[0].number


class TestKeeping:
    def test_a_change_is_a_version_with_author_and_reason(self, nina: Staff) -> None:
        before = last()
        rename("card", "Новое имя", by=nina, reason="Спор о названии")
        line = versions(limit=1)[0]
        assert (line.number, line.author, line.reason, line.sections) == (
            before + 1,
            nina.full_name,
            "Спор о названии",
            ("stages",),
        )

    def test_changes_of_one_person_are_one_version_for_half_an_hour(self, nina: Staff) -> None:
        rename("card", "Раз", by=nina)
        first = last()
        rename("card", "Два", by=nina)
        assert last() == first
        PlaybookVersion.objects.filter(number=first).update(made_at=clock.real_now() - timedelta(minutes=31))
        rename("card", "Три", by=nina)
        assert last() == first + 1

    def test_another_person_or_another_reason_is_another_version(self, nina: Staff) -> None:
        rename("card", "Раз", by=nina, reason="первое")
        first = last()
        rename("card", "Два", by=nina, reason="второе")
        rename("card", "Три", by=make_staff(Role.DIRECTOR))
        assert last() == first + 2

    def test_what_no_page_changed_is_kept_by_the_sweep_without_an_author(self, nina: Staff) -> None:
        Stage.objects.filter(code="card").update(name={"ru": "Тайно", "en": "Secretly"})
        note_version()
        assert versions(limit=1)[0].author == ""
        assert note_version() is None

    def test_what_changed_between_two_versions_is_told_field_by_field(self, nina: Staff) -> None:
        rename("card", "Раз", by=nina)
        kept = snapshots([last() - 1, last()])
        (change,) = changes_between(kept[last() - 1], kept[last()])
        assert (change.code, change.field, change.kind, change.office["ru"]) == ("card", "name", Kind.CHANGED, "Раз")


class TestRestoring:
    def test_everything_is_as_it_was_and_that_is_a_new_version(self, nina: Staff) -> None:
        number, before = last(), office_rows()
        rename("card", "Раз", by=nina)
        Stage.objects.filter(code="payment").update(is_active=False)
        Outcome.objects.filter(code="news").update(key="")
        assert restore(by=nina, number=number) == []
        assert office_rows() == before
        assert last() > number
        assert rows_at(last()) == before

    def test_one_section_leaves_the_others(self, nina: Staff) -> None:
        number = last()
        rename("card", "Раз", by=nina)
        Outcome.objects.filter(code="news").update(delay=99)
        restore(by=nina, number=number, names=["outcomes"])
        assert Outcome.objects.get(code="news").delay == 14
        assert Stage.objects.get(code="card").name["ru"] == "Раз"

    def test_what_came_later_and_is_in_use_goes_out_of_use_only(self, nina: Staff) -> None:
        number = last()
        stage = Stage.objects.create(code="ours", name={"ru": "Наш", "en": "Ours"}, order=99)
        activity = make_activity(make_client(), make_staff(), stage=stage)
        restore(by=nina, number=number)
        activity.refresh_from_db()
        stage.refresh_from_db()
        assert activity.stage == stage
        assert not stage.is_active

    def test_a_segment_that_clients_are_in_stays(self, nina: Staff) -> None:
        number = last()
        kind = SegmentType.objects.create(code="ours", name={"ru": "Наш", "en": "Ours"}, order=99)
        Segment.objects.create(type=kind, code="one", name={"ru": "Раз", "en": "One"})
        Segment.objects.create(
            type=SegmentType.objects.get(code="category"), code="d", name={"ru": "D", "en": "D"}, order=9
        )
        make_segment(make_client(), "ours", "one")
        assert restore(by=nina, number=number) == []
        assert Segment.objects.filter(type=kind, code="one").exists()

    def test_what_was_added_goes_out_of_use_whatever_it_is_and_comes_back(self, nina: Staff) -> None:
        first, known = last(), SegmentType.objects.get(code="category")
        kind = SegmentType.objects.create(code="ours", name={"ru": "Наш", "en": "Ours"}, order=99)
        one = Segment.objects.create(type=kind, code="one", name={"ru": "Раз", "en": "One"})
        other = Segment.objects.create(type=known, code="d", name={"ru": "D", "en": "D"}, order=9)
        membership = make_segment(make_client(), "ours", "one")
        purpose = ConsentPurpose.objects.filter(texts__isnull=False).first()
        assert purpose is not None
        text = publish_consent_text(user=nina, purpose=purpose, text={"ru": "Новые слова", "en": "New words"})
        playbook_changed("segments", staff_id=nina.pk)
        added, rows = last(), office_rows()
        assert restore(by=nina, number=first) == []
        membership.refresh_from_db()
        assert membership.segment == one, "what refers to it stays"
        retired = (kind, other, text)
        for each in retired:
            each.refresh_from_db()
        assert [each.is_active for each in retired] == [False, False, False]
        in_force = purpose.texts.filter(is_active=True).first()
        assert in_force is not None
        assert in_force.text != text.text
        assert str(kind) not in {word.label for word in office_vocabulary().segments.values() if not word.is_retired}
        restore(by=nina, number=added)
        assert office_rows() == rows

    def test_an_outcome_that_has_the_key_gives_it_back(self, nina: Staff) -> None:
        number = last()
        Outcome.objects.filter(code="news").update(key="")
        Outcome.objects.create(
            code="ours", key="1", name={"ru": "Наш", "en": "Ours"}, is_reached=True, is_effective=True, next_rule="days"
        )
        restore(by=nina, number=number)
        assert Outcome.objects.get(key="1").code == "news"

    def test_only_those_who_own_the_method_may(self, nina: Staff) -> None:
        with pytest.raises(NotAllowedError):
            restore(by=make_staff(Role.TEAM_LEAD), number=last())


class TestPack:
    """The office's playbook against the pack it came from."""

    def ship(self, code: str, name: str) -> None:
        """Make believe that the office took over an older pack, in which the stage had another name."""
        taken = TakenPack.objects.get(section="stages")
        for row in taken.rows:
            if row["code"] == code:
                row["name"] = {"ru": name, "en": name}
        taken.save()

    def test_one_field_is_taken_over(self, nina: Staff) -> None:
        shipped = Stage.objects.get(code="card")
        Stage.objects.filter(code="card").update(name={"ru": "Наше", "en": "Ours"}, goal={"ru": "Наша", "en": "Ours"})
        take_over(by=nina, section="stages", code="card", field="name")
        stage = Stage.objects.get(code="card")
        assert stage.name == shipped.name
        assert stage.goal == {"ru": "Наша", "en": "Ours"}

    def test_a_missing_definition_comes_back_in_its_place(self, nina: Staff) -> None:
        order = [row["code"] for row in office_rows(["instruments"])["instruments"]]
        from mayak.work.models import Instrument

        Instrument.objects.filter(code="webinar").delete()
        take_over(by=nina, section="instruments", code="webinar")
        assert [row["code"] for row in office_rows(["instruments"])["instruments"]] == order

    def test_an_own_definition_goes_out_of_use(self, nina: Staff) -> None:
        Stage.objects.create(code="ours", name={"ru": "Наш", "en": "Ours"}, order=99)
        take_over(by=nina, section="stages", code="ours")
        assert not Stage.objects.filter(code="ours", is_active=True).exists()

    def test_a_newer_pack_takes_nothing_away(self, nina: Staff) -> None:
        self.ship("card", "Прежнее в поставке")
        self.ship("payment", "Прежнее в поставке")
        Stage.objects.filter(code="card").update(name={"ru": "Наше", "en": "Ours"})
        Stage.objects.filter(code="payment").update(
            name={"ru": "Прежнее в поставке", "en": "Прежнее в поставке"}, goal={"ru": "Наша цель", "en": "Our goal"}
        )
        take_over_news(by=nina)
        shipped = {row["code"]: row for row in read_pack().rows["stages"]}
        assert Stage.objects.get(code="card").name["ru"] == "Наше"
        assert Stage.objects.get(code="payment").name == shipped["payment"]["name"]
        assert Stage.objects.get(code="payment").goal["ru"] == "Наша цель"

    def test_keeping_ones_own_settles_what_both_changed(self, nina: Staff) -> None:
        from mayak.core.playbook import section_of
        from mayak.core.playbook.comparison import differences

        self.ship("card", "Прежнее в поставке")
        Stage.objects.filter(code="card").update(name={"ru": "Наше", "en": "Ours"})
        stages, shipped = section_of("stages"), read_pack().rows["stages"]
        assert stages is not None

        def origins() -> list[Origin]:
            base = TakenPack.objects.get(section="stages").rows
            found = differences(stages, office=office_rows(["stages"])["stages"], base=base, pack=shipped)
            return [each.origin for each in found]

        assert origins() == [Origin.BOTH]
        keep_own(by=nina, section="stages", code="card", field="name")
        assert origins() == [Origin.OFFICE]

    def test_the_same_pack_chosen_again_changes_nothing(self, nina: Staff) -> None:
        before = office_rows()
        change_pack("ric")
        assert office_rows() == before
