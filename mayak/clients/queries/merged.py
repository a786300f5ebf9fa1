"""Where a person went on who was merged into another one: links to the record of then lead to the one of now (C4)."""

from django.db import connection
from django.utils.translation import gettext as _

from mayak.clients.models import DeedKind, Person
from mayak.core.errors import MovedError

# Of the keys ``asked``: the same person's key now, over as many merges as there were. A merge taken back leads nowhere.
PERSONS_NOW = f"""WITH RECURSIVE persons_now(asked, id) AS (
  SELECT k.id, k.id FROM unnest(%(asked_persons)s::bigint[]) k(id)
  UNION
  SELECT n.asked, d.person_id FROM persons_now n JOIN clients_persondeed d ON d.other_id = n.id
    WHERE d.kind = '{DeedKind.MERGE.value}' AND d.undone_at IS NULL
)"""


def merged_into(person_id: int) -> int:
    """The key of the person in whom a record that is no more goes on, else 0, which nobody has. One statement."""
    sql = f"{PERSONS_NOW} SELECT p.id FROM persons_now n JOIN clients_person p ON p.id = n.id WHERE p.id <> n.asked"
    with connection.cursor() as cursor:
        cursor.execute(sql, {"asked_persons": [person_id]})
        found = cursor.fetchone()
    return int(found[0]) if found else 0


def moved_to(kept: Person, location: str) -> MovedError:
    """What is said of a record that goes on in ``kept``, whose page of the same kind is at ``location``."""
    return MovedError(
        _("This record was merged into another one: %(name)s.") % {"name": kept.full_name or kept.last_name},
        hint=_("Open that one and do it there: nothing was saved here."),
        location=location,
    )
