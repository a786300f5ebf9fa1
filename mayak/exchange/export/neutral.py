"""Text that no spreadsheet runs as a formula: an apostrophe in front, which import takes away again."""

import re

# What a spreadsheet would run: also full-width signs, which some of them read as plain ones, and control characters.
_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
_ESCAPED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")
# Numbers and phones are no formulas: they stay as they are.
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")


def neutralised(text: str) -> str:
    """The text as it may stand in a cell."""
    if _ESCAPED.match(text) or (_FORMULA.match(text) and not _NUMBER.fullmatch(text)):
        return f"'{text}"
    return text


def restored(text: str) -> str:
    """The text of a cell without the apostrophe that :func:`neutralised` put there."""
    return text[1:] if _ESCAPED.match(text) else text
