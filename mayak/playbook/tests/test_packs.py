"""What ships must be whole: both languages, weights that add up, references that exist, an office that runs on it."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from mayak.card.models import IndicatorDefinition
from mayak.clients.models import PersonRole, SegmentType
from mayak.core.models import Office
from mayak.core.playbook import office_rows, sections
from mayak.core.playbook.packs import PACKS_DIR, pack_codes, read_pack
from mayak.core.playbook.table import Row
from mayak.lamps.models import LampDefinition
from mayak.playbook.services import change_pack
from mayak.work.models import Outcome, Stage

pytestmark = pytest.mark.django_db
every_pack = pytest.mark.parametrize("pack", pack_codes())

# Domain C3: terms in days; None does not expire.
TERMS = {
    **dict.fromkeys(("head", "head_phone", "chief_accountant", "chief_accountant_phone", "safety_staff"), 90),
    **dict.fromkeys(("accountants", "lawyers", "person_rubrics"), 180),
    **dict.fromkeys(
        ("headcount", "activity_kind", "procurement", "courts", "competitors", "decision_scheme", "vendor_criteria"),
        365,
    ),
    **dict.fromkeys(("name", "debt_amount", "debt_depth", "last_update", "person_phones"), None),
}


def texts(value: Any) -> Iterator[dict[str, str]]:
    """Every text in two languages inside of a value."""
    if isinstance(value, dict):
        if {"ru", "en"} & set(value):
            yield value
        else:
            for each in value.values():
                yield from texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from texts(each)


def rows_of(pack: str) -> Iterator[tuple[str, Row]]:
    for name, rows in read_pack(pack).rows.items():
        for row in rows:
            yield name, row


@every_pack
def test_every_text_is_there_in_both_languages(pack: str) -> None:
    for name, row in rows_of(pack):
        for text in texts(row):
            assert text.get("ru"), (name, row["code"], text)
            assert text.get("en"), (name, row["code"], text)
            if len(text["ru"]) > 40 and not text["ru"].startswith("{"):
                assert re.search("[а-яё]", text["ru"].lower()), (name, row["code"])


@every_pack
def test_every_file_belongs_to_a_section_and_codes_are_there_once(pack: str) -> None:
    known = {section.name for section in sections()} | {"pack"}
    assert {path.stem for path in (PACKS_DIR / pack).glob("*.yaml")} <= known | {"rubrics", "consents"}
    for rows in read_pack(pack).rows.values():
        codes = [row["code"] for row in rows]
        assert len(codes) == len(set(codes))


@every_pack
def test_weights_add_up_to_one(pack: str) -> None:
    weights = [Decimal(row["weight"]) for row in read_pack(pack).rows["lamps"] if row["weight"] is not None]
    assert sum(weights) == 1


@every_pack
def test_references_exist(pack: str) -> None:
    rows = read_pack(pack).rows
    codes = {name: {row["code"] for row in each} for name, each in rows.items()}
    for row in rows["stages"]:
        assert set(row["lamps"]) <= codes["lamps"]
    for row in rows["outcomes"]:
        assert row["stage"] is None or row["stage"] in codes["stages"]
    for row in rows["indicators"]:
        assert set(row["groups"]) <= codes["status_groups"]
    for row in rows["cycles"]:
        assert {step["stage"] for step in row["steps"]} <= codes["stages"]
        assert {step["person_role"] for step in row["steps"]} <= set(PersonRole.values)
    assert sum(row["is_default"] for row in rows["cycles"]) == 1
    assert {"product", "payment"} <= codes["stages"]


@every_pack
def test_what_a_person_is_asked_has_a_question(pack: str) -> None:
    for row in read_pack(pack).rows["indicators"]:
        assert row["question"] or row["bound"].startswith("facts."), row["code"]


def test_the_terms_of_the_method() -> None:
    days = dict(IndicatorDefinition.objects.values_list("code", "validity_days"))
    assert {code: days[code] for code in TERMS} == TERMS
    assert SegmentType.objects.count() == 22


class TestAnotherPack:
    """An office that has not begun yet may begin with another pack; afterwards nothing in use is lost."""

    def test_an_empty_office_has_that_pack_and_nothing_else(self) -> None:
        change_pack("saas")
        shipped, office = read_pack("saas").rows, office_rows()
        for name, rows in shipped.items():
            assert office[name] == rows, name
        assert Office.objects.get().playbook == "saas"
        assert Outcome.objects.get(key="w").code == "absent"

    def test_and_back_again(self) -> None:
        before = office_rows()
        change_pack("saas")
        change_pack("ric")
        assert office_rows() == before

    def test_what_records_refer_to_goes_out_of_use_only(self) -> None:
        from mayak.accounts.tests.makers import make_staff
        from mayak.clients.tests.makers import make_client
        from mayak.work.tests.makers import make_activity

        stage = Stage.objects.create(code="ours", name={"ru": "Наш", "en": "Ours"}, order=99)
        make_activity(make_client(), make_staff(), stage=stage)
        change_pack("saas")
        assert not Stage.objects.get(code="ours").is_active
        assert not LampDefinition.objects.exclude(
            code__in=[row["code"] for row in read_pack("saas").rows["lamps"]]
        ).exists()
