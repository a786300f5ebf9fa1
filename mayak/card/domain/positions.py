"""By which words in a position the chief accountant is known (C3)."""

# SQL over the person ``w``; the signs of per cent are doubled for a statement with parameters.
IS_CHIEF_ACCOUNTANT_SQL = "(w.position ILIKE '%%главн%%бухгалтер%%' OR w.position ILIKE '%%chief accountant%%')"
