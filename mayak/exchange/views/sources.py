"""The first half of an import: choose tables, say what they are and where their columns go."""

from pathlib import Path

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mayak.accounts.access import is_administrator, logged_in, requires
from mayak.core.errors import InvalidInputError, MayakError
from mayak.exchange import page
from mayak.exchange.background import PLAN, start_job
from mayak.exchange.choosing import page as choosing
from mayak.exchange.choosing import services
from mayak.exchange.choosing.choices import Choices, SourceChoice
from mayak.exchange.choosing.services import SourceChange
from mayak.exchange.export.samples import write_samples
from mayak.exchange.models import ImportRun
from mayak.exchange.storage import folder_of
from mayak.exchange.tables import TABLES
from mayak.ui.notices import notify
from mayak.ui.render import INVALID, render_page

SHOWN_RUNS = 20
LEAVE_OUT, UNANSWERED = "-", "?"


@requires(is_administrator)
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """Choose tables; past imports. An upload becomes an import that is being prepared."""
    if request.method == "POST":
        try:
            run = services.start_upload(
                files=request.FILES.getlist("files"),
                pasted=request.POST.get("pasted", ""),
                author=logged_in(request),
            )
        except MayakError as error:
            return _choose(request, error=error, status=INVALID)
        return redirect("import_tables", pk=run.pk)
    return _choose(request)


def _choose(request: HttpRequest, *, error: MayakError | None = None, status: int = 200) -> HttpResponse:
    runs = list(ImportRun.objects.select_related("author")[:SHOWN_RUNS])
    past = [(run, page.total_of(page.lines_of(run))) for run in runs]
    context = {"past": past, "error": error, "nav": "import", "step": 1, "tables": TABLES}
    return render_page(request, "exchange/upload.html", context, status=status)


def _opened(pk: int) -> tuple[ImportRun, Choices] | None:
    """The run with its choices while they may still be made; None: it has gone on."""
    run = get_object_or_404(ImportRun.objects.select_related("author"), pk=pk)
    if run.state not in services.OPEN_STATES or not run.folder:
        return None
    return run, Choices.of(run.choices)


@requires(is_administrator)
@require_GET
def import_tables(request: HttpRequest, pk: int) -> HttpResponse:
    """Step 1: what every file is, how it is read, the first rows of one of them."""
    opened = _opened(pk)
    if opened is None:
        return redirect("import_run", pk=pk)
    run, choices = opened
    return render_page(request, "exchange/tables.html", _tables_context(request, run, choices))


def _tables_context(request: HttpRequest, run: ImportRun, choices: Choices) -> dict[str, object]:
    lines = choosing.source_lines(choices)
    shown = choices.source(request.GET.get("source", "")) or next(
        (choices.source(line.id) for line in lines if line.state in ("urgent", "warn")), None
    )
    shown = shown or (choices.sources[0] if choices.sources else None)
    rows, problem = choosing.preview(choices, shown, folder_of(run)) if shown else ([], "")
    return {
        "run": run,
        "lines": lines,
        "refused": choices.refused,
        "files": len(choices.files),
        "taken": len(choices.taken),
        "put_aside": len(choices.sources) - len(choices.taken),
        "rows_in_all": sum(source.rows for source in choices.taken),
        "shown": shown,
        "shown_name": choices.file(shown.file).name if shown else "",
        "table_options": choosing.table_options(shown) if shown else [],
        "encodings": choosing.encoding_options(shown) if shown and shown.form == "text" else [],
        "delimiters": choosing.delimiter_options(shown) if shown and shown.form == "text" else [],
        "header_rows": range(1, max(16, (shown.header_row if shown else 0) + 1)),
        "preview": rows,
        "preview_problem": problem,
        "tables": TABLES,
        "step": 1,
        "nav": "import",
    }


@requires(is_administrator)
@require_POST
def import_files(request: HttpRequest, pk: int) -> HttpResponse:
    """More files for an import that is being prepared."""
    get_object_or_404(ImportRun, pk=pk)
    try:
        services.add_files(run_id=pk, files=request.FILES.getlist("files"), pasted=request.POST.get("pasted", ""))
    except MayakError as error:
        opened = _opened(pk)
        if opened is None:
            raise
        context = {**_tables_context(request, *opened), "error": error}
        return render_page(request, "exchange/tables.html", context, status=INVALID)
    return redirect("import_tables", pk=pk)


@requires(is_administrator)
@require_POST
def import_file_remove(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """Take a file out of the import."""
    get_object_or_404(ImportRun, pk=pk)
    if services.remove_file(run_id=pk, file=file):
        return redirect("import_tables", pk=pk)
    notify(request, _("All files were taken out; nothing was written."))
    return redirect("import")


@requires(is_administrator)
@require_POST
def import_source(request: HttpRequest, pk: int, source: str) -> HttpResponse:
    """Read a table in another way, take it as another one, or leave it out."""
    get_object_or_404(ImportRun, pk=pk)
    sent = request.POST

    def number(name: str) -> int | None:
        return int(sent[name]) if sent.get(name, "").isascii() and sent.get(name, "").isdigit() else None

    change = SourceChange(
        table=sent.get("table"),
        encoding=sent.get("encoding"),
        delimiter=sent.get("delimiter"),
        header_row=number("header_row"),
        header_height=(2 if "two_rows" in sent else 1) if "header_row" in sent else None,
    )
    services.change_source(run_id=pk, source=source, change=change)
    return redirect(f"{reverse('import_tables', args=[pk])}?source={source}")


@requires(is_administrator)
@require_http_methods(["GET", "HEAD", "POST"])
def import_columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Step 2: where the columns of each table go. Saving stays on the page; "plan" goes on when all is answered."""
    opened = _opened(pk)
    if opened is None:
        return redirect("import_run", pk=pk)
    if request.method == "POST":
        return _save_columns(request, pk)
    return _show_columns(request, *opened)


def _show_columns(
    request: HttpRequest, run: ImportRun, choices: Choices, *, error: MayakError | None = None, status: int = 200
) -> HttpResponse:
    taken = choices.taken
    if not taken:
        notify(request, _("No table is chosen to be brought in: say what the files are."))
        return redirect("import_tables", pk=run.pk)
    code = error.field if error and error.field else request.POST.get("source") or request.GET.get("source", "")
    shown = next((source for source in taken if source.id == code), None)
    shown = shown or _first_to_answer(taken)
    context = {
        "run": run,
        "shown": shown,
        "shown_name": choices.file(shown.file).name,
        "sources": [_menu_line(choices, source) for source in taken],
        "columns": choosing.column_lines(shown),
        "missing": shown.missing,
        "questions": sum(len(source.questions) for source in taken),
        "known": sum(source.known for source in taken),
        "all_columns": sum(1 for source in taken for column in source.columns if column.header),
        "is_fixed": shown.form == "statement",
        "is_remembered": any(column.by == "memory" for column in shown.columns) or shown.by == "memory",
        "error": error,
        "step": 2,
        "nav": "import",
    }
    return render_page(request, "exchange/columns.html", context, status=status)


def _first_to_answer(taken: list[SourceChoice]) -> SourceChoice:
    """The first table with a question; else the first that lacks a column; else the first."""
    asking = [source for source in taken if source.questions or source.clashes]
    lacking = [source for source in taken if source.missing]
    return [*asking, *lacking, *taken][0]


def _menu_line(choices: Choices, source: SourceChoice) -> dict[str, object]:
    headers = sum(1 for column in source.columns if column.header)
    return {
        "id": source.id,
        "title": source.spec.title if source.spec else "",
        "name": choices.file(source.file).name,
        "known": source.known,
        "of": headers,
        "state": "urgent" if source.clashes else "warn" if source.questions or source.missing else "ok",
    }


def _answers(request: HttpRequest) -> dict[int, str | None]:
    """The answers of the form; a pressed proposal outranks the list beside it."""
    answers: dict[int, str | None] = {}
    for name, value in request.POST.items():
        if name.startswith("column-") and name[7:].isascii() and name[7:].isdigit():
            answers[int(name[7:])] = None if value == UNANSWERED else "" if value == LEAVE_OUT else str(value)
    place, _sign, code = request.POST.get("accept", "").partition("=")
    if code and place.isascii() and place.isdigit():
        answers[int(place)] = code
    return answers


def _save_columns(request: HttpRequest, pk: int) -> HttpResponse:
    source = request.POST.get("source", "")
    if answers := _answers(request):
        services.answer_columns(run_id=pk, source=source, answers=answers)
    if "leave_rest" in request.POST:
        services.leave_rest(run_id=pk)
    if "forget" in request.POST:
        was_known = services.forget_columns(run_id=pk, source=source)
        notify(
            request, _("Forgotten: the columns are read by their headers.") if was_known else _("Nothing to forget.")
        )
    if "plan" not in request.POST:
        return redirect(f"{reverse('import_columns', args=[pk])}?source={source}")
    author = logged_in(request)
    try:
        services.ready_to_plan(
            run_id=pk, is_whole="whole" in request.POST, remembers="remember" in request.POST, author=author
        )
    except InvalidInputError as error:
        run = get_object_or_404(ImportRun, pk=pk)
        return _show_columns(request, run, Choices.of(run.choices), error=error, status=INVALID)
    start_job(run_id=pk, phase=PLAN, author=author)
    return redirect("import_run", pk=pk)


@requires(is_administrator)
@require_GET
def import_samples(request: HttpRequest) -> FileResponse:
    """A workbook with every table that can be brought in: headers, examples, explanations."""
    stream = write_samples()
    return FileResponse(stream, as_attachment=True, filename=str(Path(_("Mayak tables") + ".xlsx")))
