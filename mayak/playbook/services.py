"""Changing the playbook as a whole: taking over from the pack, keeping one's own, restoring an old version."""

from collections.abc import Collection

from django.db import connection, transaction
from django.utils.translation import gettext as _

from mayak.accounts.access import can_edit_playbook
from mayak.accounts.models import Staff
from mayak.audit.services import because
from mayak.core.errors import InvalidInputError, NotAllowedError
from mayak.core.models import Office, TakenPack
from mayak.core.playbook import Rows, Section, load_pack, office_rows, playbook_changed, section_of, sections
from mayak.core.playbook.comparison import WHOLE, child_key, records, taken_over, without
from mayak.core.playbook.packs import Pack, read_pack
from mayak.jobs.single_run import lock_key
from mayak.playbook.changing import Kept, bring_to
from mayak.playbook.versions import rows_at


@transaction.atomic
def take_over(*, by: Staff, section: str, code: str, field: str = WHOLE) -> list[Kept]:
    """Let one field of a definition, or the whole definition, be as in the pack; one of the office's own goes.

    Raises InvalidInputError for a difference that is no more, NotAllowedError without the right.
    """
    found, pack, office, shipped = _sides(by, section)
    is_shipped = _has(found, shipped, code)
    if not is_shipped and not _has(found, office, code):
        raise _gone()
    wanted = taken_over(found, office, shipped, code, field) if is_shipped else without(found, office, code)
    with because(_("Taken over from the pack %(version)s") % {"version": pack.version}):
        kept = bring_to({section: wanted})
        _settle(found, pack, code, field)
        playbook_changed(
            section, staff_id=by.pk, reason=_("Taken over from the pack %(version)s") % {"version": pack.version}
        )
    return kept


@transaction.atomic
def keep_own(*, by: Staff, section: str, code: str, field: str = WHOLE) -> None:
    """Decide that the office's word stays: the pack's is taken note of and no longer asked about.

    Raises InvalidInputError for a difference that is no more, NotAllowedError without the right.
    """
    found, pack, office, shipped = _sides(by, section)
    if not _has(found, shipped, code) and not _has(found, office, code):
        raise _gone()
    _settle(found, pack, code, field)


@transaction.atomic
def take_over_news(*, by: Staff) -> None:
    """Take over everything that a newer pack changed and the office did not; the rest stays to be decided."""
    _check(by)
    _lock()
    pack = _pack()
    reason = _("Taken over from the pack %(version)s") % {"version": pack.version}
    with because(reason):
        load_pack(pack.code, staff_id=by.pk, reason=reason)


@transaction.atomic
def restore(*, by: Staff, number: int, names: Collection[str] | None = None, reason: str = "") -> list[Kept]:
    """Bring the whole playbook, or some sections, back to a version; itself a new version.

    What came later is taken out of use, never deleted while something refers to it; that is returned when it cannot
    even be taken out of use. Raises PlaybookVersion.DoesNotExist, MayakError, NotAllowedError without the right.
    """
    _check(by)
    _lock()
    stored = rows_at(number)
    wanted = {name: rows for name, rows in _complete(stored).items() if names is None or name in names}
    if not wanted:
        raise InvalidInputError(_("This version does not have the section."), field="section")
    told = reason.strip() or _("Back to version %(number)s") % {"number": number}
    with because(told):
        kept = bring_to(wanted)
        playbook_changed("", staff_id=by.pk, reason=told)
    return kept


@transaction.atomic
def change_pack(pack: str, *, staff_id: int | None = None) -> None:
    """Let another pack be the office's playbook: what nothing refers to goes, the rest is taken out of use."""
    _lock()
    shipped = read_pack(pack)
    if Office.objects.filter(playbook=pack).exists():
        return
    TakenPack.objects.all().delete()
    bring_to({section.name: shipped.rows.get(section.name, []) for section in sections()}, delete_unused=True)
    load_pack(pack, staff_id=staff_id)


def _sides(by: Staff, section: str) -> tuple[Section, Pack, Rows, Rows]:
    """The section, the pack, the office's rows, the pack's rows; nobody else changes them meanwhile."""
    _check(by)
    _lock()
    found = section_of(section)
    pack = _pack()
    if found is None or section not in pack.rows:
        raise _gone()
    return found, pack, office_rows([section])[section], pack.rows[section]


def _settle(section: Section, pack: Pack, code: str, field: str) -> None:
    """What the pack says of it now counts as taken note of."""
    stored, _is_new = TakenPack.objects.get_or_create(
        section=section.name, defaults={"pack": pack.code, "version": pack.version, "rows": []}
    )
    shipped = pack.rows[section.name]
    if _has(section, shipped, code):
        stored.rows = taken_over(section, stored.rows, shipped, code, field)
    else:
        stored.rows = without(section, stored.rows, code)
    stored.save(update_fields=["rows"])


def _complete(stored: dict[str, Rows]) -> dict[str, Rows]:
    """The stored rows in today's shape: keys that came later have their defaults."""
    return {each.name: each.canonical(stored[each.name]) for each in sections() if each.name in stored and each.table}


def _has(section: Section, rows: Rows, code: str) -> bool:
    return code in records(rows, child_key(section))


def _pack() -> Pack:
    return read_pack(Office.objects.values_list("playbook", flat=True).first() or "")


def _check(by: Staff) -> None:
    if not can_edit_playbook(by):
        raise NotAllowedError(_("The playbook is changed by methodologists, directors and administrators."))


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [lock_key("playbook change")])


def _gone() -> InvalidInputError:
    return InvalidInputError(_("This difference is no more: somebody settled it meanwhile."), hint=_("Look again."))
