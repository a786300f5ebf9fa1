"""Shipped packs (``mayak/packs/<pack>/``): read, loaded, remembered as they were last taken over."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django.utils.translation import gettext as _

from mayak.core.errors import MayakError
from mayak.core.playbook.changes import playbook_changed
from mayak.core.playbook.comparison import base_after, merged
from mayak.core.playbook.sections import Section, office_rows, sections
from mayak.core.playbook.table import Rows
from mayak.core.text import localized

PACKS_DIR = Path(__file__).resolve().parent.parent.parent / "packs"
DEFAULT_PACK = "ric"
ABOUT = "pack"
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Pack:
    """A shipped pack: its code, its name in both languages, its version, and its rows by section, complete."""

    code: str
    name: Mapping[str, str]
    about: Mapping[str, str]
    version: str
    rows: Mapping[str, Rows]


def pack_codes() -> list[str]:
    """The packs that ship."""
    return sorted(path.parent.name for path in PACKS_DIR.glob(f"*/{ABOUT}.yaml"))


def read_pack(pack: str = DEFAULT_PACK) -> Pack:
    """A shipped pack. Raises MayakError when there is none of that code."""
    if pack not in pack_codes():
        raise MayakError(_("There is no playbook “%(pack)s”.") % {"pack": pack}, hint=", ".join(pack_codes()))
    about = _file(PACKS_DIR / pack / f"{ABOUT}.yaml")
    rows = {section.name: _rows(pack, section) for section in sections()}
    shipped = {name: each for name, each in rows.items() if each is not None}
    return Pack(pack, about["name"], about["about"], str(about["version"]), shipped)


def read_pack_of_office(code: str) -> Pack | None:
    """The shipped pack that the office's playbook came from, None when this Mayak no longer ships it."""
    return read_pack(code) if code in pack_codes() else None


def pack_of_office() -> str:
    """The code of the pack that the office's playbook came from, "" before there is one."""
    from mayak.core.models import Office

    return Office.objects.values_list("playbook", flat=True).first() or ""


def pack_choices() -> list[tuple[str, str]]:
    """The shipped packs to choose from, the office's own first: code and what it is."""
    current = pack_of_office()
    codes = sorted(pack_codes(), key=lambda code: (code != current, code))
    abouts = [(code, _file(PACKS_DIR / code / f"{ABOUT}.yaml")) for code in codes]
    return [(code, f"{localized(about['name'])}. {localized(about['about'])}") for code, about in abouts]


def load_pack(pack: str = DEFAULT_PACK, *, staff_id: int | None = None, reason: str = "") -> None:
    """Bring the definitions of a shipped pack into the office, in one transaction.

    What the office changed itself since a pack was last taken over stays as it is, and so does what the pack no
    longer has. Raises MayakError when the pack does not exist.
    """
    from mayak.core.models import Office, TakenPack

    shipped = read_pack(pack)
    with transaction.atomic():
        taken = {each.section: each.rows for each in TakenPack.objects.select_for_update().filter(pack=pack)}
        for section in sections():
            rows = shipped.rows.get(section.name)
            if rows is None:
                continue
            base = taken.get(section.name)
            if base is None or not section.table:
                section.load(rows)
            else:
                office = section.dump()
                section.load(merged(section, office=office, base=base, pack=rows))
                rows = base_after(section, office=office, base=base, pack=rows)
            values = {"pack": pack, "version": shipped.version, "rows": rows}
            TakenPack.objects.update_or_create(section=section.name, defaults=values)
        Office.objects.update_or_create(pk=1, defaults={"playbook": pack})
        told = _("Pack %(name)s %(version)s") % {"name": localized(shipped.name), "version": shipped.version}
        playbook_changed("", staff_id=staff_id, reason=reason or told)


def ensure_playbook(pack: str = DEFAULT_PACK) -> None:
    """Load a pack into an office that has none yet, and into one that has: the sections it never had."""
    from mayak.core.models import Office, TakenPack

    current = Office.objects.exclude(playbook="").values_list("playbook", flat=True).first()
    if not current:
        load_pack(pack)
        return
    taken = set(TakenPack.objects.values_list("section", flat=True))
    new = [section for section in sections() if section.name not in taken]
    if not new or current not in pack_codes():
        playbook_changed("")
        return
    shipped, stored = read_pack(current), office_rows([section.name for section in new])
    with transaction.atomic():
        for section in new:
            rows = shipped.rows.get(section.name)
            if rows is not None and not stored.get(section.name):
                section.load(rows)
                values = {"pack": current, "version": shipped.version, "rows": rows}
                TakenPack.objects.update_or_create(section=section.name, defaults=values)
        playbook_changed("")


def _rows(pack: str, section: Section) -> Rows | None:
    path = PACKS_DIR / pack / f"{section.name}.yaml"
    return section.canonical(_file(path) or []) if path.exists() else None


def _file(path: Path) -> Any:
    return _parsed(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=64)
def _parsed(path: Path, changed: int) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # a safe loader, the fast one
