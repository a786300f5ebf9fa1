"""Compiled message catalogues: made by babel from the ``.po`` sources whenever they are missing or older."""

import logging
import os
import sys
from contextlib import redirect_stdout
from pathlib import Path

PACKAGE_DIR = Path(__file__).resolve().parent.parent
log = logging.getLogger(__name__)


def stale_catalogues(root: Path = PACKAGE_DIR) -> list[Path]:
    """The ``.po`` files below ``root`` (the package, or one app) whose ``.mo`` is missing or older."""
    pattern = "*/locale/*/LC_MESSAGES/django.po" if root == PACKAGE_DIR else "locale/*/LC_MESSAGES/django.po"
    return [source for source in sorted(root.glob(pattern)) if _is_stale(source)]


def _is_stale(source: Path) -> bool:
    compiled = source.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime


def compile_stale(root: Path = PACKAGE_DIR) -> int:
    """Compile what is stale; returns how many catalogues were written.

    A package installed read-only stays as it is: English then shows where a catalogue is missing.
    """
    written = 0
    for source in stale_catalogues(root):
        try:
            _compile(source)
        except OSError as error:
            log.warning("catalogue %s was not compiled: %s", source, error)
        else:
            written += 1
    return written


def _compile(source: Path) -> None:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    # babel prints its warnings; standard output belongs to the command's answer (--json).
    with source.open("rb") as stream, redirect_stdout(sys.stderr):
        catalogue = read_po(stream, locale=source.parts[-3])
    partial = source.with_suffix(f".mo.{os.getpid()}")
    try:
        with partial.open("wb") as stream:
            write_mo(stream, catalogue)
        partial.replace(source.with_suffix(".mo"))
    finally:
        partial.unlink(missing_ok=True)
