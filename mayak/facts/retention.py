"""Forgetting the changes of facts longer ago than the office keeps them: folded into the first row that stays.

What a fact was on a kept day may have been written long before it, so the old rows of a client become one. A client
is folded when a month of old rows has gathered: each night a thirtieth of the office instead of all of it.
"""

from datetime import date, timedelta

from django.db import connection, transaction

from mayak.core import clock
from mayak.facts.office_settings import KEEP_FACTS

PORTION = 500
GATHERED = 30

_FULL = """
SELECT client_id FROM facts_changedfacts WHERE day < %(until)s
GROUP BY client_id HAVING count(*) > %(gathered)s ORDER BY client_id LIMIT %(portion)s
"""
_FOLD = """
WITH old AS (
  DELETE FROM facts_changedfacts WHERE client_id = ANY(%(ids)s) AND day < %(until)s RETURNING client_id, day, facts)
INSERT INTO facts_changedfacts (client_id, day, facts)
SELECT old.client_id, %(until)s::date - 1, jsonb_object_agg(fact.key, fact.value ORDER BY old.day)
FROM old CROSS JOIN LATERAL jsonb_each(old.facts) fact GROUP BY old.client_id
"""
_GONE = """
DELETE FROM facts_changedfacts h
WHERE h.day < %s AND NOT EXISTS (SELECT 1 FROM clients_client c WHERE c.id = h.client_id)
"""


def fold_old_facts(*, gathered: int = GATHERED) -> int:
    """Fold the rows of clients with more than ``gathered`` old ones. Returns the number of clients."""
    until = clock.day_of(clock.real_now()) - timedelta(days=KEEP_FACTS.value)
    folded = 0
    while number := _fold(until, gathered):
        folded += number
    with connection.cursor() as cursor:
        cursor.execute(_GONE, [until])
    return folded


@transaction.atomic
def _fold(until: date, gathered: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_FULL, {"until": until, "gathered": max(gathered, 1), "portion": PORTION})
        ids = [client_id for (client_id,) in cursor.fetchall()]
        if ids:
            # The row of the day before the kept ones goes with the old ones, and comes back whole.
            cursor.execute(_FOLD, {"until": until, "ids": ids})
        return len(ids)
