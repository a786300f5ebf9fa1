"""The command's own language: its texts before (and without) a configured Django.

Russian by default; ``MAYAK_LANG`` decides, else the locale's variables when they name English.
"""

import gettext as _gettext
import os
from functools import cache
from pathlib import Path

LOCALE_DIR = Path(__file__).parent / "locale"
DEFAULT_LANGUAGE = "ru"


def language() -> str:
    """ "ru" or "en", by MAYAK_LANG, LC_ALL, LC_MESSAGES, LANG in this order; Russian when none says English."""
    for name in ("MAYAK_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "").lower()
        if value.startswith("en"):
            return "en"
        if value.startswith("ru"):
            return "ru"
    return DEFAULT_LANGUAGE


@cache
def _catalogue(code: str) -> _gettext.NullTranslations:
    from mayak.server.translations import compile_stale

    compile_stale(LOCALE_DIR.parent)
    return _gettext.translation("django", str(LOCALE_DIR), languages=[code], fallback=True)


def gettext(message: str) -> str:
    """The message in the command's language."""
    return _catalogue(language()).gettext(message)


def ngettext(singular: str, plural: str, number: int) -> str:
    """The message for a number in the command's language."""
    return _catalogue(language()).ngettext(singular, plural, number)
