"""The words conditions may use: what can be asked of what, given by the office's playbook."""

from collections.abc import Mapping
from dataclasses import dataclass, field

KNOWN_OPS = ("is known", "is unknown")
ORDER_OPS = ("<", "<=", "=", "!=", ">=", ">", "between")
CHOICE_OPS = ("in", "not in")
TEXT_OPS = ("=", "!=", "contains", *CHOICE_OPS)
OPS_BY_TYPE: dict[str, tuple[str, ...]] = {
    "number": (*ORDER_OPS, *KNOWN_OPS),
    "days": (*ORDER_OPS, *KNOWN_OPS),
    "money": (*ORDER_OPS, *KNOWN_OPS),
    "share": (*ORDER_OPS, *KNOWN_OPS),
    "date": (*ORDER_OPS, *KNOWN_OPS),
    "flag": ("is", *KNOWN_OPS),
    "choice": (*CHOICE_OPS, *KNOWN_OPS),
    "staff": (*CHOICE_OPS, *KNOWN_OPS),
    "segment": (*CHOICE_OPS, *KNOWN_OPS),
    "text": (*TEXT_OPS, *KNOWN_OPS),
}
INDICATOR_OPS = {
    "number": (*ORDER_OPS, "is none", *KNOWN_OPS),
    "money": (*ORDER_OPS, "is none", *KNOWN_OPS),
    "date": (*ORDER_OPS, "is none", *KNOWN_OPS),
    "choice": (*CHOICE_OPS, "is none", *KNOWN_OPS),
    "multiple": (*CHOICE_OPS, "is none", *KNOWN_OPS),
}
INDICATOR_TEXT_OPS = (*TEXT_OPS, "is none", *KNOWN_OPS)
# What can be asked of a person; "is any of" these for lists, "contains" for texts.
PERSON_ATTRIBUTES: dict[str, tuple[str, ...]] = {
    "role": ("in",),
    "interest": ("in",),
    "topic": ("in",),
    "rubric": ("in",),
    "tax_regime": ("in",),
    "own_tax_regime": ("in",),
    "profile": ("in", "contains"),
    "position": ("contains",),
    "department": ("contains",),
}


@dataclass(frozen=True)
class Word:
    """Something that can be asked about: its type, how it is called, what it may be.

    One that is out of use stays readable in conditions that name it, and is offered no more.
    """

    type: str
    label: str
    unit: str = ""
    never: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    help: str = ""
    is_retired: bool = False


@dataclass(frozen=True)
class Vocabulary:
    """All words by their codes, per kind of test. ``marks``: those offered; any other may be asked for as well."""

    facts: Mapping[str, Word]
    segments: Mapping[str, Word] = field(default_factory=dict)
    indicators: Mapping[str, Word] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)
    rubrics: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    outcomes: Mapping[str, str] = field(default_factory=dict)
    stages: Mapping[str, str] = field(default_factory=dict)
    marks: Mapping[str, str] = field(default_factory=dict)


def ops_of_indicator(type: str) -> tuple[str, ...]:
    """What can be asked of an indicator of a type."""
    return INDICATOR_OPS.get(type, INDICATOR_TEXT_OPS)


def attribute_choices(vocabulary: Vocabulary, attribute: str) -> Mapping[str, str]:
    """What an attribute of a person may be; nothing when it is free text."""
    if attribute in {"tax_regime", "own_tax_regime"}:  # the same codes as of the employers' segment
        regimes = vocabulary.segments.get("tax_regime")
        return regimes.choices if regimes else {}
    return {"role": vocabulary.roles, "rubric": vocabulary.rubrics}.get(attribute, {})
