"""What the first two steps of an import show: files with their tables, a preview, columns with their targets."""

from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mayak.exchange.choosing.choices import Choices, ColumnChoice, SourceChoice
from mayak.exchange.choosing.proposals import proposals_of
from mayak.exchange.choosing.survey import UNREADABLE, source_of
from mayak.exchange.page import in_days
from mayak.exchange.plan.draft import Draft
from mayak.exchange.plan.parse import readers_of
from mayak.exchange.sources.header import texts_of
from mayak.exchange.sources.recognise import table_named
from mayak.exchange.sources.source import Form
from mayak.exchange.sources.targets import Target, targets_of
from mayak.exchange.tables import BY_CODE, TABLES
from mayak.exchange.tables.spec import Kind, Table

SHOWN_ROWS = 15
SHOWN_COLUMNS = 40
SHOWN_CELL = 80
SHOWN_EXAMPLES = 3
ENCODING_LABELS = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8 BOM",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "cp1251": "cp1251 (Windows)",
    "cp866": "cp866 (DOS)",
    "koi8-r": "KOI8-R",
}
DELIMITER_LABELS = {";": ";", ",": ",", "\t": "TAB", "|": "|"}


@dataclass(frozen=True)
class Option:
    """One choice of a list."""

    value: str
    label: str
    is_chosen: bool = False


@dataclass(frozen=True)
class SourceLine:
    """One table of the files in the list."""

    id: str
    file: int
    name: str
    size: int
    sheet: str
    form: str
    title: str
    how: str
    described: str
    rows: int
    is_taken: bool
    state: str
    state_text: str


@dataclass(frozen=True)
class PreviewRow:
    """One row of the file as it is read now."""

    number: int
    cells: list[str]
    is_header: bool
    is_above: bool


@dataclass(frozen=True)
class ColumnLine:
    """One column of a file: where it goes, how we know, how it is read."""

    place: int
    header: str
    examples: str
    target: str | None
    options: list[Option]
    by: str
    how: str
    reads: str
    state: str
    proposals: list[Option] = field(default_factory=list)
    error: str = ""


def shown_day(iso: str) -> str:
    """«12 октября» of a stored day; with the year when it is another one."""
    return str(formats.date_format(date.fromisoformat(iso), "j E")) if iso else ""


def source_lines(choices: Choices) -> list[SourceLine]:
    """Every table of the files, in the order of upload."""
    return [_source_line(choices, source) for source in choices.sources]


def _source_line(choices: Choices, source: SourceChoice) -> SourceLine:
    file = choices.file(source.file)
    state, text = _state_of(source)
    return SourceLine(
        id=source.id,
        file=file.id,
        name=file.name,
        size=file.size,
        sheet=source.sheet,
        form=source.form,
        title=source.spec.title if source.spec else "",
        how=_how_known(source),
        described=_described(source, file.name),
        rows=source.rows,
        is_taken=source.is_taken,
        state=state,
        state_text=text,
    )


def _state_of(source: SourceChoice) -> tuple[str, str]:
    if source.problem:
        return "urgent", _("cannot be read")
    if not source.is_taken:
        # Half known and nobody said what it is: it must not be forgotten in silence.
        return ("warn", _("say which table it is")) if _is_half_known(source) else ("none", _("not brought in"))
    if source.clashes:
        return "urgent", _("two columns for one field")
    if source.warning:
        return "warn", source.warning.partition(":")[0]
    if number := len(source.questions):
        return "warn", ngettext("%(number)d column is not known", "%(number)d columns are not known", number) % {
            "number": number
        }
    if source.missing:
        return "warn", _("a required column is missing")
    return "ok", _("ready")


def _is_half_known(source: SourceChoice) -> bool:
    return source.by != "person" and source.known >= 2


def _how_known(source: SourceChoice) -> str:
    headers = sum(1 for column in source.columns if column.header)
    numbers = {"known": source.known, "of": headers}
    if source.by == "form":
        return "1CClientBankExchange"
    if source.by == "name":
        is_sheet = source.form == Form.BOOK and table_named(source.sheet) is source.spec
        return _("by the sheet’s name") if is_sheet else _("by the file’s name")
    if source.by == "memory":
        return _("from memory, %(day)s") % {"day": shown_day(source.remembered_at)}
    if source.by == "person":
        return _("as you said")
    if source.by == "headers":
        return _("by %(known)d headers of %(of)d") % numbers
    return _("%(known)d headers of %(of)d") % numbers


def _described(source: SourceChoice, name: str) -> str:
    if source.form == Form.BOOK:
        return {".ods": "OpenDocument"}.get(Path(name).suffix.lower(), "Excel")
    encoding = ENCODING_LABELS.get(source.encoding, source.encoding).partition(" (")[0]
    if source.form == Form.STATEMENT:
        return encoding
    return f"{encoding}, «{DELIMITER_LABELS.get(source.delimiter, source.delimiter)}»"


def table_options(source: SourceChoice) -> list[Option]:
    """Every table that a source may be taken as; for a statement only that of payments."""
    tables = [BY_CODE[source.table]] if source.form == Form.STATEMENT else list(TABLES)
    chosen = source.table if source.is_taken else ""
    return [
        Option("", _("Do not bring in"), not chosen),
        *(Option(table.code, table.title, table.code == chosen) for table in tables),
    ]


def encoding_options(source: SourceChoice) -> list[Option]:
    """The encodings a person may switch between."""
    shown = {"utf-8-sig": "utf-8", "utf-16-le": "utf-16", "utf-16-be": "utf-16"}.get(source.encoding, source.encoding)
    codes = ("utf-8", "utf-16", "cp1251", "cp866", "koi8-r")
    # The one in use stands for its family, so that sending the form as it is changes nothing.
    return [Option(source.encoding if code == shown else code, ENCODING_LABELS[code], code == shown) for code in codes]


def delimiter_options(source: SourceChoice) -> list[Option]:
    """The separators a person may switch between."""
    return [Option(code, label, code == source.delimiter) for code, label in DELIMITER_LABELS.items()]


def preview(choices: Choices, source: SourceChoice, folder: Path) -> tuple[list[PreviewRow], str]:
    """The first rows as they are read with the choices of now; or why they cannot be read."""
    rows = []
    last = source.header_row + SHOWN_ROWS
    try:
        for number, cells in enumerate(islice(source_of(source, folder, choices.file(source.file)).read(), last), 1):
            texts = [text[:SHOWN_CELL] for text in texts_of([_without_zero(cell) for cell in cells[:SHOWN_COLUMNS]])]
            is_header = source.header_row - source.header_height < number <= source.header_row
            if any(texts) or is_header:
                rows.append(PreviewRow(number, texts, is_header, number <= source.header_row - source.header_height))
    except UNREADABLE as error:
        return rows, str(error)
    width = max((len(row.cells) for row in rows), default=0)
    for row in rows:
        row.cells.extend([""] * (width - len(row.cells)))
    return rows, ""


def column_lines(source: SourceChoice) -> list[ColumnLine]:
    """The columns of a table with their choices."""
    table = source.spec
    if table is None:
        return []
    known = targets_of(table.code)
    clashes = source.clashes
    lines = []
    for place, column in enumerate(source.columns):
        if not column.header and not column.filled:
            continue
        target = known.get(column.target) if column.target else None
        state, reads = _how_read(table, column, target, source.surveyed)
        clash = [each.title for each in target.columns_of(table) if each.code in clashes] if target else []
        lines.append(
            ColumnLine(
                place=place,
                header=column.header or _("Column %(number)d") % {"number": place + 1},
                examples=", ".join(str(cell) for cell in _distinct(column))[:SHOWN_CELL],
                target=column.target,
                options=_options(known, column),
                by=column.by,
                how=_how_column_known(source, column),
                reads=reads,
                state=state,
                proposals=[Option(found.code, found.label) for found in proposals_of(source, column)]
                if column.target is None
                else [],
                error=_("“%(field)s” gets two columns: leave one of them out") % {"field": ", ".join(clash)}
                if clash
                else "",
            )
        )
    return lines


def _distinct(column: ColumnChoice) -> list[str]:
    texts = (str(_without_zero(cell)) for cell in column.sample)
    return list(dict.fromkeys(text.strip() for text in texts))[:SHOWN_EXAMPLES]


def _without_zero(cell: Any) -> Any:
    """A whole number of a workbook as the person sees it there: 7707083893, not 7707083893.0."""
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell


def _options(known: dict[str, Target], column: ColumnChoice) -> list[Option]:
    options = [Option("?", _("Where does it go?"), True)] if column.target is None else []
    options += [
        Option(code, f"{target.label} *" if target.is_required else target.label, code == column.target)
        for code, target in known.items()
    ]
    return [*options, Option("-", _("Leave it out"), column.target == "")]


def _how_column_known(source: SourceChoice, column: ColumnChoice) -> str:
    if column.target is None:
        return _("needs an answer")
    if column.by == "memory":
        return _("from memory, %(day)s") % {"day": shown_day(source.remembered_at)}
    if column.by == "person":
        return _("as you said")
    return _("by its header")


def _how_read(table: Table, column: ColumnChoice, target: Target | None, surveyed: int) -> tuple[str, str]:
    """(state, words): tried on the first cells, so that one sees beforehand what will be mended or refused."""
    filled = _("filled in %(filled)d of %(rows)d") % {"filled": column.filled, "rows": surveyed}
    if target is None:
        return "", filled
    failed, mended, reason = _tried(table, column, target)
    numbers = {"number": failed or mended, "of": len(column.sample), "reason": reason}
    if failed:
        return "urgent", _("%(number)d of the first %(of)d cannot be read: %(reason)s") % numbers
    if mended:
        return "info", _("%(number)d of the first %(of)d are mended: %(reason)s") % numbers
    words = _kind_words(target)
    if column.filled < surveyed:
        return "", f"{words}, {filled}" if words else filled
    return "", words


def _tried(table: Table, column: ColumnChoice, target: Target) -> tuple[int, int, str]:
    (reader,) = readers_of(table, [target])
    failed = mended = 0
    failure = repair = ""
    for cell in column.sample:
        draft = Draft(0, 0)
        reader.fill(draft, [cell])
        if draft.errors:
            failed += 1
            failure = failure or _failure(draft.errors[0][1], draft.errors[0][2])
        elif draft.repairs:
            mended += 1
            _code, before, after, _reason = draft.repairs[0]
            repair = repair or f"{before} → {in_days(target.column, after)}"
    return failed, mended, failure if failed else repair


def _failure(value: str, reason: str) -> str:
    quoted = _("“%(value)s”") % {"value": value}
    return reason if quoted in reason else f"{quoted}: {reason}"


def _kind_words(target: Target) -> str:
    """How the cells of a field are read, in a few words."""
    column = target.column
    if target.is_name:
        return _("divided at the spaces")
    if column.code == "id":
        return _("the row’s key")
    if target.kind:
        return _("kind: %(kind)s") % {"kind": target.label.partition(": ")[2]}
    if column.kind is Kind.REFERENCE:
        return _("code from “%(table)s”") % {"table": BY_CODE[column.table].title}
    if column.kind in (Kind.CHOICE, Kind.ROLES) and column.choices:
        return ", ".join(words[0] for words in list(column.choices.words.values())[:4] if words)
    return {
        Kind.DAY: _("date, 31.03.2026"),
        Kind.MOMENT: _("date and time"),
        Kind.MONTH: _("month"),
        Kind.AMOUNT: _("roubles, 1 234,56"),
        Kind.INTEGER: _("whole number"),
        Kind.YES_NO: _("yes or no"),
        Kind.INN: _("INN, check digits are checked"),
        Kind.PHONES: _("phones, written as +7"),
        Kind.EMAILS: _("mailboxes"),
        Kind.WORDS: _("words through comma"),
        Kind.QUANTITIES: _("name*quantity through comma"),
        Kind.CANCELLED: _("date, or yes"),
    }.get(column.kind, "")
