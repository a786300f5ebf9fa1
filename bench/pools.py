"""A pool of clients handed over and back, and segments that clients enter by themselves, in the office of the design.

What is handed over comes back before the measurement ends: every row of what is open is compared with what it was.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

POOL = 200
# Everything that a hand-over may touch of the clients, as one text.
_ROWS = {
    "responsible": "SELECT t::text, t.id FROM clients_responsibility t WHERE t.client_id = ANY(%s)",
    "contacts": "SELECT t::text, t.id FROM work_activity t WHERE t.client_id = ANY(%s)",
    "assignments": "SELECT t::text, t.id FROM work_assignment t WHERE t.client_id = ANY(%s)",
    "agreements": "SELECT t::text, t.id FROM work_agreement t WHERE t.client_id = ANY(%s)",
    "promises": "SELECT t::text, t.id FROM money_promise t WHERE t.client_id = ANY(%s)",
    "cases": "SELECT t::text, t.id FROM cases_case t WHERE t.client_id = ANY(%s)",
    "drafts": (
        "SELECT t::text, t.id FROM calling_contactdraft t JOIN work_activity a ON a.id = t.activity_id "
        "WHERE a.client_id = ANY(%s)"
    ),
}
_OPEN = "SELECT count(*) FROM work_activity WHERE client_id = ANY(%s) AND state = 'planned' AND executor_id = %s"


@dataclass(frozen=True)
class PoolFigures:
    """Seconds of each way; what of the rows was other than before; what automatic segments cost."""

    clients: int
    contacts: int
    preview_ms: float
    there: float
    back: float
    changed: Sequence[str]
    office: int
    types: int
    refresh: float
    standing: float
    entering: float

    def told(self) -> str:
        """Two lines of the report."""
        lost = f"CHANGED: {', '.join(self.changed)}" if self.changed else "every row as it was before"
        return (
            f"A pool of {self.clients} clients with {self.contacts} planned contacts: preview "
            f"{self.preview_ms:.0f} ms, handed over in {self.there:.1f} s, back in {self.back:.1f} s; {lost}.\n"
            f"Automatic segments of {self.types} types over {self.office:,} clients: {self.standing:.2f} s where "
            f"nothing differs, {self.entering:.2f} s where all enter; the whole refresh that they are part of "
            f"{self.refresh:.1f} s."
        )


def pool_figures(count: int = 0) -> PoolFigures:
    """Measure in this process, in the office of the environment."""
    from mayak.accounts.models import Role, Staff
    from mayak.core import clock
    from mayak.team.queries.pools import open_lines, pool_of
    from mayak.team.services.asking import hand_over, take_back
    from mayak.team.services.carrying import carry_out_hand_over

    day, user = clock.today(), Staff.objects.filter(role=Role.DIRECTOR).order_by("pk")[0]
    giver, receiver = _two_experts()
    clients = sorted(pool_of(giver, "expert", day))[: count or POOL]
    before, contacts = _fingerprints(clients), _open(clients, giver)
    preview = _seconds(lambda: open_lines(clients, giver, day))
    # The first round warms.
    for _round in range(2):
        asked = hand_over(
            user=user,
            giver_id=giver,
            receiver_id=receiver,
            role="expert",
            client_ids=clients,
            from_date=day,
            reason="bench",
        )
        there = _seconds(partial(carry_out_hand_over, hand_over_id=asked.pk))
        if _open(clients, receiver) < contacts:
            raise AssertionError("not everything that is planned moved along")
        take_back(user=user, hand_over_id=asked.pk)
        back = _seconds(partial(carry_out_hand_over, hand_over_id=asked.pk))
    after = _fingerprints(clients)
    changed = sorted(kind for kind in before if before[kind] != after[kind])
    return PoolFigures(len(clients), contacts, 1000 * preview, there, back, changed, *_automatic())


def _two_experts() -> list[int]:
    from django.db.models import Count

    from mayak.clients.intervals import in_force_on
    from mayak.clients.models import Responsibility
    from mayak.core import clock

    rows = Responsibility.objects.filter(in_force_on(clock.today()), role="expert").values("staff")
    largest = rows.annotate(count=Count("pk")).order_by("-count", "staff").values_list("staff", flat=True)
    return list(largest[:2])


def _fingerprints(clients: Sequence[int]) -> dict[str, str]:
    from django.db import connection

    found = {}
    with connection.cursor() as cursor:
        for kind, rows in _ROWS.items():
            cursor.execute(
                f"SELECT coalesce(md5(string_agg(t, '|' ORDER BY id)), '') FROM ({rows}) r(t, id)", [list(clients)]
            )
            found[kind] = str(cursor.fetchone()[0])
    return found


def _open(clients: Sequence[int], staff: int) -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(_OPEN, [list(clients), staff])
        return int(cursor.fetchone()[0])


def _automatic() -> tuple[int, int, float, float, float]:
    """Clients, types with conditions, seconds of a whole refresh and of what segments are of it, standing and new."""
    from django.db import transaction

    from bench.whole import refresh_seconds
    from mayak.clients.models import Client, ClientSegment
    from mayak.core import clock
    from mayak.demo.automatic_segments import make_segments_automatic
    from mayak.facts.automatic_segments import assign_segments
    from mayak.facts.knowledge import knowledge_on

    keys = list(Client.objects.order_by("pk").values_list("pk", flat=True))
    kinds = make_segments_automatic()
    # A kept office of an older generator has its segments by hand, which conditions leave alone.
    ClientSegment.objects.filter(type__code__in=kinds, is_automatic=False).delete()
    whole = refresh_seconds()
    knowledge = knowledge_on(clock.today())

    def assign() -> None:
        for start in range(0, len(keys), 1000):
            assign_segments(knowledge.segment_rules, keys[start : start + 1000], knowledge.day)

    standing = _seconds(assign)
    with transaction.atomic():
        ClientSegment.objects.filter(is_automatic=True).delete()
        entering = _seconds(assign)
        transaction.set_rollback(True)
    return len(keys), len(knowledge.segment_rules), whole, standing, entering


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
