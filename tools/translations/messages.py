"""What a string on screen is, and where the strings of an app are."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Message:
    """One translatable string as it stands at one place."""

    singular: str
    path: Path
    line: int
    plural: str = ""
    context: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What makes two messages the same entry of a catalogue."""
        return (self.context, self.singular)


@dataclass(frozen=True, order=True)
class Finding:
    """Something to mend, at a place that an editor can open."""

    path: Path
    line: int
    text: str = field(compare=False)

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.text}"


@dataclass(frozen=True)
class App:
    """A folder that owns a catalogue."""

    root: Path

    @property
    def name(self) -> str:
        """The app's label."""
        return self.root.name

    @property
    def catalogue(self) -> Path:
        """The Russian catalogue; English needs none, its strings are the msgids."""
        return self.root / "locale" / "ru" / "LC_MESSAGES" / "django.po"

    def files(self, *suffixes: str) -> Iterator[Path]:
        """The app's sources with these endings, without tests, migrations and vendored assets."""
        for path in sorted(self.root.rglob("*")):
            inside = path.relative_to(self.root).parts
            if path.suffix in suffixes and not {"tests", "migrations", "vendor"} & set(inside):
                yield path


def apps_of(package: Path) -> list[App]:
    """Every app of the package, by name."""
    return [App(path.parent) for path in sorted(package.glob("*/apps.py"))]


def is_listed(path: Path, root: Path, globs: Iterable[str]) -> bool:
    """Whether a glob of the settings (relative to ``root``) names the path."""
    relative = path.relative_to(root) if path.is_relative_to(root) else path
    return any(relative.match(glob) for glob in globs)
