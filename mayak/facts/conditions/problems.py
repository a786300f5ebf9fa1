"""What is wrong with a condition, in words."""

from typing import Any

from django.utils.translation import gettext as _

from mayak.core.errors import InvalidInputError
from mayak.facts.conditions.domain.parsing import ConditionError, Problem, parse
from mayak.facts.conditions.domain.tree import Condition
from mayak.facts.conditions.domain.vocabulary import Vocabulary

MANY = 12


class InvalidConditionError(InvalidInputError):
    """A condition that cannot be understood; ``lines`` name every problem."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__(_("The condition cannot be understood."), hint=" ".join(lines))
        self.lines = lines


def parse_or_explain(data: Any, vocabulary: Vocabulary) -> Condition:
    """The tree of a JSON condition. Raises InvalidConditionError with all problems in words."""
    try:
        return parse(data, vocabulary)
    except ConditionError as error:
        raise InvalidConditionError([explained(problem) for problem in error.problems]) from error


def explained(problem: Problem) -> str:
    """One problem as a sentence: where, what, what would do."""
    place = _("At “%(path)s”: ") % {"path": problem.path} if problem.path else ""
    if not problem.allowed:
        return f"{place}{_said(problem)}."
    shown = ", ".join(problem.allowed[:MANY]) + (", …" if len(problem.allowed) > MANY else "")
    return f"{place}{_said(problem)}. " + _("Allowed: %(allowed)s.") % {"allowed": shown}


def unfinished_words() -> str:
    """Why a condition with lines that are wrong or not filled in is not kept; the editor marks the lines."""
    return _("With the marked lines the condition cannot be kept: fill them in, correct them or take them away.")


def problem_in_words(problem: Problem) -> str:
    """What is wrong, for a page that shows it at its place: codes that would do are no help there."""
    return f"{_said(problem)}."


def _said(problem: Problem) -> str:
    return _words()[problem.code] % {"given": problem.given}


def _words() -> dict[str, str]:
    return {
        "not_an_object": _("here must be a condition in braces, not “%(given)s”"),
        "too_deep": _("conditions are nested deeper than %(given)s times"),
        "no_form": _("it does not say what is asked"),
        "two_forms": _("it asks two things at once (%(given)s)"),
        "empty_list": _("here must be a list with at least one entry, not “%(given)s”"),
        "unknown_fact": _("there is no fact “%(given)s”"),
        "unknown_segment": _("there is no segment type “%(given)s”"),
        "unknown_indicator": _("there is no indicator “%(given)s”"),
        "unknown_attribute": _("a person has no attribute “%(given)s”"),
        "unknown_op": _("this cannot be compared by “%(given)s”"),
        "unknown_choice": _("“%(given)s” is none of the values"),
        "unknown_key": _("“%(given)s” does not belong here"),
        "value_missing": _("the value is missing"),
        "value_not_wanted": _("no value is wanted here, but “%(given)s” was given"),
        "two_values": _("“between” wants two values, not “%(given)s”"),
        "ends_turned": _("the lower end stands after the higher one (%(given)s): exchange them"),
        "not_a_flag": _("“%(given)s” is neither true nor false"),
        "not_a_date": _("“%(given)s” is no date like 2026-03-31"),
        "not_a_number": _("“%(given)s” is no number that fits"),
        "not_a_natural_number": _("“%(given)s” is no whole number from 1"),
    }
