"""The editor of conditions: what it posts is what it showed, its moves, its counts, why a client is in or not."""

import json
import re
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from django.test import Client as Browser
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mayak.accounts.models import Role, Staff
from mayak.accounts.tests.makers import make_staff
from mayak.clients.models import Client, SegmentType
from mayak.clients.services.marks import put_mark
from mayak.clients.tests.makers import make_client, make_person, make_segment
from mayak.core import clock
from mayak.facts.conditions import Truth, office_vocabulary, parse, tell
from mayak.facts.conditions.domain.vocabulary import OPS_BY_TYPE, PERSON_ATTRIBUTES, Vocabulary, Word
from mayak.facts.conditions.editing import editor_of, posted_condition
from mayak.facts.conditions.editing.counting import counted
from mayak.facts.conditions.editing.draft import part_at
from mayak.facts.conditions.editing.editor import picks_at, sound_part
from mayak.facts.conditions.editing.explaining import explained_for
from mayak.facts.conditions.editing.posted import moved, read_tree
from mayak.facts.conditions.words import fact_words
from mayak.facts.services import refresh_facts
from mayak.work.tests.makers import make_done

pytestmark = pytest.mark.django_db

VOCABULARY = Vocabulary(
    facts=fact_words(),
    segments={"category": Word("segment", "Category", choices={"a": "A", "b": "B", "c": "C"})},
    indicators={
        "headcount": Word("number", "Headcount"),
        "since": Word("date", "Since"),
        "competitors": Word("text", "Competitors"),
    },
    roles={"key_user": "key user", "decision_maker": "decision maker"},
    kinds={"call": "call", "visit": "visit"},
    outcomes={"news": "News", "payment": "Payment"},
    stages={"one": "One"},
)
numbers = st.integers(-5, 99_999) | st.decimals(0, 999, places=2).map(float)
wholes = st.integers(-5, 99_999)
days = st.dates(date(2020, 1, 1), date(2030, 1, 1)).map(date.isoformat)
texts = st.text(st.characters(codec="utf-8", categories=("L", "N", "P")), min_size=1, max_size=12)
VALUES = {"number": numbers, "money": numbers, "share": numbers, "days": wholes, "date": days, "text": texts}


def some(values: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    """One value or a few."""
    return st.lists(values, min_size=1, max_size=3, unique=True)


def comparisons(kind: str, values: st.SearchStrategy[Any], ops: tuple[str, ...]) -> st.SearchStrategy[dict[str, Any]]:
    """Every operator of a type with a value that fits it."""
    return st.sampled_from(ops).flatmap(
        lambda op: (
            st.just({"op": op})
            if op in {"is known", "is unknown", "is none"}
            else st.fixed_dictionaries(
                {
                    "op": st.just(op),
                    "value": st.lists(values, min_size=2, max_size=2).map(sorted)
                    if op == "between"
                    else some(values)
                    if op in {"in", "not in"}
                    else values,
                }
            )
        )
    )


def fact_tests(code: str) -> st.SearchStrategy[dict[str, Any]]:
    """Tests of one fact."""
    word = VOCABULARY.facts[code]
    others = st.booleans() if word.type == "flag" else st.sampled_from(sorted(word.choices) or [""])
    values = VALUES.get(word.type, others)
    return comparisons(word.type, values, OPS_BY_TYPE[word.type]).map(lambda asked: {"fact": code, **asked})


FACTS = ("overdue_days", "debt_amount", "renewal_date", "days_since_reached", "training_valid", "status", "login_trend")
facts = st.one_of(*(fact_tests(code) for code in FACTS))
segments = st.sampled_from(["in", "not in", "is known"]).flatmap(
    lambda op: (
        st.just({"segment": "category", "op": op})
        if op == "is known"
        else some(st.sampled_from("abc")).map(lambda codes: {"segment": "category", op: codes})
    )
)
indicators = st.sampled_from(["headcount", "since", "competitors"]).flatmap(
    lambda code: comparisons(
        VOCABULARY.indicators[code].type,
        VALUES[VOCABULARY.indicators[code].type],
        ("=", "is none", "is unknown", *(("contains", "in") if code == "competitors" else ("between", ">"))),
    ).map(lambda asked: {"indicator": code, **asked})
)
attributes = st.sampled_from(sorted({"role", "interest", "topic", "profile", "position", "department"})).flatmap(
    lambda code: st.sampled_from(PERSON_ATTRIBUTES[code]).flatmap(
        lambda op: st.fixed_dictionaries(
            {
                "attribute": st.just(code),
                op: texts
                if op == "contains"
                else some(st.sampled_from(["key_user", "decision_maker"]) if code == "role" else texts),
            }
        )
    )
)
persons = st.lists(attributes, min_size=1, max_size=3).map(lambda asked: {"person": asked})
activities = st.builds(
    lambda asked, at_least: {"activity": asked, **({"at_least": at_least} if at_least > 1 else {})},
    st.fixed_dictionaries(
        {},
        optional={
            "kind": some(st.sampled_from(["call", "visit"])),
            "outcome": some(st.sampled_from(["news", "payment"])),
            "stage": st.just(["one"]),
            "reached": st.booleans(),
            "within_days": st.integers(1, 400),
        },
    ),
    st.integers(1, 4),
)
marks = some(st.sampled_from(["на контроле", "Выставка", "УСН «доходы»"])).map(lambda words: {"mark": words})
trees = st.recursive(
    st.one_of(facts, segments, indicators, persons, activities, marks),
    lambda inner: st.one_of(
        st.builds(lambda parts: {"all": parts}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda parts: {"any": parts}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda part: {"not": part}, inner),
    ),
    max_leaves=8,
)


class Form(HTMLParser):
    """What a browser would send of the editor's HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.sent = QueryDict(mutable=True)
        self._select = ""
        self.feed(html)

    def handle_starttag(self, tag: str, given_attrs: list[tuple[str, str | None]]) -> None:
        """Remember the value of every field."""
        attrs = {name: value or "" for name, value in given_attrs}
        if tag == "select":
            self._select = attrs["name"]
        elif tag == "option" and "selected" in attrs:
            self.sent.appendlist(self._select, attrs["value"])
        elif tag == "input" and ("checked" in attrs or attrs["type"] not in {"checkbox", "search"}):
            self.sent.appendlist(attrs["name"], attrs["value"])


def drawn(tree: dict[str, Any], vocabulary: Vocabulary = VOCABULARY) -> str:
    """The editor's HTML."""
    editor = editor_of(tree, user=Staff(), vocabulary=vocabulary, counts=False)
    return render_to_string("facts/condition/editor.html", {"editor": editor})


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(trees)
def test_what_the_editor_posts_is_the_condition_it_showed(tree: dict[str, Any]) -> None:
    sent = Form(drawn(tree)).sent
    assert parse(posted_condition(sent, VOCABULARY), VOCABULARY) == parse(tree, VOCABULARY)


def test_moves_build_a_condition() -> None:
    tree: dict[str, Any] = {"all": []}
    for move in ("add::fact:overdue_days", "add::any", "add:1:segment:category", "add:1:fact:training_valid"):
        tree, _picking = moved(tree, move, VOCABULARY)
    assert tree == {
        "all": [
            {"fact": "overdue_days", "op": ">="},
            {"any": [{"segment": "category", "in": []}, {"fact": "training_valid", "op": "is", "value": True}]},
        ]
    }
    turned, _picking = moved(tree, "not:1", VOCABULARY)
    assert turned["all"][1] == {"not": tree["all"][1]}
    assert moved(turned, "not:1", VOCABULARY)[0] == tree
    assert moved(turned, "remove:1.0.1", VOCABULARY)[0]["all"][1] == {
        "not": {"any": [{"segment": "category", "in": []}]}
    }
    assert moved({"all": [{"not": tree["all"][0]}]}, "remove:0.0", VOCABULARY)[0] == {"all": []}


def test_a_new_group_asks_at_once_what_goes_into_it() -> None:
    tree, picking = moved({"all": []}, "add::any", VOCABULARY)
    assert picking == (0,)
    assert moved(tree, "add:0:person:position", VOCABULARY)[0]["all"][0]["any"] == [
        {"person": [{"attribute": "position", "contains": ""}]}
    ]


def test_more_can_be_added_beside_a_condition_of_one_line() -> None:
    one = {"fact": "overdue_days", "op": ">", "value": 1}
    tree, picking = moved(one, "enclose:", VOCABULARY)
    assert (tree, picking) == ({"all": [one]}, ())


@pytest.mark.parametrize("move", ["remove:7", "add::fact:nonsense", "not:x", "add:0:fact:debt_amount:x", "", "fly:0"])
def test_a_move_that_does_not_fit_changes_nothing(move: str) -> None:
    tree = {"any": [{"fact": "nonsense", "op": ">"}]}
    assert moved(tree, move, VOCABULARY) == (tree, None)


@pytest.mark.parametrize("sent", ["", "[]", "7", "nonsense", '"all"', "{", "[" * 30_000, '{"what": 1}'])
def test_what_is_no_tree_is_an_empty_condition(sent: str) -> None:
    assert posted_condition(QueryDict(mutable=False), VOCABULARY) == {"all": []}
    data = QueryDict(mutable=True)
    data["condition"] = sent
    assert posted_condition(data, VOCABULARY) == {"all": []}


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("14,5", "14.5"), ("1 000", 1000), ("12\u00a0500", 12500), ("\u22123", -3), ("many", "many"), ("7.0", 7)],
)
def test_numbers_are_read_as_people_write_them(typed: str, stored: object) -> None:
    data = QueryDict(mutable=True)
    data["condition"] = json.dumps({"fact": "debt_amount", "op": ">"})
    data["condition::op"], data["condition::value"] = ">", typed
    assert posted_condition(data, VOCABULARY) == {"fact": "debt_amount", "op": ">", "value": stored}


def test_another_operator_keeps_the_value_that_still_fits() -> None:
    data = QueryDict(mutable=True)
    data["condition"] = json.dumps({"fact": "debt_amount", "op": ">", "value": 5})
    data["condition::op"], data["condition::value"] = "between", "5"
    assert posted_condition(data, VOCABULARY)["value"] == [5, ""]
    data["condition::op"] = "never"
    assert posted_condition(data, VOCABULARY)["value"] == 99_999


def test_what_is_wrong_stands_at_its_line_and_is_left_out_of_the_count() -> None:
    user = make_staff(role=Role.DIRECTOR)
    make_client(expert=user)
    refresh_facts()
    whole = {"fact": "is_served", "op": "is", "value": True}
    tree = {
        "all": [
            {"fact": "overdue_days", "op": ">", "value": "many"},
            {"not": {"fact": "debt_amount", "op": ">"}},
            whole,
        ]
    }
    editor = editor_of(tree, user=user, vocabulary=office_vocabulary())
    first, second, third = editor.root.parts
    assert first.problems
    assert not editor.is_sound
    assert second.parts[0].is_unfinished
    assert not second.parts[0].problems
    assert third.hits == 1
    assert editor.counted
    assert editor.counted.hits == 1
    assert sound_part(tree, office_vocabulary()) == {"all": [whole]}


def office() -> tuple[Staff, list[Client]]:
    """A few clients that differ in everything the conditions ask."""
    expert = make_staff()
    clients = [make_client(expert=expert) for _place in range(4)]
    make_segment(clients[0], "category", "a")
    make_segment(clients[1], "category", "b")
    make_person(clients[0], roles=["key_user"], position="Главный юрист")
    make_person(clients[2], roles=["decision_maker"], interests=["НДС"])
    make_done(clients[1], expert, clock.now())
    put_mark(user=expert, client_id=clients[3].pk, text="На контроле")
    refresh_facts()
    return expert, clients


@pytest.fixture
def world() -> tuple[Staff, list[Client], Vocabulary]:
    """The office with its words."""
    expert, clients = office()
    return expert, clients, office_vocabulary()


def of_office(tree: dict[str, Any]) -> bool:
    """Whether the words of a tree are those of the test's office."""
    return not re.search(r'"(indicator|stage|outcome)"|"c"', json.dumps(tree))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(tree=trees.filter(of_office))
def test_counts_and_reasons_agree_with_the_compiled_condition(tree: dict[str, Any], world: Any) -> None:
    expert, clients, vocabulary = world
    condition = parse(tree, vocabulary)
    answers = dict(Client.objects.annotate(answer=Truth(condition)).values_list("pk", "answer"))
    count = counted(condition, expert)
    mine: list[bool | None] = [answers[client.pk] for client in clients]
    assert (count.total, count.hits, count.unknown) == (4, mine.count(True), mine.count(None))
    why = explained_for(condition, [client.pk for client in clients], vocabulary)
    assert {pk: told.truth for pk, told in why.items()} == {client.pk: answers[client.pk] for client in clients}
    for path, hits in count.parts.items():
        part = part_at(tree, path)
        whole = {"person": [part]} if "attribute" in part else part
        told = Client.objects.filter(pk__in=answers).annotate(answer=Truth(parse(whole, vocabulary)))
        assert hits == list(told.values_list("answer", flat=True)).count(True)


def test_a_reason_tells_the_own_figure_and_who_it_is(world: tuple[Staff, list[Client], Vocabulary]) -> None:
    _expert, clients, vocabulary = world
    tree = {
        "all": [
            {"not": {"segment": "category", "in": ["b"]}},
            {"person": [{"attribute": "position", "contains": "юрист"}]},
            {"activity": {"kind": ["call"]}, "at_least": 2},
        ]
    }
    why = explained_for(parse(tree, vocabulary), [client.pk for client in clients], vocabulary)
    first, second = why[clients[0].pk], why[clients[1].pk]
    assert [reason.speaks_for for reason in first.reasons] == [True, True, False]
    assert first.reasons[1].persons
    assert [reason.speaks_for for reason in second.reasons] == [False, False, False]
    assert [reason.mark for reason in why[clients[2].pk].reasons] == ["none", "urgent", "urgent"]


def test_the_parts_answer_with_the_users_clients_only(world: tuple[Staff, list[Client], Vocabulary]) -> None:
    browser, stranger = Browser(), make_staff()
    browser.force_login(stranger)
    _expert, clients, _vocabulary = world
    tree = json.dumps({"all": [{"fact": "is_served", "op": "is", "value": True}]})
    answer = browser.post("/conditions/edit/", {"condition": tree}, headers={"hx-request": "true"})
    assert answer.context["editor"].counted.total == 0
    assert answer.headers["HX-Retarget"] == "#condition-editor"
    why = browser.post("/conditions/why/", {"condition": tree, "why": clients[0].pk})
    assert "why" not in why.context
    sought = browser.post("/conditions/why/", {"condition": tree, "why_q": clients[0].name})
    assert not sought.context["found"]


def test_the_words_to_choose_from_can_be_searched() -> None:
    browser = Browser()
    browser.force_login(make_staff())
    groups = browser.get("/conditions/words/", {"path": "0", "condition:q": "ДОЛГ"}).context["picks"].groups
    moves = [word.move for _title, words in groups for word in words]
    assert "add:0:fact:debt_amount" in moves
    assert "add:0:fact:logins_30" not in moves
    inside = browser.get("/conditions/words/", {"path": "0", "in": "person"}).context["picks"].groups
    assert inside[0][1][0].move == "add:0:attribute:role"


def test_the_marks_one_sees_are_offered_and_one_that_nobody_carries_stays_chosen(
    world: tuple[Staff, list[Client], Vocabulary],
) -> None:
    expert, clients, _vocabulary = world
    vocabulary = office_vocabulary(expert)
    offered = [pick.move for _title, picks in picks_at((), False, vocabulary, "помет").groups for pick in picks]
    assert "add::mark:" in offered
    assert not office_vocabulary(make_staff()).marks
    tree, _next = moved({"all": []}, "add::mark:", vocabulary)
    assert editor_of(tree, user=expert, vocabulary=vocabulary, counts=False).root.parts[0].is_unfinished
    asked = {"mark": ["На контроле", "выставка"]}
    line = editor_of(asked, user=expert, vocabulary=vocabulary).root
    assert [choice.value for choice in line.controls[1].choices if choice.is_chosen] == ["На контроле", "выставка"]
    why = explained_for(parse(asked, vocabulary), [clients[3].pk, clients[0].pk], vocabulary)
    assert [told.reasons[0].own for told in why.values()] in (["На контроле", "нет"], ["нет", "На контроле"])


def test_attributes_of_a_person_appear_by_themselves() -> None:
    for code in PERSON_ATTRIBUTES:
        tree, _picking = moved({"all": []}, f"add::person:{code}", VOCABULARY)
        assert "condition:0.0:value" in drawn(tree)


def test_segments_of_the_office_are_there() -> None:
    kind = SegmentType.objects.order_by("pk").first() or SegmentType.objects.create(
        code="colour", name={"en": "Colour"}
    )
    browser = Browser()
    browser.force_login(make_staff())
    assert f"add::segment:{kind.code}" in browser.get("/conditions/words/").content.decode()


def nested(levels: int, inner: Any = None) -> dict[str, Any]:
    """A condition within as many groups."""
    tree = inner or {"fact": "is_served", "op": "is", "value": True}
    for _level in range(levels):
        tree = {"all": [tree]}
    return tree


def test_a_line_that_is_nested_too_deep_is_told_so_and_left_out_of_the_count() -> None:
    user = make_staff(role=Role.DIRECTOR)
    make_client(expert=user)
    refresh_facts()
    tree = {"all": [nested(0), nested(13)]}
    editor = editor_of(tree, user=user, vocabulary=office_vocabulary())
    assert not editor.is_sound
    assert editor.counted
    assert editor.counted.hits == 1
    assert sound_part(tree, office_vocabulary()) == {"all": [nested(0)]}


@pytest.mark.parametrize(
    "text", [json.dumps(nested(60)), '{"not":' * 1_500 + "0" + "}" * 1_500, '{"fact": 1' + "0" * 5_000]
)
def test_what_nobody_could_have_built_is_no_tree(text: str) -> None:
    assert read_tree(text) == {"all": []}


def test_no_move_nests_deeper_than_a_condition_may_go() -> None:
    tree, place = nested(12), ".".join("0" * 12)
    for move in (f"add:{place}:any", f"enclose:{place}", f"not:{place}", "enclose:", "not:"):
        assert moved(tree, move, VOCABULARY) == (tree, None)
    assert moved(tree, f"add:{place[:-2]}:fact:debt_amount", VOCABULARY)[0] != tree


def sought(letters: str, *, in_person: bool = False) -> list[str]:
    """The moves that the list of words offers for what was typed, in Russian, best first."""
    with translation.override("ru"):
        return [
            pick.move
            for _title, picks in picks_at((), in_person, office_vocabulary(), letters).groups
            for pick in picks
        ]


@pytest.mark.parametrize(
    ("letters", "found"),
    [
        ("долг", "fact:debt_amount"),
        ("дней без входа", "fact:days_without_login"),
        ("не входит", "fact:unused_days"),
        ("личный налоговый", "person:own_tax_regime"),
    ],
)
def test_what_is_called_so_is_offered_first_and_lamps_names_are_known(letters: str, found: str) -> None:
    assert sought(letters)[0] == f"add::{found}"


def test_everything_is_offered_in_its_order_while_nothing_is_sought() -> None:
    assert sought("") == sought("  ")
    assert [move.rsplit(":", 1)[1] for move in sought("", in_person=True)] == list(PERSON_ATTRIBUTES)


def test_the_line_just_added_is_the_one_to_fill_in() -> None:
    browser = Browser()
    browser.force_login(make_staff(role=Role.DIRECTOR))
    tree = {"all": [{"person": [{"attribute": "role", "in": []}]}, {"fact": "debt_amount", "op": ">"}]}
    for move, line in (
        ("add::fact:overdue_days", "2"),
        ("add::person:topic", "2.0"),
        ("add:0:attribute:rubric", "0.1"),
    ):
        sent = {"condition": json.dumps(tree), "condition:do": move}
        answer = browser.post(
            "/conditions/edit/", sent, headers={"hx-request": "true", "hx-target": "condition-editor"}
        )
        assert answer.context["editor"].fresh == line
        assert answer.content.decode().count("data-fresh") + answer.content.decode().count(" autofocus") == 1


@pytest.mark.parametrize(
    ("tree", "words"),
    [
        ({"fact": "overdue_days", "op": ">=", "value": 1}, "не меньше 1 дня"),
        ({"fact": "overdue_days", "op": "between", "value": [1, 21]}, "от 1 дня до 21 дня"),
        ({"fact": "renewal_date", "op": "<=", "value": "2026-12-31"}, "не позже 31 декабря"),
        ({"person": [{"attribute": "interest", "in": ["УСН «доходы»"]}]}, "«УСН „доходы“»"),
        ({"mark": ["на контроле", "выставка"]}, "есть пометка «на контроле» или «выставка»"),
    ],
)
def test_sentences_are_told_as_people_say_them(tree: dict[str, Any], words: str) -> None:
    with translation.override("ru"):
        assert words in tell(parse(tree, VOCABULARY), VOCABULARY).replace("\u00a0", " ")
