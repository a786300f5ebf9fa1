"""Facts are found by the names of the lamps that ask about them."""

from collections import defaultdict

from mayak.core.text import localized
from mayak.facts.conditions.also_called import names_facts
from mayak.lamps.models import LampDefinition


@names_facts
def lamps_of_facts() -> dict[str, str]:
    """The names of the lamps in use by each fact that their conditions compare. One statement."""
    found: dict[str, list[str]] = defaultdict(list)
    for lamp in LampDefinition.objects.filter(is_active=True):
        for fact in _facts_in(lamp.condition):
            found[fact].append(localized(lamp.name))
    return {fact: " ".join(names) for fact, names in found.items()}


def _facts_in(tree: object) -> set[str]:
    # Every lamp asks whether the client is served: nobody looks for that by its name.
    if isinstance(tree, list):
        return set().union(*map(_facts_in, tree))
    if not isinstance(tree, dict):
        return set()
    own = {str(tree["fact"])} if "fact" in tree and tree.get("op") != "is" else set()
    return own.union(*map(_facts_in, tree.values()))
