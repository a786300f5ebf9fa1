"""Everything the editor shows of one tree: sentence, lines, counts, examples, the words to choose from."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from mayak.accounts.models import Staff
from mayak.facts.conditions.also_called import other_names
from mayak.facts.conditions.domain.parsing import MAX_DEPTH, ConditionError, Problem, parse
from mayak.facts.conditions.domain.vocabulary import PERSON_ATTRIBUTES, Vocabulary, Word
from mayak.facts.conditions.editing.counting import Counted, counted
from mayak.facts.conditions.editing.draft import Draft, Path, form_of, part_at, parts_of, written_path
from mayak.facts.conditions.editing.lines import Line, LineDrawer
from mayak.facts.conditions.editing.posted import written_tree
from mayak.facts.conditions.sentences import tell
from mayak.facts.conditions.words import attribute_words, subject_words
from mayak.facts.subjects.registry import SUBJECTS


@dataclass(frozen=True)
class Pick:
    """A word one can ask about: the move that adds it, how it is called, what it means."""

    move: str
    label: str
    unit: str = ""
    help: str = ""
    is_days: bool = False


@dataclass(frozen=True)
class Picks:
    """The list of words open at a group (``path``): titles with their words."""

    path: str
    groups: tuple[tuple[str, tuple[Pick, ...]], ...]
    is_person: bool = False
    sought: str = ""


@dataclass(frozen=True)
class Editor:
    """The editor with its tree. ``name`` is that of its field in the form around it.

    ``is_sound``: nothing is wrong or lacking. ``counted`` counts what is sound of it; None: the page counts itself.
    ``fresh``: the path of the line that was just added. ``is_refused``: it was to be kept, so that a line that is not
    filled in is a mistake there like any other.
    """

    name: str
    tree: str
    root: Line
    sentence: str
    is_sound: bool
    is_empty: bool
    counted: Counted | None
    picks: Picks | None
    fresh: str | None = None
    is_refused: bool = False

    @property
    def share(self) -> str:
        """Hits in per cent of all visible clients, for the bar."""
        if self.counted is None or not self.counted.total:
            return "0"
        return f"{100 * self.counted.hits / self.counted.total:.1f}"


def editor_of(
    tree: Draft,
    *,
    user: Staff,
    vocabulary: Vocabulary,
    name: str = "condition",
    picking: Path | None = None,
    counts: bool = True,
    fresh: Path | None = None,
    is_refused: bool = False,
) -> Editor:
    """The editor for a tree, whole or not. Two statements with ``counts``; ``picking``: the group to add to.

    ``is_refused``: somebody tried to keep the tree; what is not whole is marked as the reason why not.
    """
    problems = problems_of(tree, vocabulary)
    sound = sound_part(tree, vocabulary) if problems else tree
    condition = parse(sound, vocabulary) if sound else None
    numbers = counted(condition, user) if counts else None
    hits = numbers.parts if numbers else {}
    if problems and numbers and sound:
        hits = dict(_moved_back(tree, sound, hits, vocabulary))
    is_empty = not parts_of(tree) and form_of(tree) in {"all", "any"}
    return Editor(
        name=name,
        tree=written_tree(tree),
        root=LineDrawer(vocabulary, hits, problems).line(tree),
        sentence=tell(condition, vocabulary) if condition else "",
        is_sound=not problems,
        is_empty=is_empty,
        counted=numbers,
        picks=_picks(tree, picking, vocabulary) if picking is not None else None,
        fresh=written_path(fresh) if fresh is not None else None,
        is_refused=is_refused and bool(problems),
    )


def problems_of(tree: Any, vocabulary: Vocabulary) -> list[Problem]:
    """What is wrong with a tree or lacks in it."""
    try:
        parse(tree, vocabulary)
    except ConditionError as error:
        return error.problems
    return []


def sound_part(tree: Any, vocabulary: Vocabulary, depth: int = 0) -> Any:
    """The tree without the lines that are wrong, nested too deep or not filled in yet; None when nothing is left."""
    form = form_of(tree)
    if depth > MAX_DEPTH:
        return None
    if form in {"all", "any", "not"}:
        parts = [kept for part in parts_of(tree) if (kept := sound_part(part, vocabulary, depth + 1)) is not None]
        if not parts or not isinstance(tree, dict) or len(tree) != 1:
            return None
        return {"not": parts[0]} if form == "not" else {form: parts}
    if form == "person":
        kept = [one for one in parts_of(tree) if not problems_of({"person": [one]}, vocabulary)]
        return {"person": kept} if kept else None
    return None if problems_of(tree, vocabulary) else tree


def _moved_back(
    tree: Any, sound: Any, hits: dict[Path, int], vocabulary: Vocabulary, path: Path = (), at: Path = ()
) -> Iterator[tuple[Path, int]]:
    """The counts of the sound part by the paths of the whole tree."""
    if at in hits:
        yield path, hits[at]
    number = 0
    for place, part in enumerate(parts_of(tree)):
        is_attribute = form_of(tree) == "person"
        whole = {"person": [part]} if is_attribute else part
        if sound_part(whole, vocabulary, len(path) + (not is_attribute)) is None:
            continue
        yield from _moved_back(part, parts_of(sound)[number], hits, vocabulary, (*path, place), (*at, number))
        number += 1


def _picks(tree: Draft, path: Path, vocabulary: Vocabulary) -> Picks | None:
    try:
        return picks_at(path, form_of(part_at(tree, path)) == "person", vocabulary)
    except LookupError:
        return None


def picks_at(path: Path, is_person: bool, vocabulary: Vocabulary, sought: str = "") -> Picks:
    """The words that can be added to the group there (what is asked of a person: attributes), as sought."""
    groups = [_person_words()] if is_person else list(_all_words(vocabulary))
    wanted = sought.casefold().split()
    place = written_path(path)
    also = other_names() if wanted else {}
    found = []
    for title, picks in groups:
        ranked = [(_rank(wanted, title, pick, also.get(pick.move.removeprefix("fact:"), "")), pick) for pick in picks]
        fitting = sorted((one for one in ranked if one[0] is not None), key=lambda one: one[0] or 0)
        kept = tuple(Pick(f"add:{place}:{pick.move}", pick.label, pick.unit, pick.help) for _rank, pick in fitting)
        if kept:
            found.append((fitting[0][0] or 0, title, kept))
    # What is called so comes before what is only told about: Enter takes the first.
    found.sort(key=lambda one: one[0])
    return Picks(place, tuple((title, kept) for _rank, title, kept in found), is_person, sought)


def _rank(wanted: list[str], title: str, pick: Pick, also: str) -> int | None:
    """How well a word fits what is sought, 0 the best; None when it does not. All alike when nothing is sought."""
    label, sought = pick.label.casefold(), " ".join(wanted)
    if not wanted or label == sought:
        return 0
    if label.startswith(sought):
        return 1
    if all(any(part.startswith(word) for part in label.split()) for word in wanted):
        return 2
    if all(word in label for word in wanted):
        return 3
    unit = _("days") if pick.is_days else pick.unit
    if all(word in f"{label} {unit} {also}".casefold() for word in wanted):
        return 4
    # A lamp's name is known with another ending, too: "do not log in" as well as "does not".
    stems, names = [word[: max(4, len(word) - 2)] for word in wanted], also.casefold().split()
    if all(any(part.startswith(stem) for part in names) for stem in stems):
        return 4
    everything = f"{title} {label} {unit} {pick.help} {also}".casefold()
    return 5 if all(word in everything for word in wanted) else None


def _person_words(form: str = "attribute") -> tuple[str, list[Pick]]:
    words = attribute_words()
    return _("Any person who…"), [Pick(f"{form}:{code}", words.get(code, code)) for code in PERSON_ATTRIBUTES]


def _all_words(vocabulary: Vocabulary) -> Iterator[tuple[str, list[Pick]]]:
    titles = subject_words()
    by_subject: dict[str, list[Pick]] = {name: [] for name in SUBJECTS}
    for code, word in vocabulary.facts.items():
        if not word.is_retired:
            by_subject[_SUBJECT_OF.get(code, "card")].append(_pick("fact", code, word))
    yield from ((titles.get(name, name), facts) for name, facts in by_subject.items() if facts)
    segments = [_pick("segment", code, word) for code, word in vocabulary.segments.items() if not word.is_retired]
    if segments:
        yield _("Segments"), segments
    if vocabulary.indicators:
        yield (
            _("Indicators of the card"),
            [_pick("indicator", code, word) for code, word in vocabulary.indicators.items()],
        )
    if vocabulary.marks:
        mark = Pick("mark:", pgettext("of a client", "mark"), "", _("A word that somebody put on the client."))
        yield _("Marks"), [mark]
    yield _person_words("person")
    contacts = Pick("activity:", _("contacts of a kind, outcome or stage"), "", _("How many contacts were done."))
    yield _("Contacts"), [contacts]


# The completeness of groups that the office added is a fact of the card.
_SUBJECT_OF = {fact: name for name, subject in SUBJECTS.items() for fact in subject.facts}


def _pick(form: str, code: str, word: Word) -> Pick:
    return Pick(f"{form}:{code}", word.label, word.unit, word.help, word.type == "days")
