"""Where the files of an import lie until it is dropped or forgotten: ``MEDIA_ROOT/imports/<folder>``."""

import shutil
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from mayak.exchange.models import ImportRun
from mayak.exchange.problems import UnusableInputError

FOLDER = "imports"


def imports_folder() -> Path:
    """The folder of all imports."""
    return Path(settings.MEDIA_ROOT) / FOLDER


def exports_folder() -> Path:
    """The folder of files that were exported."""
    return Path(settings.MEDIA_ROOT) / "exports"


def folder_of(run: ImportRun) -> Path:
    """The folder with a run's files. Raises UnusableInputError when they are not kept (any more)."""
    folder = imports_folder() / run.folder
    if not run.folder or not folder.is_dir():
        raise UnusableInputError(
            _("The files of this import are not kept any more."), hint=_("Upload them again to make a new plan.")
        )
    return folder


def forget_files(run: ImportRun) -> None:
    """Remove a run's files; harmless when there are none. The caller saves ``folder``."""
    if run.folder:
        shutil.rmtree(imports_folder() / run.folder, ignore_errors=True)
        run.folder = ""
