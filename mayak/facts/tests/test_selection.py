"""``mayak select``: which clients a condition hits on a day."""

import argparse
import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from mayak.accounts.tests.makers import make_staff
from mayak.clients.models import Client
from mayak.clients.tests.makers import make_client
from mayak.core.errors import MayakError
from mayak.core.playbook import load_pack
from mayak.facts.conditions import office_vocabulary, parse, parse_or_explain
from mayak.facts.selection import ids_of_clients_where
from mayak.server.commands import select

pytestmark = pytest.mark.django_db
D = date(2026, 3, 31)
GUIDE = Path(__file__).parents[3] / "docs" / "conditions.md"


def hits(tree: object, day: date = D) -> list[str]:
    """The ids on a day."""
    return ids_of_clients_where(parse(tree, office_vocabulary()), day)


def test_the_leaving_are_asked_too_and_those_to_come_are_not() -> None:
    expert = make_staff()
    make_client(expert=expert, external_id="here")
    gone = make_client(expert=expert, external_id="gone")
    later = make_client(expert=expert, external_id="later")
    Client.objects.filter(pk=gone.pk).update(left_date=D - timedelta(days=5))
    Client.objects.filter(pk=later.pk).update(since_date=D + timedelta(days=1))
    is_served = {"fact": "is_served", "op": "is", "value": True}
    assert hits({"fact": "is_served", "op": "is known"}) == ["gone", "here"]
    assert hits(is_served) == ["here"]
    assert hits({"not": is_served}) == ["gone"]
    assert hits(is_served, D - timedelta(days=10)) == ["gone", "here"]
    assert hits(is_served, D + timedelta(days=1)) == ["here", "later"]


def test_a_client_of_our_own_is_named_as_export_names_it() -> None:
    client = make_client()
    assert hits({"fact": "is_served", "op": "is known"}) == [f"m-{client.pk}"]


def test_unknown_hits_nobody() -> None:
    make_client()
    late = {"fact": "unused_days", "op": ">", "value": 7}
    assert hits(late) == hits({"not": late}) == []


def examples() -> set[str]:
    """Every condition the guide shows, in a line or as a block."""
    text = GUIDE.read_text()
    return {*re.findall(r"`(\{[^`\n]*\})`", text), *re.findall(r"```json\n(.*?)```", text, re.DOTALL)}


def test_every_example_of_the_guide_is_understood() -> None:
    load_pack()
    make_client()
    vocabulary = office_vocabulary()
    for text in examples():
        ids_of_clients_where(parse_or_explain(json.loads(text), vocabulary), D)


def test_the_guide_has_an_example_of_every_operator() -> None:
    told = " ".join(examples())
    asked = {"<", "<=", "=", "!=", ">=", ">", "between", "is", "is known", "is unknown", "is none", "contains"}
    assert {op for op in asked if f'"op": "{op}"' in told} == asked
    assert all(f'"{op}"' in told for op in ("in", "not in", "all", "any", "not", "activity", "person", "segment"))


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"{", "JSON"), (b"\xff\xfe\xfa", "UTF-8"), (b"[" * 100_000, "JSON")],
)
def test_a_file_that_is_no_condition_is_told_in_words(content: bytes, words: str, tmp_path: Path) -> None:
    path = tmp_path / "условие.json"
    path.write_bytes(content)
    with pytest.raises(MayakError) as caught:
        select.run(argparse.Namespace(file=str(path), as_of="", json=False, home=None))
    assert words in f"{caught.value} {caught.value.hint}"
