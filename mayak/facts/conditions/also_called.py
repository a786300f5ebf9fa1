"""Other names under which people look for a fact: the apps above register what they call by it."""

from collections.abc import Callable, Mapping

# Names by the code of the fact, in the active language.
Namer = Callable[[], Mapping[str, str]]
_namers: list[Namer] = []


def names_facts(function: Namer) -> Namer:
    """Decorator: the names that the function gives find their facts."""
    if function not in _namers:
        _namers.append(function)
    return function


def other_names() -> dict[str, str]:
    """All other names of each fact, in one text."""
    found: dict[str, str] = {}
    for namer in _namers:
        for fact, names in namer().items():
            found[fact] = f"{found.get(fact, '')} {names}"
    return found
