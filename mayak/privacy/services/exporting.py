"""Exports of everything about a person: written at once when small, by the worker when large, always journalled."""

import json
import re
import tempfile
import uuid
import zipfile
from pathlib import Path
from typing import Any

import structlog
import xlsxwriter
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from mayak.accounts.journal import record_security_event
from mayak.accounts.models import EventKind, Staff
from mayak.clients.models import Person
from mayak.core import clock
from mayak.core.database import DATABASE_AWAY
from mayak.core.errors import InvalidInputError
from mayak.jobs import single_run
from mayak.privacy.models import Deed, ExportForm, PersonExport
from mayak.privacy.services.gathering import Dossier, gather, moment
from mayak.privacy.services.tracing import count_records, same_persons
from mayak.privacy.services.viewing import record_deed

# What is written while somebody waits; more is work for the worker.
MOST_AT_ONCE = 1000
SHEET_NAME = 31
_NOT_IN_A_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")
log = structlog.get_logger(__name__)


def exports_folder() -> Path:
    """Where the files lie."""
    return Path(settings.MEDIA_ROOT) / "person-exports"


def start_export(*, person: Person, author: Staff, form: str) -> PersonExport:
    """Take out everything about a person. Who did it goes into both journals with it."""
    from mayak.privacy.tasks import write_person_export

    if form not in ExportForm.values:
        raise InvalidInputError(_("Choose the form of the file."), field="form")
    language = translation.get_language() or "ru"
    with transaction.atomic():
        export = PersonExport.objects.create(person=person, author=author, form=form, created_at=clock.real_now())
        detail = _("person %(person)d of client %(client)d") % {"person": person.pk, "client": person.client_id}
        record_security_event(EventKind.EXPORT, staff=author, detail=f"{detail} ({form})")
        record_deed(staff_id=author.pk, deed=Deed.EXPORTED, person_id=person.pk, client_id=person.client_id)
        is_large = sum(count_records(same_persons(person)).values()) > MOST_AT_ONCE
        if is_large:
            write_person_export.defer(export_id=export.pk, language=language)
    if not is_large:
        write_export(export_id=export.pk, language=language)
    return export


def write_export(*, export_id: int, language: str = "ru") -> None:
    """Write the file of an export; a second worker, or a second time, does nothing."""
    with single_run(f"mayak.person_export.{export_id}") as is_ours, translation.override(language):
        export = PersonExport.objects.select_related("person__client").filter(pk=export_id, finished_at=None).first()
        if not is_ours or export is None:
            return
        try:
            dossier = gather(export.person)
            path = _write(dossier, export.form)
        except DATABASE_AWAY:
            raise
        except OSError as error:
            log.exception("export of a person failed", export=export_id)
            export.error = str(error)
        else:
            export.rows, export.file, export.size = dossier.rows, path.name, path.stat().st_size
        export.finished_at = clock.real_now()
        export.save(update_fields=["rows", "file", "size", "error", "finished_at"])


def drop_files(exports: "QuerySet[PersonExport]") -> int:
    """Remove the files of exports; that they were made stays known. Their number."""
    with_files = exports.exclude(file="")
    for export in with_files:
        (exports_folder() / export.file).unlink(missing_ok=True)
    return with_files.update(file="", size=0)


def _write(dossier: Dossier, form: str) -> Path:
    folder = exports_folder()
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{uuid.uuid4().hex}.{form}"
    with tempfile.TemporaryDirectory(prefix=".writing-", dir=folder) as place:
        made = Path(place) / target.name
        if form == ExportForm.BOOK:
            _write_book(made, dossier)
        elif form == ExportForm.JSON:
            made.write_text(_as_json(dossier), encoding="utf-8")
        else:
            _write_archive(made, dossier)
        # Whole or not at all: nobody downloads a half.
        made.replace(target)
    return target


def _as_json(dossier: Dossier) -> str:
    content: dict[str, Any] = {
        "person": dossier.person.exchange_id,
        "client": dossier.person.client.name,
        "made_at": clock.real_now().isoformat(timespec="seconds"),
        "sections": [
            {"code": section.code, "title": section.title, "labels": section.columns, "rows": section.rows}
            for section in dossier.sections
        ],
        "files": [attached.name for attached in dossier.files],
    }
    return json.dumps(content, ensure_ascii=False, indent=1)


def _write_archive(target: Path, dossier: Dossier) -> None:
    book = target.with_suffix(".xlsx")
    _write_book(book, dossier)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("person.json", _as_json(dossier))
        archive.write(book, "person.xlsx")
        for attached in dossier.files:
            if attached.path.is_file():
                archive.write(attached.path, f"files/{attached.name}")


def _write_book(target: Path, dossier: Dossier) -> None:
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(target), options) as book:
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        text = book.add_format({"text_wrap": True, "valign": "top"})
        taken: set[str] = set()
        cover = book.add_worksheet(_free_name(_("Contents"), taken))
        _write_cover(cover, dossier, head, text)
        for section in dossier.sections:
            sheet = book.add_worksheet(_free_name(section.title, taken))
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, max(0, len(section.columns) - 1), 24)
            for place, (code, label) in enumerate(section.columns.items()):
                sheet.write_string(0, place, label, head)
                for number, row in enumerate(section.rows, 1):
                    sheet.write_string(number, place, row[code], text)


def _write_cover(sheet: Any, dossier: Dossier, head: Any, text: Any) -> None:
    person = dossier.person
    sheet.set_column(0, 0, 40)
    sheet.set_column(1, 1, 60)
    lines = [
        (_("Contact person"), person.full_name),
        (_("Client"), person.client.name),
        (_("Made"), moment(clock.real_now())),
        *((section.title, str(len(section.rows))) for section in dossier.sections),
    ]
    for number, (label, value) in enumerate(lines):
        sheet.write_string(number, 0, label, head if number < 3 else text)
        sheet.write_string(number, 1, value, text)


def _free_name(title: str, taken: set[str]) -> str:
    plain = _NOT_IN_A_SHEET_NAME.sub(" ", title).strip() or "…"
    name, number = plain[:SHEET_NAME], 2
    while name.lower() in taken:
        name, number = f"{plain[: SHEET_NAME - 4]} {number}", number + 1
    taken.add(name.lower())
    return name
