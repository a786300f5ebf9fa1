"""The clients a condition hits on a day (S2)."""

from datetime import date

from django.db import connection

from mayak.facts.conditions import Condition, Parameters, compile_condition
from mayak.facts.services import facts_as_of

_HIT = """
SELECT COALESCE(c.external_id, 'm-' || c.id) FROM {relation} f JOIN clients_client c ON c.id = f.client_id
WHERE (c.since_date IS NULL OR c.since_date <= %(day)s) AND {condition} ORDER BY 1
"""


def ids_of_clients_where(condition: Condition, day: date) -> list[str]:
    """The exchange ids of the clients for whom a condition is true on a day, in their order as text.

    Everybody who had come by that day is asked, those who have left as well: ``is_served`` tells them apart. What is
    unknown hits nobody. The facts are measured for the day; the office's own state stays as it is.
    """
    parameters = Parameters(day)
    with facts_as_of(day) as relation, connection.cursor() as cursor:
        test = compile_condition(condition, parameters=parameters)
        cursor.execute(_HIT.format(relation=relation, condition=test), parameters.values)
        return [exchange_id for (exchange_id,) in cursor.fetchall()]
