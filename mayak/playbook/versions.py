"""Keeping versions: every change makes one, or joins the one its author has just made."""

from datetime import datetime, timedelta

from django.db import connection, transaction

from mayak.core import clock
from mayak.core.playbook import Rows, office_rows
from mayak.jobs.single_run import lock_key
from mayak.playbook.models import PlaybookVersion

JOIN = timedelta(minutes=30)


@transaction.atomic
def note_version(*, staff_id: int | None = None, reason: str = "") -> PlaybookVersion | None:
    """Keep the playbook as it is now; None when the last version already says so.

    The change joins its author's version when that is younger than :data:`JOIN` and no other reason is given. A
    change without an author (an import, the sweep) never joins a person's version.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [lock_key("playbook version")])
    now = clock.real_now()
    snapshot = office_rows()
    last = PlaybookVersion.objects.first()
    former = last.snapshot if last else {}
    changed = [name for name in snapshot if snapshot[name] != former.get(name)]
    if last and not changed:
        return None
    if last and last.number > 1 and _joins(last, staff_id, reason, now):
        last.snapshot, last.changed_at = snapshot, now
        last.sections = sorted({*last.sections, *changed})
        last.save(update_fields=["snapshot", "changed_at", "sections"])
        return last
    return PlaybookVersion.objects.create(
        number=last.number + 1 if last else 1,
        author_id=staff_id,
        made_at=now,
        changed_at=now,
        reason=reason.strip()[:300],
        sections=sorted(changed),
        snapshot=snapshot,
    )


def rows_at(number: int) -> dict[str, Rows]:
    """The playbook as the version has it. Raises PlaybookVersion.DoesNotExist."""
    snapshot: dict[str, Rows] = PlaybookVersion.objects.values_list("snapshot", flat=True).get(number=number)
    return snapshot


def _joins(last: PlaybookVersion, staff_id: int | None, reason: str, now: datetime) -> bool:
    is_same = last.author_id == staff_id and reason.strip()[:300] in {"", last.reason}
    return is_same and now - last.made_at < JOIN
