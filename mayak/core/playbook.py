"""Playbook packs: the shipped definitions (``mayak/packs/<pack>/<section>.yaml``) and who loads them.

Every app registers the sections it owns in its ``playbook.py``; packs load in the order of ``order``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext as _

from mayak.core.errors import MayakError

PACKS_DIR = Path(__file__).resolve().parent.parent / "packs"
DEFAULT_PACK = "ric"


@dataclass(frozen=True)
class Section:
    """One file of a pack and the function that brings its rows into the office (create or update by code)."""

    name: str
    load: Callable[[list[dict[str, Any]]], None]
    order: int


_sections: dict[str, Section] = {}


def register(name: str, load: Callable[[list[dict[str, Any]]], None], *, order: int) -> None:
    """Declare that the file ``<name>.yaml`` of every pack is loaded by ``load``."""
    _sections[name] = Section(name, load, order)


def load_pack(pack: str = DEFAULT_PACK) -> None:
    """Bring all definitions of a shipped pack into the office, in one transaction.

    Existing definitions with the same code are updated. Raises MayakError when the pack does not exist.
    """
    from mayak.core.models import Office

    folder = PACKS_DIR / pack
    if not folder.is_dir():
        known = ", ".join(sorted(path.name for path in PACKS_DIR.iterdir() if path.is_dir()))
        raise MayakError(_("There is no playbook “%(pack)s”.") % {"pack": pack}, hint=known)
    autodiscover_modules("playbook")
    with transaction.atomic():
        for section in sorted(_sections.values(), key=lambda item: item.order):
            path = folder / f"{section.name}.yaml"
            if path.exists():
                section.load(yaml.safe_load(path.read_text(encoding="utf-8")) or [])
        Office.objects.update_or_create(pk=1, defaults={"playbook": pack})


def ensure_playbook() -> None:
    """Load the default pack into an office that has none yet."""
    from mayak.core.models import Office

    if not Office.objects.exclude(playbook="").exists():
        load_pack()
