"""The lines of the editor: every part of the tree with what can be chosen and typed in it, and what is wrong there."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from mayak.facts.conditions.domain.parsing import Problem
from mayak.facts.conditions.domain.vocabulary import (
    KNOWN_OPS,
    OPS_BY_TYPE,
    PERSON_ATTRIBUTES,
    Vocabulary,
    Word,
    attribute_choices,
    ops_of_indicator,
)
from mayak.facts.conditions.editing.draft import GROUPS, Path, form_of, parts_of, path_of, written_path
from mayak.facts.conditions.editing.posted import NEVER_OP, NUMBERS
from mayak.facts.conditions.problems import problem_in_words
from mayak.facts.conditions.words import attribute_words, date_op_words, op_words
from mayak.facts.fields import NEVER_DAYS
from mayak.ui import formats

# What is not filled in yet is no mistake: the line asks for it quietly.
UNFINISHED = {"value_missing", "empty_list"}


@dataclass(frozen=True)
class Choice:
    """One thing to choose."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class Control:
    """A field of a line. ``kind``: "select", "checks" (several of a few), "text", "number", "date".

    ``key`` is the last word of its name in the form, ``number`` tells several of one name apart.
    """

    key: str
    kind: str
    label: str
    value: str = ""
    choices: tuple[Choice, ...] = ()
    before: str = ""
    after: str = ""
    number: int = 0

    @property
    def chosen(self) -> str:
        """The chosen ones in a word or two."""
        names = [choice.label for choice in self.choices if choice.is_chosen]
        if len(names) <= 2:
            return (" " + _("or") + " ").join(names)
        return ngettext("%(count)d value", "%(count)d values", len(names)) % {"count": len(names)}


@dataclass(frozen=True)
class Line:
    """A part of the condition as the editor draws it."""

    path: str
    form: str
    label: str = ""
    help: str = ""
    controls: tuple[Control, ...] = ()
    parts: tuple["Line", ...] = ()
    problems: tuple[str, ...] = ()
    is_unfinished: bool = False
    hits: int | None = None
    is_alone: bool = False

    @property
    def is_group(self) -> bool:
        """Whether more parts can be added."""
        return self.form in {*GROUPS, "person"}


@dataclass
class LineDrawer:
    """Makes the lines of one tree; ``hits`` by path, problems by the place they name."""

    vocabulary: Vocabulary
    hits: Mapping[Path, int]
    problems: Iterable[Problem] = ()
    _by_path: dict[Path, list[Problem]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for problem in self.problems:
            self._by_path.setdefault(path_of(problem.path), []).append(problem)
        self.ops = op_words()

    def line(self, part: Any, path: Path = (), outer: str = "") -> Line:
        """The line of a part, with the lines of its parts."""
        form = form_of(part)
        wrong = self._by_path.get(path, [])
        label, help_text, controls = self._asked(form, part) if form else (_("not readable"), "", ())
        return Line(
            path=written_path(path),
            form=form or "broken",
            label=label,
            help=help_text,
            controls=controls,
            parts=tuple(self.line(one, (*path, number), form) for number, one in enumerate(parts_of(part))),
            problems=tuple(problem_in_words(problem) for problem in wrong if problem.code not in UNFINISHED),
            is_unfinished=any(problem.code in UNFINISHED for problem in wrong),
            hits=self.hits.get(path),
            is_alone=outer == "not",
        )

    def _asked(self, form: str, part: Any) -> tuple[str, str, tuple[Control, ...]]:
        if form in GROUPS:
            kinds = (("all", _("all of these")), ("any", _("at least one")))
            return "", "", (_select("kind", _("How the lines are joined"), form, kinds),)
        if form == "not":
            return pgettext("condition", "not"), "", ()
        if form == "person":
            return _("any person who…"), _("One and the same working person fulfils every line."), ()
        if form == "activity":
            return self._activity(part)
        if form == "mark":
            return self._mark(part)
        code = str(part[form])
        if form == "attribute":
            return self._attribute(code, part)
        words = {
            "fact": self.vocabulary.facts,
            "segment": self.vocabulary.segments,
            "indicator": self.vocabulary.indicators,
        }
        word = words[form].get(code)
        if word is None:
            return code, "", ()
        if form == "segment":
            op = next((op for op in ("in", "not in") if op in part), str(part.get("op", "in")))
            ops: tuple[str, ...] = ("in", "not in", *KNOWN_OPS)
            values = self._values(op, "choice", word, part.get(op))
        else:
            ops = OPS_BY_TYPE[word.type] if form == "fact" else ops_of_indicator(word.type)
            op, value = str(part.get("op", ops[0])), part.get("value")
            if word.never and op == "=" and value == NEVER_DAYS:
                op = NEVER_OP
            values = self._values(op, word.type, word, value)
        return word.label, word.help, (self._op(op, ops, word), *values)

    def _op(self, op: str, ops: Sequence[str], word: Word) -> Control:
        names = {**self.ops, **date_op_words()} if word.type == "date" else self.ops
        choices = [(one, names[one]) for one in ops]
        if word.never and "=" in ops:
            choices.append((NEVER_OP, word.never))
        return _select("op", _("How it is compared"), op, choices)

    def _values(self, op: str, kind: str, word: Word, value: Any) -> tuple[Control, ...]:
        if op in {*KNOWN_OPS, "is none", NEVER_OP}:
            return ()
        given = value if isinstance(value, list) else [] if value is None else [value]
        unit = _("days") if word.type == "days" else word.unit
        if kind == "flag":
            chosen = {True: "true", False: "false"}.get(value, "") if isinstance(value, bool) else ""
            return (_select("value", word.label, chosen, (("true", _("yes")), ("false", _("no")))),)
        if word.choices:
            return (_checks("value", pgettext("condition", "choose"), [str(one) for one in given], word.choices),)
        field_kind = "number" if kind in NUMBERS else "date" if kind == "date" else "text"
        if op == "between":
            low, high = (*given, "", "")[:2]
            return (
                Control("low", field_kind, _("from"), _typed(low)),
                Control("high", field_kind, _("to"), _typed(high), before="–", after=unit),
            )
        if op in {"in", "not in"}:
            return tuple(
                Control("value", field_kind, word.label, _typed(one), number=number)
                for number, one in enumerate([*given, ""])
            )
        return (Control("value", field_kind, word.label, _typed(given[0] if given else ""), after=unit),)

    def _attribute(self, code: str, part: Any) -> tuple[str, str, tuple[Control, ...]]:
        label, ops = attribute_words().get(code, code), PERSON_ATTRIBUTES.get(code, ())
        op = next((one for one in ops if one in part), ops[0] if ops else "")
        if not op:
            return label, "", ()
        word = Word("text", label, choices=attribute_choices(self.vocabulary, code))
        chosen = _select("op", _("How it is compared"), op, [(one, self.ops[one]) for one in ops])
        return (
            label,
            "",
            (
                chosen,
                *self._values(op, "text", word if op == "in" else Word("text", label), part.get(op)),
            ),
        )

    def _mark(self, part: Any) -> tuple[str, str, tuple[Control, ...]]:
        given = part["mark"] if isinstance(part["mark"], list) else []
        label = pgettext("of a client", "mark")
        compared = _select("op", _("How it is compared"), "in", [("in", self.ops["in"])])
        marks = _checks("value", pgettext("condition", "choose"), [str(one) for one in given], self.vocabulary.marks)
        return label, _("A word that somebody put on the client."), (compared, marks)

    def _activity(self, part: Any) -> tuple[str, str, tuple[Control, ...]]:
        asked = part["activity"] if isinstance(part["activity"], dict) else {}
        words, chosen = self.vocabulary, {True: "true", False: "false"}.get(asked.get("reached", ""), "")
        reached = (("", _("talks and attempts")), ("true", _("talks only")), ("false", _("attempts only")))
        listed = (
            ("kind", _("any kind"), words.kinds),
            ("outcome", _("any outcome"), words.outcomes),
            ("stage", _("any stage"), words.stages),
        )
        checks = (
            _checks(key, label, [str(code) for code in asked.get(key) or ()], choices) for key, label, choices in listed
        )
        return (
            _("Contacts"),
            _("How many contacts were done."),
            (
                Control(
                    "at_least",
                    "number",
                    pgettext("condition", "at least"),
                    _typed(part.get("at_least", 1)),
                    before=pgettext("condition", "at least"),
                ),
                _select("reached", _("talks and attempts"), chosen, reached),
                Control(
                    "within_days",
                    "number",
                    _("within how many days"),
                    _typed(asked.get("within_days", "")),
                    before=_("within"),
                    after=_("days"),
                ),
                *checks,
            ),
        )


def told_problems(tree: Any, problems: Iterable[Problem], vocabulary: Vocabulary) -> tuple[str, ...]:
    """What is wrong with a tree or lacks in it, each with the name of its line."""
    told = list(_told(LineDrawer(vocabulary, {}, problems).line(tree)))
    return tuple(dict.fromkeys(told)) or (_("The condition cannot be read."),)


def _told(line: Line) -> Iterator[str]:
    words = [*line.problems, *([_("the value is missing.")] if line.is_unfinished else [])]
    for problem in words:
        yield _("“%(name)s”: %(problem)s") % {"name": line.label, "problem": problem} if line.label else problem
    for part in line.parts:
        yield from _told(part)


def _select(key: str, label: str, current: str, choices: Iterable[tuple[str, str]]) -> Control:
    found = tuple(Choice(value, words, value == current) for value, words in choices)
    if not any(choice.is_chosen for choice in found):
        found = (Choice(current, current or "…", True), *found)
    return Control(key, "select", label, current, found)


def _checks(key: str, label: str, given: list[str], choices: Mapping[str, str]) -> Control:
    known = tuple(Choice(value, words, value in given) for value, words in choices.items())
    # What is chosen but no longer offered stays to be seen and taken away.
    gone = tuple(Choice(value, value, True) for value in given if value not in choices)
    return Control(key, "checks", label, choices=(*known, *gone))


def _typed(value: Any) -> str:
    """A value as one would type it."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return str(value)
    text = format(Decimal(str(value)), "f")
    return text.replace(".", ",") if formats.is_russian() else text
