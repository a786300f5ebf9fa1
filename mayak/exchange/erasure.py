"""A person's data in what imports and exports keep: plans, former rows, uploaded and written files.

Rows about the person lose what was personal, other rows what names the person. A file that mentions the person goes
whole: a table of somebody's system is not ours to mend. So does a plan not yet brought in, which would bring the
person back.
"""

import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from django.db.models import JSONField, Model, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast

from mayak.core.errors import ConflictError
from mayak.core.traces import Linked, Trace, Words
from mayak.exchange.commit.refresh import lock_imports
from mayak.exchange.models import FormerRow, ImportRun, OfficeExport, PlanRow, RunState
from mayak.exchange.services import discard_import
from mayak.exchange.storage import exports_folder, forget_files, imports_folder
from mayak.exchange.tables import TABLES

TABLE_OF = {table.db_table: table.code for table in TABLES}
OPEN = (RunState.UPLOADED, RunState.PLANNING, RunState.PLANNED, RunState.FAILED)
PARTS_OF_PERSON = ("+phones", "+emails")
ROW_TEXTS = ("values", "changes", "errors", "repairs", "raw")
RUN_TEXTS = ("sources", "notes", "choices", "undo_plan")
PIECE, OVERLAP = 1 << 22, 400
SURE_KEY = re.compile(r"\D|\d{7}")
_SEPARATORS = re.compile(r"<[^<>]*>|[;,|\t\"]")
ENCODINGS = ("utf-8", "cp1251", "cp866", "utf-16-le")


def erase_copies(trace: Trace) -> int:
    """Take the person out of all of it (inside the caller's transaction); the number of rows and files."""
    lock_imports()
    if ImportRun.objects.filter(state=RunState.COMMITTING).exists():
        from django.utils.translation import gettext as _

        raise ConflictError(
            _("An import is being brought in right now."), hint=_("Erase the person when it has ended.")
        )
    about = set(PlanRow.objects.filter(table="persons", target_id__in=trace.person_ids).values_list("run", flat=True))
    number = _drop_files(trace) + _drop_exports()
    for linked in trace.linked:
        number += _empty_plan_rows(trace, linked) + _empty_former_rows(trace, linked)
    number += _clean(PlanRow.objects.all(), trace, ("title",), ROW_TEXTS, _words_for_row)
    number += _clean(FormerRow.objects.all(), trace, (), ("before", "after"), _words_for_row)

    def words_for_run(run: ImportRun, trace: Trace) -> Words:
        return trace.at_clients if run.pk in about else trace.everywhere

    return number + _clean(ImportRun.objects.all(), trace, ("name", "job_error"), RUN_TEXTS, words_for_run)


def _own(model: type[PlanRow], trace: Trace, linked: Linked) -> QuerySet[PlanRow]:
    code = TABLE_OF.get(linked.table)
    rows = model.objects.filter(table=code, target_id__in=linked.ids) if code else model.objects.none()
    if code == "persons":
        rows |= model.objects.filter(table=code, key__in=trace.keys)
    return rows


def _former(linked: Linked) -> QuerySet[FormerRow]:
    return FormerRow.objects.filter(db_table=linked.table, object_id__in=linked.ids)


def _empty_plan_rows(trace: Trace, linked: Linked) -> int:
    dropped = {*linked.columns, *(PARTS_OF_PERSON if TABLE_OF.get(linked.table) == "persons" else ())}
    number = 0
    for row in _own(PlanRow, trace, linked).iterator():
        values = {name: value for name, value in (row.values or {}).items() if name not in dropped}
        row.values = values if row.values is not None else None
        row.title, row.changes, row.errors, row.repairs, row.raw = "", None, None, None, None
        if row.table == "persons":
            row.key = ""
        row.save()
        number += 1
    return number


def _empty_former_rows(trace: Trace, linked: Linked) -> int:
    if linked.table in ("clients_personphone", "clients_personemail"):
        # Undo would put an empty number back.
        return _former(linked).delete()[0]
    number = 0
    for row in _former(linked).iterator():
        row.before = {name: value for name, value in row.before.items() if name not in linked.columns}
        if row.after is not None:
            row.after = {name: value for name, value in row.after.items() if name not in linked.columns}
        row.save()
        number += 1
    return number


def _words_for_row(row: PlanRow | FormerRow, trace: Trace) -> Words:
    """By the client of the row; a bad row has none: there the cells together tell who is meant."""
    values = row.before if isinstance(row, FormerRow) else row.values
    client = (values or {}).get("client_id")
    if client in trace.client_ids:
        return trace.at_clients
    cells = [str(cell) for cell in (getattr(row, "raw", None) or []) if cell is not None]
    is_meant = trace.everywhere.found_in(" ".join(cells)) or any(cell in trace.keys for cell in cells)
    return trace.at_clients if is_meant else trace.everywhere


def _clean(
    rows: "QuerySet[Any]",
    trace: Trace,
    texts: Iterable[str],
    jsons: Iterable[str],
    words_for: Callable[[Any, Trace], Words],
) -> int:
    """Take the person's names out of rows about anything."""
    pattern = trace.at_clients.in_database
    if not pattern:
        return 0
    found, number = Q(), 0
    for name in (*texts, *jsons):
        rows = rows.annotate(**{f"{name}_text": Cast(name, TextField())})
        found |= Q(**{f"{name}_text__iregex": pattern})
    for row in rows.filter(found).iterator():
        number += _clean_row(row, words_for(row, trace), texts, jsons)
    return number


def _clean_row(row: Model, words: Words, texts: Iterable[str], jsons: Iterable[str]) -> int:
    changed: dict[str, Any] = {}
    for name in texts:
        if (text := words.cleaned(getattr(row, name))) != getattr(row, name):
            changed[name] = text
    for name in jsons:
        value = getattr(row, name)
        if value is not None and (cleaned := words.cleaned_json(value)) != value:
            changed[name] = Value(cleaned, JSONField())
    return type(row)._default_manager.filter(pk=row.pk).update(**changed) if changed else 0


# --- files ------------------------------------------------------------------------------------------------------


def _drop_files(trace: Trace) -> int:
    runs = _runs_with_files(trace)
    for run in runs:
        if run.state in OPEN:
            discard_import(run_id=run.pk)
        else:
            forget_files(run)
            run.save(update_fields=["folder"])
    return len(runs)


def _runs_with_files(trace: Trace) -> list[ImportRun]:
    """Imports not yet brought in, or with their files still here, that mention the person."""
    about = Q(pk__in=PlanRow.objects.filter(table="persons", target_id__in=trace.person_ids).values("run"))
    runs = ImportRun.objects.filter(~Q(folder="") | Q(state__in=OPEN))
    with_rows = set(runs.filter(about).values_list("pk", flat=True))
    keys = tuple(re.escape(key) for key in trace.keys if SURE_KEY.search(key))
    words = Words(trace.at_clients.names, (*trace.at_clients.phrases, *keys))
    return [run for run in runs if run.pk in with_rows or _mentions(run, words)]


def _mentions(run: ImportRun, words: Words) -> bool:
    folder = imports_folder() / run.folder
    if not run.folder or not words or not folder.is_dir():
        return False
    return any(words.found_in(text) for path in folder.rglob("*") if path.is_file() for text in _texts(path))


def _texts(path: Path) -> Iterator[str]:
    """What stands in a file, by every encoding that it may be in; the parts of a workbook one after the other."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                with archive.open(name) as stream:
                    yield from _pieces(stream, ("utf-8",))
    else:
        with path.open("rb") as stream:
            yield from _pieces(stream, ENCODINGS)


def _pieces(stream: IO[bytes], encodings: Iterable[str]) -> Iterator[str]:
    rest = b""
    while piece := stream.read(PIECE):
        whole = rest + piece
        for encoding in encodings:
            for shift in (0, 1) if encoding == "utf-16-le" else (0,):
                yield _SEPARATORS.sub(" ", whole[shift:].decode(encoding, errors="ignore"))
        rest = whole[-OVERLAP:]


def _drop_exports() -> int:
    """Files of exports, those of actions on many clients too, are copies; whoever needs one writes it anew."""
    number = 0
    for path in exports_folder().glob("*"):
        if path.is_file():
            path.unlink(missing_ok=True)
            number += 1
    OfficeExport.objects.exclude(file="").update(file="", size=0)
    return number
