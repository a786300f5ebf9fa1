"""By which words in a position the chief accountant is known (C3)."""

import re

# SQL over the person ``w``; the signs of per cent are doubled for a statement with parameters.
IS_CHIEF_ACCOUNTANT_SQL = "(w.position ILIKE '%%главн%%бухгалтер%%' OR w.position ILIKE '%%chief accountant%%')"
_CHIEF_ACCOUNTANT = re.compile(r"главн.*бухгалтер|chief accountant", re.IGNORECASE | re.DOTALL)


def is_chief_accountant(position: str) -> bool:
    """The same of one position."""
    return _CHIEF_ACCOUNTANT.search(position) is not None
