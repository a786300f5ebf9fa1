"""What the desk itself writes: presence, arrangements, congratulations."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from mayak.accounts.models import Staff
from mayak.clients.models import Person
from mayak.clients.services.persons import congratulate
from mayak.core import clock
from mayak.desk.domain.layout import Layout
from mayak.desk.models import Presence, WindowLayout
from mayak.work.models import Activity, ActivityKind
from mayak.work.services import add_note, start_activity

# A page gives a sign every 15 seconds; two may get lost.
PRESENT_SECONDS = 45
FORGOTTEN_SECONDS = 60
# Headings of people come and go: the oldest are forgotten.
MOST_FOLDED, KEY_LENGTH = 100, 40

# A sign of life and who else is there, in one statement. What nobody renewed goes with the next sign of anybody.
_SIGN = """
WITH gone AS (
  DELETE FROM desk_presence
  WHERE seen_at < %(forgotten)s AND NOT (client_id = %(client_id)s AND staff_id = %(staff_id)s)
), here AS (
  INSERT INTO desk_presence (client_id, staff_id, seen_at, is_editing)
  VALUES (%(client_id)s, %(staff_id)s, %(now)s, %(is_editing)s)
  ON CONFLICT (client_id, staff_id) DO UPDATE SET seen_at = EXCLUDED.seen_at, is_editing = EXCLUDED.is_editing
), news AS (
  SELECT max(c.id) AS last,
    max(c.id) FILTER (WHERE c.actor_id IS DISTINCT FROM %(staff_id)s AND c.id > %(after)s) AS new
  FROM (SELECT id, actor_id FROM audit_change WHERE client_id = %(client_id)s ORDER BY at DESC LIMIT 50) c
)
SELECT coalesce((SELECT json_agg(json_build_object('name', trim(concat_ws(' ', s.first_name, s.last_name)),
           'is_editing', p.is_editing) ORDER BY p.seen_at DESC)
         FROM desk_presence p JOIN accounts_staff s ON s.id = p.staff_id
         WHERE p.client_id = %(client_id)s AND p.staff_id <> %(staff_id)s AND p.seen_at > %(present)s), '[]'),
  coalesce(n.last, 0), c.at, coalesce(trim(concat_ws(' ', a.first_name, a.last_name)), '')
FROM news n LEFT JOIN audit_change c ON c.id = n.new AND %(after)s > 0 LEFT JOIN accounts_staff a ON a.id = c.actor_id
"""


@dataclass(frozen=True)
class Neighbour:
    """Somebody else who has the client open."""

    name: str
    is_editing: bool


@dataclass(frozen=True)
class Around:
    """Who else is at a client, and what others changed of it since the page was loaded.

    ``place``: how far the trail of changes goes, to be sent with the next sign. ``changed_at`` and ``changed_by``: the
    newest change of somebody else after the place that was sent.
    """

    neighbours: tuple[Neighbour, ...]
    place: int
    changed_at: datetime | None
    changed_by: str


def give_sign(*, user: Staff, client_id: int, is_editing: bool, after: int) -> Around:
    """Say that a person has a client open, and learn who else has. One statement."""
    now = clock.real_now()
    params: dict[str, Any] = {
        "client_id": client_id,
        "staff_id": user.pk,
        "now": now,
        "is_editing": is_editing,
        "after": after,
        "present": now - timedelta(seconds=PRESENT_SECONDS),
        "forgotten": now - timedelta(seconds=FORGOTTEN_SECONDS),
    }
    with connection.cursor() as cursor:
        cursor.execute(_SIGN, params)
        others, place, changed_at, changed_by = cursor.fetchone()
    return Around(tuple(Neighbour(**other) for other in others), place, changed_at, changed_by)


def leave(*, user: Staff, client_id: int) -> None:
    """The person has left the client's page."""
    Presence.objects.filter(client_id=client_id, staff=user).delete()


def arrange(*, user: Staff, layout: Layout | None) -> None:
    """Keep how a person wants the client window; None: as usual again."""
    if layout is None:
        WindowLayout.objects.filter(staff=user).update(places={})
        WindowLayout.objects.filter(staff=user, folded=[]).delete()
    else:
        WindowLayout.objects.update_or_create(staff=user, defaults={"places": layout.places})


@transaction.atomic
def fold(*, user: Staff, key: str, is_folded: bool) -> None:
    """Remember that a heading of the card is folded, or open again, on every client."""
    WindowLayout.objects.get_or_create(staff=user)
    layout = WindowLayout.objects.select_for_update().get(staff=user)
    others = [one for one in layout.folded if one != key]
    layout.folded = [*others, key[:KEY_LENGTH]][-MOST_FOLDED:] if is_folded else others
    layout.save(update_fields=["folded"])


@transaction.atomic
def begin_congratulation(*, user: Staff, person: Person, by_letter: bool) -> Activity:
    """The contact in which a person is congratulated on the birthday: a letter, else a call (C4)."""
    congratulate(user=user, person_id=person.pk)
    return start_activity(
        user=user,
        client_id=person.client_id,
        person_id=person.pk,
        kind=ActivityKind.MAIL if by_letter else None,
        goal=_("Congratulate on the birthday"),
    )


@transaction.atomic
def note_congratulation(*, user: Staff, person: Person) -> None:
    """Somebody was congratulated in some other way: it stands in their history as a note."""
    congratulate(user=user, person_id=person.pk)
    add_note(user=user, client_id=person.client_id, person_id=person.pk, text=_("Congratulated on the birthday."))
