"""One stylesheet and one script for the browser, many small sources for us.

``styles/*.css`` and ``scripts/*.js`` are joined in the order of their names into ``ui/mayak.css`` and
``ui/mayak.js``; ``styles/office/*.css``, what only the pages of import and playbook need, into ``ui/office.css``. This
finder gives the joined files to Django, so ``collectstatic``, the development server and the tests all serve the same
thing and there is no build step to forget.
"""

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

APP_DIR = Path(__file__).resolve().parent
BUNDLES: dict[str, tuple[str, str]] = {
    "ui/mayak.css": ("styles", "*.css"),
    "ui/office.css": ("styles/office", "*.css"),
    "ui/mayak.js": ("scripts", "*.js"),
}


def sources_of(bundle: str) -> list[Path]:
    """The source files of a bundle in the order in which they are joined."""
    folder, pattern = BUNDLES[bundle]
    return sorted((APP_DIR / folder).glob(pattern))


def joined(bundle: str) -> str:
    """The text of a bundle. Scripts are wrapped, so that what one file declares stays in that file; styles go without
    their comments and margins, which are for us."""
    texts = [path.read_text(encoding="utf-8") for path in sources_of(bundle)]
    if bundle.endswith(".js"):
        body = "".join(f"(() => {{\n{text}}})();\n" for text in texts)
        return f'"use strict";\n{body}'
    return _squeezed("\n".join(texts))


def _squeezed(styles: str) -> str:
    """Rules without comments and margins, a rule or two a line; what is inside quotes keeps its spaces."""
    bare = re.sub(r"/\*.*?\*/", "", styles, flags=re.DOTALL)
    pieces = re.split(r"""("[^"]*"|'[^']*')""", bare)
    pieces[::2] = [_unspaced(piece) for piece in pieces[::2]]
    return "\n".join(line.strip() for line in "".join(pieces).splitlines() if line.strip()) + "\n"


def _unspaced(rules: str) -> str:
    tight = re.sub(r"\s*([{};,])[ \t]*", r"\1", rules)
    tight = re.sub(r"(^\s*|[{;])([\w-]+):\s+", r"\1\2:", tight, flags=re.MULTILINE)
    return tight.replace(";}", "}").replace("}", "}\n")


class BundleFinder(BaseFinder):
    """Staticfiles finder of the joined files, kept in ``settings.BUNDLES_DIR`` from one process to the next."""

    def __init__(self, app_names: Any = None, *args: Any, **kwargs: Any) -> None:
        self.folder = Path(settings.BUNDLES_DIR)
        self.storage = FileSystemStorage(location=self.folder)
        super().__init__(*args, **kwargs)

    def check(self, **kwargs: Any) -> list[Any]:
        """Nothing to configure, nothing to check."""
        return []

    def _build(self, bundle: str) -> Path:
        target = self.folder / bundle
        content = joined(bundle).encode()
        if not target.exists() or target.read_bytes() != content:
            # whole or not at all: another process may be reading it, or making the same
            target.parent.mkdir(parents=True, exist_ok=True)
            made = target.with_name(f".{target.name}.{os.getpid()}")
            made.write_bytes(content)
            made.replace(target)
        return target

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """The file behind a static path, or nothing when it is not a bundle."""
        if path not in BUNDLES:
            return []
        target = str(self._build(path))
        return [target] if find_all else target

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        """All bundles, for ``collectstatic``."""
        for bundle in BUNDLES:
            self._build(bundle)
            yield bundle, self.storage
