"""Notes that the experts of the demo office wrote about some of their clients."""

from datetime import date, timedelta

from django.db import connection

from mayak.audit.services import acting
from mayak.core import clock
from mayak.demo.domain.speech import NOTES

# One client in six has a note of the last two months, by whoever looks after it.
_WRITE = """
INSERT INTO work_note (client_id, text, author_id, made_at)
SELECT c.id, (%(texts)s::text[])[1 + c.id / 6 %% %(count)s], r.staff_id,
  %(morning)s - (1 + c.id %% 60) * interval '1 day' + (c.id %% 300) * interval '1 minute'
FROM clients_client c
JOIN clients_responsibility r ON r.client_id = c.id AND r.role = 'expert' AND r.to_date IS NULL
WHERE c.id %% 6 = 0 AND c.status <> 'disconnected'
"""


def write_notes(today: date) -> None:
    """The same office gets the same notes."""
    morning = clock.start_of(today) + timedelta(hours=10)
    # Nobody made these rows: the trail of changes begins with people.
    with acting(origin="off"), connection.cursor() as cursor:
        cursor.execute(_WRITE, {"texts": list(NOTES), "count": len(NOTES), "morning": morning})
