"""What stands around every page of the playbook: the sections with their counts, and how far they are from the pack."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from mayak.accounts.access import can_edit_playbook
from mayak.accounts.models import Staff
from mayak.core.models import Office, TakenPack
from mayak.core.playbook import Row, Rows, Section, listed, office_rows, pages
from mayak.core.playbook.comparison import Difference, child_key, differences, records
from mayak.core.playbook.packs import Pack, read_pack_of_office


@dataclass(frozen=True)
class Line:
    """A line of the left list; ``changed``: how many definitions differ from the pack."""

    name: str
    label: str
    url: str
    count: int
    changed: int
    is_current: bool


@dataclass(frozen=True)
class Frame:
    """The playbook as it stands: its lines, all rows by section, the pack, and every difference from it."""

    lines: Sequence[Line]
    rows: dict[str, Rows]
    base: dict[str, Rows]
    pack: Pack | None
    differences: Sequence[Difference]
    changed: int
    total: int
    may_edit: bool
    current: str

    @property
    def pack_version(self) -> str:
        """The version of the pack that ships with this Mayak."""
        return self.pack.version if self.pack else ""

    def of(self, section: str, code: str | None = None) -> list[Difference]:
        """The differences of a section, or of one definition of it with what it holds."""
        return [
            each
            for each in self.differences
            if each.section == section and (code is None or each.code.partition("/")[0] == code)
        ]


def playbook_frame(user: Staff, current: str = "") -> Frame:
    """The frame of a page of the section ``current``. Two SQL queries, and those of pages with a count of their own."""
    known = listed()
    rows = office_rows()
    stored = {each.section: each for each in TakenPack.objects.all()}
    pack = read_pack_of_office(next(iter(stored.values())).pack if stored else _pack_before_versions())
    base = {name: each.rows for name, each in stored.items()}
    found: list[Difference] = []
    for each in known:
        if pack and each.name in pack.rows:
            shipped = pack.rows[each.name]
            found += differences(each, office=rows[each.name], base=base.get(each.name, []), pack=shipped)
    return Frame(
        lines=_lines(known, rows, found, current),
        rows=rows,
        base=base,
        pack=pack,
        differences=found,
        changed=len({(each.section, each.code) for each in found}),
        total=sum(len(_in_use(each, rows[each.name])) for each in known),
        may_edit=can_edit_playbook(user),
        current=current,
    )


def row_of(frame: Frame, section: str, code: str) -> Row | None:
    """One definition of the office."""
    return next((row for row in frame.rows.get(section, []) if row["code"] == code), None)


def _lines(known: Sequence[Section], rows: dict[str, Rows], found: list[Difference], current: str) -> list[Line]:
    own = pages()
    lines = []
    for section in known:
        page = own.get(section.name)
        url = reverse(page.url_name) if page else reverse("playbook_section", args=[section.name])
        label = str((page.label if page else "") or section.label or section.name)
        changed = {each.code for each in found if each.section == section.name}
        count = sum(row.get("is_active", True) for row in rows[section.name])
        lines.append(Line(section.name, label, url, count, len(changed), section.name == current))
    names = {section.name for section in known}
    for page in sorted(own.values(), key=lambda each: each.order):
        if page.name not in names:
            count = page.count() if page.count else 0
            url = reverse(page.url_name)
            lines.append(Line(page.name, str(page.label or _("Other")), url, count, 0, page.name == current))
    return lines


def _pack_before_versions() -> str:
    """An office that came here from a Mayak that did not remember what it took over."""
    return Office.objects.values_list("playbook", flat=True).first() or ""


def _in_use(section: Section, rows: Rows) -> dict[str, Row]:
    found = records(rows, child_key(section))
    return {code: row for code, row in found.items() if row.get("is_active", True)}
