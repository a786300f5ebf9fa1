"""How the history of changes tells where a value of the card is known from: in words, not by the code."""

from mayak.audit.queries import tell_values_of
from mayak.card.words import source_words


def register() -> None:
    """Make the words known to the history."""
    for table in ("card_indicatorvalue", "card_confirmation"):
        tell_values_of(table, "source", source_words)
