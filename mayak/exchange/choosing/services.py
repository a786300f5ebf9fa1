"""Files of an import: taken in, looked at, decided about, handed to the planner."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from mayak.accounts.models import Staff
from mayak.core import clock
from mayak.core.errors import ConflictError, InvalidInputError
from mayak.exchange.choosing import memory
from mayak.exchange.choosing.choices import Choices, FileChoice, Refusal, SourceChoice
from mayak.exchange.choosing.survey import look, source_of, sources_in
from mayak.exchange.models import ImportRun, RunState
from mayak.exchange.problems import UnusableInputError
from mayak.exchange.sources.delimited import DELIMITERS, ENCODINGS
from mayak.exchange.sources.files import ORDER, Found, find_sheets
from mayak.exchange.sources.header import head_of, header_at
from mayak.exchange.sources.recognise import Memories, fingerprint_of
from mayak.exchange.sources.sheet import Sheet
from mayak.exchange.sources.source import Form
from mayak.exchange.sources.targets import targets_of
from mayak.exchange.storage import folder_of, forget_files, imports_folder
from mayak.exchange.tables import BY_CODE
from mayak.exchange.uploads import Batch, store_files, store_pasted

OPEN_STATES = (RunState.UPLOADED, RunState.PLANNED, RunState.FAILED)
MOST_REFUSED = 50


@dataclass(frozen=True)
class SourceChange:
    """What a person switches at a source. None: as it was; ``table`` "" is "do not bring in"."""

    table: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    header_row: int | None = None
    header_height: int | None = None


def start_upload(
    *, files: "Iterable[UploadedFile[bytes]]" = (), pasted: str = "", author: Staff | None = None
) -> ImportRun:
    """A new import of the files. Raises UnusableInputError when none of them is a table."""
    folder = secrets.token_hex(8)
    run = ImportRun(
        created_at=clock.real_now(),
        author=author,
        name="",
        state=RunState.UPLOADED,
        as_of_date=clock.today(),
        folder=folder,
    )
    try:
        choices = Choices()
        _receive(choices, imports_folder() / folder, files, pasted)
        if not choices.files:
            raise _nothing_usable(choices)
        _save(run, choices)
    except BaseException:  # an interrupt too must not leave files without a run
        forget_files(run)
        raise
    return run


def _nothing_usable(choices: Choices) -> UnusableInputError:
    first = choices.refused[0] if choices.refused else Refusal("", _("No file was chosen."), "")
    rest = " ".join(item.reason for item in choices.refused[1:4])
    return UnusableInputError(
        f"{first.reason} {rest}".strip(), hint=first.hint or _("Choose tables, a workbook or a .zip of them.")
    )


def add_files(*, run_id: int, files: "Iterable[UploadedFile[bytes]]" = (), pasted: str = "") -> ImportRun:
    """More files for an import that is being prepared. What is refused is kept to be shown."""
    with transaction.atomic():
        run, choices = _opened(run_id)
        _receive(choices, folder_of(run), files, pasted)
        _save(run, choices)
    return run


def _receive(choices: Choices, folder: Path, files: "Iterable[UploadedFile[bytes]]", pasted: str) -> None:
    choices.refused = []
    if pasted.strip():
        number = sum(1 for file in choices.files if file.stored.endswith(".tsv")) + 1
        batch = store_pasted(pasted, _("Pasted table %(number)d") % {"number": number}, folder)
    else:
        batch = store_files(files, folder, already=len(choices.files))
    _add(choices, folder, batch)


def _add(choices: Choices, folder: Path, batch: Batch) -> None:
    known = memory.memories()
    refused = [Refusal(name, error.message, error.hint) for name, error in batch.refused]
    for stored in batch.stored:
        number = max((file.id for file in choices.files), default=0) + 1
        file = FileChoice(number, stored.name, stored.stored, stored.size, stored.form)
        try:
            found = sources_in(folder / stored.stored, file)
        except UnusableInputError as error:
            (folder / stored.stored).unlink(missing_ok=True)
            refused.append(Refusal(stored.name, error.message, error.hint))
            continue
        choices.files.append(file)
        for source in found:
            _look(choices, source, folder, known, is_only_sheet=len(found) == 1)
            choices.sources.append(source)
    choices.refused = refused[:MOST_REFUSED]


def _look(
    choices: Choices,
    source: SourceChoice,
    folder: Path,
    known: Memories,
    *,
    is_only_sheet: bool | None = None,
) -> None:
    if is_only_sheet is None:
        is_only_sheet = sum(1 for other in choices.sources if other.file == source.file) == 1
    look(source, source_of(source, folder, choices.file(source.file)), known, is_only_sheet=is_only_sheet)
    remembered = known.get(fingerprint_of(memory.headers_of(source)))
    source.remembered_at = clock.day_of(remembered.saved_at).isoformat() if remembered else ""


def _opened(run_id: int) -> tuple[ImportRun, Choices]:
    """The run, locked, while its files may still be decided about. A plan made of other choices is dropped."""
    run = ImportRun.objects.select_for_update(of=("self",)).get(pk=run_id)
    if run.state not in OPEN_STATES or not run.folder or run.progress.get("phase"):
        raise ConflictError(
            _("This import cannot be changed any more: %(state)s.") % {"state": run.get_state_display()},
            hint=_("Upload the files again to make a new plan."),
        )
    if run.state != RunState.UPLOADED:
        run.rows.all()._raw_delete("default")
        run.state, run.counts, run.sources, run.notes, run.job_error = RunState.UPLOADED, {}, [], [], ""
    choices = Choices.of(run.choices)
    choices.rest.pop("left_out", None)
    return run, choices


def _save(run: ImportRun, choices: Choices) -> None:
    run.choices = choices.as_json()
    run.name = ", ".join(file.name for file in choices.files)[:300]
    run.save()


def remove_file(*, run_id: int, file: int) -> bool:
    """Take a file out of the import; whether any is left. Without files the import is dropped."""
    with transaction.atomic():
        run, choices = _opened(run_id)
        gone = [item for item in choices.files if item.id == file]
        choices.files = [item for item in choices.files if item.id != file]
        choices.sources = [item for item in choices.sources if item.file != file]
        choices.refused = []
        for item in gone:
            (folder_of(run) / item.stored).unlink(missing_ok=True)
        if not choices.files:
            forget_files(run)
            run.state, run.is_kept = RunState.DISCARDED, False
        _save(run, choices)
    return bool(choices.files)


def change_source(*, run_id: int, source: str, change: SourceChange) -> SourceChoice:
    """Read a source in another way, take it as another table, or leave it out. Raises InvalidInputError."""
    with transaction.atomic():
        run, choices = _opened(run_id)
        choice = _source(choices, source)
        _check(change)
        if choice.form == Form.TEXT:
            choice.encoding = change.encoding or choice.encoding
            choice.delimiter = change.delimiter or choice.delimiter
        if change.header_row is not None or change.header_height is not None:
            row, height = change.header_row or choice.header_row, change.header_height or choice.header_height
            if (row, height) != (choice.header_row, choice.header_height):
                choice.header_row, choice.header_height, choice.is_header_chosen = row, height, True
        _take_as(choice, change.table)
        _look(choices, choice, folder_of(run), memory.memories())
        is_table = bool(choice.table) and (choice.by == "person" or choice.known > 0)
        choice.is_taken = is_table and not choice.is_put_aside and not choice.problem
        _save(run, choices)
    return choice


def _take_as(choice: SourceChoice, table: str | None) -> None:
    """What a person says of the table; a list left as it was says nothing."""
    if table is None or table == (choice.table if choice.is_taken else ""):
        return
    choice.is_put_aside = not table
    if table and choice.form != Form.STATEMENT and (table != choice.table or not choice.known):
        choice.by, choice.table = "person", table


def _check(change: SourceChange) -> None:
    known_encodings = (*ENCODINGS, "utf-8-sig", "utf-16-le", "utf-16-be")
    if (
        (change.table and change.table not in BY_CODE)
        or (change.encoding and change.encoding not in known_encodings)
        or (change.delimiter and change.delimiter not in DELIMITERS)
        or (change.header_row is not None and not 1 <= change.header_row <= 100)
        or (change.header_height is not None and change.header_height not in (1, 2))
    ):
        raise InvalidInputError(_("There is no such choice."), hint=_("Choose one from the list."))


def _source(choices: Choices, code: str) -> SourceChoice:
    choice = choices.source(code)
    if choice is None:
        raise ConflictError(_("This table is not in the import any more."), hint=_("Look at the list of tables again."))
    return choice


def answer_columns(*, run_id: int, source: str, answers: Mapping[int, str | None]) -> SourceChoice:
    """Where columns go, as a person says: place → a target's code, "" to leave out, None for no answer yet."""
    with transaction.atomic():
        run, choices = _opened(run_id)
        choice = _source(choices, source)
        known = targets_of(choice.table) if choice.table else {}
        for place, answer in answers.items():
            if not 0 <= place < len(choice.columns) or (answer and answer not in known):
                raise InvalidInputError(_("There is no such choice."), hint=_("Choose one from the list."))
            column = choice.columns[place]
            if column.target != answer:
                column.target, column.by = answer, "" if answer is None else "person"
        choice.known = sum(1 for column in choice.columns if column.target)
        _save(run, choices)
    return choice


def leave_rest(*, run_id: int) -> ImportRun:
    """Every column without an answer stays out, in all tables."""
    with transaction.atomic():
        run, choices = _opened(run_id)
        for source in choices.taken:
            for column in source.questions:
                column.target, column.by = "", "person"
        _save(run, choices)
    return run


def forget_columns(*, run_id: int, source: str) -> bool:
    """Forget what the office remembers of a table's headers and read them afresh; whether there was anything."""
    with transaction.atomic():
        run, choices = _opened(run_id)
        choice = _source(choices, source)
        was_known = memory.forget(choice)
        choice.by = "" if choice.by == "memory" else choice.by
        for column in choice.columns:
            column.by = "" if column.by == "memory" else column.by
        _look(choices, choice, folder_of(run), memory.memories())
        _save(run, choices)
    return was_known


def ready_to_plan(*, run_id: int, is_whole: bool, remembers: bool, author: Staff | None) -> ImportRun:
    """Close the choosing: everything is answered; remember it. Raises InvalidInputError that names what is open."""
    with transaction.atomic():
        run, choices = _opened(run_id)
        if open_point := first_open(choices):
            raise open_point
        if remembers:
            memory.remember(choices, author)
        choices.refused = []
        run.is_whole = is_whole
        run.author = author or run.author
        run.sources = [{"file": "", "table": source.table, "rows": source.rows} for source in choices.taken]
        _save(run, choices)
    return run


def first_open(choices: Choices) -> InvalidInputError | None:
    """What still keeps the plan from being made; ``field`` is the source."""
    if not choices.taken:
        return InvalidInputError(
            _("No table is chosen to be brought in."), hint=_("Say at the step “Tables” what each file is.")
        )
    for source in choices.taken:
        table = source.spec
        assert table is not None
        if source.problem:
            return InvalidInputError(source.problem, hint=_("Switch the reading or leave the file out."))
        if source.clashes:
            names = ", ".join(table.by_code[code].title for code in source.clashes)
            return InvalidInputError(
                _("“%(table)s”: two columns go to one field: %(fields)s.") % {"table": table.title, "fields": names},
                hint=_("Leave one of them out."),
                field=source.id,
            )
        if source.questions:
            names = ", ".join(column.header for column in source.questions[:5])
            return InvalidInputError(
                _("“%(table)s”: nobody said where these columns go: %(columns)s.")
                % {"table": table.title, "columns": names},
                hint=_("Choose a field for each, or leave them out."),
                field=source.id,
            )
    return None


def found_of(run: ImportRun) -> Found:
    """The tables of a run as a person chose them; without choices, as they are recognised by themselves."""
    folder = folder_of(run)
    choices = Choices.of(run.choices)
    if not choices.sources:
        return find_sheets(folder, memory.memories())
    found = Found([_sheet_of(choices, source, folder) for source in choices.taken if source.spec])
    if not found.sheets:
        raise UnusableInputError(
            _("No table is chosen to be brought in."), hint=_("Say at the step “Tables” what each file is.")
        )
    found.sheets.sort(key=lambda sheet: ORDER[sheet.table.code])
    return found


def _sheet_of(choices: Choices, choice: SourceChoice, folder: Path) -> Sheet:
    file = choices.file(choice.file)
    source = source_of(choice, folder, file)
    table = choice.spec
    assert table is not None
    header = header_at(head_of(source.read()), choice.header_row, choice.header_height)
    return Sheet(
        file.name,
        choice.sheet or Path(file.name).stem,
        table,
        header.row,
        choice.targets,
        memory.headers_of(choice),
        source.read,
        choice.by,
        source.described,
        header.rows,
        choice.answered,
    )


def describe(sheet: Sheet) -> dict[str, object]:
    """A sheet as ``ImportRun.sources`` keeps it."""
    return {
        "file": sheet.file,
        "sheet": sheet.name,
        "table": sheet.table.code,
        "recognised_by": sheet.recognised_by,
        "form": sheet.form,
        "unmapped": sheet.unmapped,
        "headers": sheet.headers,
        "header_row": sheet.header_row,
        "columns": [target.code if target else "" for target in sheet.targets],
    }
