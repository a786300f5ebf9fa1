"""Versions of the playbook and what changed between two of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from mayak.core.playbook import Rows, listed
from mayak.core.playbook.comparison import Difference, differences
from mayak.playbook.models import PlaybookVersion

PAGE = 50


@dataclass(frozen=True)
class VersionLine:
    """A version in the list: who, when, why, which sections it changed."""

    number: int
    author: str
    made_at: datetime
    changed_at: datetime
    reason: str
    sections: tuple[str, ...]


def versions(*, before: int | None = None, limit: int = PAGE) -> list[VersionLine]:
    """Versions, newest first, those below a number. One SQL query."""
    found = PlaybookVersion.objects.select_related("author").defer("snapshot")
    if before is not None:
        found = found.filter(number__lt=before)
    return [_line(each) for each in found[:limit]]


def version_line(number: int) -> VersionLine | None:
    """One version, None when there is none of that number. One SQL query."""
    found = PlaybookVersion.objects.select_related("author").defer("snapshot").filter(number=number).first()
    return _line(found) if found else None


def changes_between(earlier: Mapping[str, Rows], later: Mapping[str, Rows]) -> list[Difference]:
    """What became of the earlier rows: own = added, missing = gone, changed with ``pack`` before, ``office`` after."""
    found: list[Difference] = []
    for section in listed():
        if section.name in earlier or section.name in later:
            before = section.canonical(earlier.get(section.name, []))
            after = section.canonical(later.get(section.name, []))
            found += differences(section, office=after, base=[], pack=before)
    return found


def snapshots(numbers: Sequence[int]) -> dict[int, dict[str, Rows]]:
    """The playbook at several versions. One SQL query."""
    return dict(PlaybookVersion.objects.filter(number__in=numbers).values_list("number", "snapshot"))


def _line(version: PlaybookVersion) -> VersionLine:
    return VersionLine(
        number=version.number,
        author=version.author.full_name if version.author else "",
        made_at=version.made_at,
        changed_at=version.changed_at,
        reason=version.reason,
        sections=tuple(version.sections),
    )
