"""The same keys in the other keyboard layout: «привет» and "ghbdtn" are one password."""

ENGLISH = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
RUSSIAN = "йцукенгшщзхъфывапролджэячсмитьбюё"
_TABLE = str.maketrans(ENGLISH + RUSSIAN, RUSSIAN + ENGLISH)


def as_typed_in_other_layout(text: str) -> str:
    """Each letter replaced by the one on the same key of the other layout; digits and signs stay."""
    return text.lower().translate(_TABLE)
