"""What the list of clients shows: a kept selection, a condition that is being edited, or everybody; and its columns."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _

from mayak.accounts.models import Staff
from mayak.clients.intervals import in_force_on
from mayak.clients.models import ClientSegment
from mayak.core import clock
from mayak.core.text import localized
from mayak.desk.queries.client_list import ClientLine, ListFilter, field_of_sort
from mayak.desk.queries.judgement import Lamp, lit_of
from mayak.facts.conditions import Condition, parse
from mayak.facts.conditions.domain.tree import NOBODY, All, AnyOf, Not, PersonTest
from mayak.facts.conditions.domain.vocabulary import Vocabulary
from mayak.facts.conditions.editing.editor import problems_of, sound_part
from mayak.facts.conditions.editing.explaining import Explanation, explained_for
from mayak.facts.conditions.editing.lines import told_problems
from mayak.facts.conditions.editing.posted import readable_tree, written_tree
from mayak.facts.models import Selection, facts_now, is_fact
from mayak.facts.selections.policies import selections_for

STANDARD = ("necessity", "lamps", "debt", "price", "expert", "contact", "next")
SELECTED = ("necessity", "why", "who", "next")
PLAIN = ("necessity", "lamps", "why", "who", "debt", "price", "expert", "contact", "next", "renewal", "inn")


@dataclass(frozen=True)
class Shown:
    """``tree``: the condition as it stands (None: none), ``condition`` what of it the list goes by.

    A condition that is not whole hits nobody, and ``wrong`` says why. While it is being changed in the panel its sound
    part is shown instead: the empty lines are on their way.
    """

    chosen: ListFilter
    selections: tuple[Selection, ...]
    vocabulary: Vocabulary
    selection: Selection | None = None
    tree: dict[str, Any] | None = None
    condition: Condition | None = None
    is_sound: bool = True
    columns: tuple[str, ...] = STANDARD
    wrong: tuple[str, ...] = ()

    @property
    def is_changed(self) -> bool:
        """Whether the condition is another one than is kept."""
        return self.selection is not None and self.tree is not None and self.tree != self.selection.condition

    @property
    def written(self) -> str:
        """The condition for an address."""
        return written_tree(self.tree) if self.tree is not None else ""


def shown_to(user: Staff, chosen: ListFilter, vocabulary: Vocabulary, *, is_whole: bool = False) -> Shown:
    """Read what an address asks for. Two statements and one per kind of words. Http404 for others' selections.

    ``is_whole``: something is done by it, so that a condition in the making counts as little as a broken one.
    """
    selections = tuple(selections_for(user))
    selection = next((one for one in selections if one.pk == chosen.selection), None)
    if chosen.selection and selection is None:
        raise Http404
    if not chosen.condition and selection is None:
        return Shown(chosen, selections, vocabulary)
    given = readable_tree(chosen.condition) if chosen.condition else dict(selection.condition) if selection else None
    tree = given or {"all": []}
    problems = problems_of(tree, vocabulary)
    is_draft = chosen.is_editing and not is_whole and not (selection and tree == selection.condition)
    wrong: tuple[str, ...] = ()
    if is_draft or not problems or tree == given == {"all": []}:
        sound = sound_part(tree, vocabulary) if problems else tree
        condition = parse(sound, vocabulary) if sound else None
    else:
        condition = NOBODY
        wrong = told_problems(tree, problems, vocabulary) if given else (_("The condition cannot be read."),)
    columns = columns_of(selection.columns if selection else ()) or tuple(
        code for code in SELECTED if code != "who" or (condition and any(_persons(condition)))
    )
    return Shown(chosen, selections, vocabulary, selection, tree, condition, not problems, columns, wrong)


def columns_of(codes: Sequence[Any]) -> tuple[str, ...]:
    """Those of the codes that name a column."""
    return tuple(code for code in codes if isinstance(code, str) and is_column(code))


def is_column(code: str) -> bool:
    """Whether there is such a column: a plain one, ``fact:…`` or ``segment:…``."""
    kind, _colon, name = code.partition(":")
    return code in PLAIN or (kind == "fact" and is_fact(name)) or (kind == "segment" and bool(name))


def sorted_as_kept(chosen: ListFilter, selection: Selection | None) -> ListFilter:
    """The filter in the order that the selection keeps, unless the address has an order of its own."""
    if selection is None or chosen.sort or not field_of_sort(selection.sort):
        return chosen
    return replace(chosen, sort=selection.sort.lstrip("-"), is_reversed=selection.sort.startswith("-"))


def _persons(condition: Condition) -> Iterator[PersonTest]:
    if isinstance(condition, All | AnyOf):
        for part in condition.parts:
            yield from _persons(part)
    elif isinstance(condition, Not):
        yield from _persons(condition.part)
    elif isinstance(condition, PersonTest):
        yield condition


@dataclass(frozen=True)
class Beside:
    """What the columns need beside the lines: only what is shown is read."""

    lit: dict[int, list[Lamp]] = field(default_factory=dict)
    why: dict[int, Explanation] = field(default_factory=dict)
    facts: dict[int, dict[str, Any]] = field(default_factory=dict)
    segments: dict[tuple[int, str], str] = field(default_factory=dict)
    experts: dict[int, str] = field(default_factory=dict)


def beside(lines: Sequence[ClientLine], shown: Shown, experts: dict[int, str]) -> Beside:
    """Read what the columns show of the lines: two statements for lamps, one each for reasons, facts and segments."""
    keys = [line.pk for line in lines]
    facts = [code.partition(":")[2] for code in shown.columns if code.startswith("fact:")]
    kinds = [code.partition(":")[2] for code in shown.columns if code.startswith("segment:")]
    why = {"why", "who"} & set(shown.columns) and shown.condition is not None
    return Beside(
        lit=lit_of(keys) if "lamps" in shown.columns else {},
        why=explained_for(shown.condition, keys, shown.vocabulary) if why and shown.condition else {},
        facts=facts_now(keys, facts) if facts else {},
        segments=_segments(keys, kinds) if kinds else {},
        experts=experts,
    )


def _segments(keys: list[int], kinds: list[str]) -> dict[tuple[int, str], str]:
    rows = ClientSegment.objects.filter(in_force_on(clock.today()), client__in=keys, type__code__in=kinds)
    found = rows.values_list("client_id", "type__code", "segment__name")
    return {(client, kind): localized(name) for client, kind, name in found}
