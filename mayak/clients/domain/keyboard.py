"""The two keyboard layouts: what was typed with the wrong one on.

Plain Python, no database. Each key has one sign in each layout, so that a text there and back is the same text.
"""

import re

_ENGLISH = "`qwertyuiop[]asdfghjkl;'zxcvbnm,./" + '~QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>?' + "@#$^&"
_RUSSIAN = "ёйцукенгшщзхъфывапролджэячсмитьбю." + "ЁЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ," + '"№;:?'
_TO_RUSSIAN = str.maketrans(_ENGLISH, _RUSSIAN)
_TO_ENGLISH = str.maketrans(_RUSSIAN, _ENGLISH)
_LATIN = re.compile(r"[a-z]", re.IGNORECASE)
_CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)


def in_other_layout(text: str) -> str:
    """The same keys in the other layout: ``Vfzr`` → ``Маяк``, ``ьфнфл`` → ``mayak``.

    "" when the text tells no layout: it mixes alphabets or has no letters.
    """
    has_latin, has_cyrillic = bool(_LATIN.search(text)), bool(_CYRILLIC.search(text))
    if has_latin == has_cyrillic:
        return ""
    return text.translate(_TO_RUSSIAN if has_latin else _TO_ENGLISH)


def is_latin(text: str) -> bool:
    """Whether the text was typed with the English layout on."""
    return bool(_LATIN.search(text)) and not _CYRILLIC.search(text)
