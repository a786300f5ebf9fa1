"""The page of an action on many clients: what has to be said, what will change, how far it is, what came of it."""

from typing import Any

from django.db.models import Count
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mayak.accounts.access import logged_in, staff_only
from mayak.bulk.actions import ACTIONS, Action
from mayak.bulk.models import BulkRun, ItemState, RunState
from mayak.bulk.queries import load_of
from mayak.bulk.services import preview, start, undo
from mayak.core.errors import ConflictError
from mayak.exchange.storage import exports_folder
from mayak.ui.render import INVALID, render_page

SHOWN = 100


@require_http_methods(["GET", "POST"])
@staff_only
def bulk_run(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own action; others' are not found. Buttons: preview, start, undo."""
    user = logged_in(request)
    run = _own(request, pk)
    do = request.POST.get("do", "")
    if do in {"start", "undo"}:
        (start if do == "start" else undo)(user=user, run_id=pk)
        return redirect("bulk_run", pk)
    action = ACTIONS[run.action]
    form = action.form(user, request.POST or None, initial=run.params)
    if form.is_bound and form.is_valid():
        preview(user=user, run_id=pk, params=form.cleaned_data)
        return redirect("bulk_run", pk)
    context = {**_outcome(run), "form": form, "nav": "clients"}
    return render_page(request, "bulk/page.html", context, status=INVALID if form.is_bound else 200)


@require_safe
@staff_only
def bulk_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the worker is; when it is done the page comes anew."""
    run = _own(request, pk)
    answer = render_page(request, "bulk/page.html", {**_outcome(run), "nav": "clients"}, part="bulk/progress.html")
    if not run.is_under_way:
        answer["HX-Refresh"] = "true"
    return answer


@require_safe
@staff_only
def bulk_file(request: HttpRequest, pk: int) -> FileResponse:
    """The file that was written, for whoever asked for it."""
    run = _own(request, pk)
    path = exports_folder() / run.file
    if not run.file or not path.is_file():
        raise ConflictError(_("There is no file, or it is not kept any more."), hint=_("Export once more."))
    return FileResponse(path.open("rb"), as_attachment=True, filename=f"mayak-{run.pk}{path.suffix}")


def _own(request: HttpRequest, pk: int) -> BulkRun:
    return get_object_or_404(BulkRun.objects.select_related("author"), pk=pk, author=logged_in(request))


def _outcome(run: BulkRun) -> dict[str, Any]:
    counts = dict(run.items.values_list("state").annotate(count=Count("pk")).order_by())
    total = sum(counts.values())
    left = counts.get(ItemState.WAITING if run.state != "undoing" else ItemState.DONE, 0)
    items = run.items.select_related("client")
    action = ACTIONS[run.action]
    is_previewed = run.state == RunState.PREPARED and bool(run.params)
    load, more = load_of(run) if action.shows_load and is_previewed else ([], 0)
    return {
        "run": run,
        "action": action,
        "kinds": _kinds(run, action),
        "load": load,
        "load_more": more,
        "links": action.links(run) if run.state != RunState.PREPARED else [],
        "said": action.words(run.author, run.params),
        "counts": {state: counts.get(state, 0) for state in ItemState.values},
        "total": total,
        "changed": items.exclude(state__in=[ItemState.SKIPPED, ItemState.KEPT])[:SHOWN] if run.params else [],
        "left_out": items.filter(state__in=[ItemState.SKIPPED, ItemState.KEPT])[:SHOWN],
        "share": 100 * (total - left) // total if total else 100,
        "shown": SHOWN,
    }


def _kinds(run: BulkRun, action: Action) -> list[tuple[str, int]]:
    """What the preview counts apart, before the action runs."""
    if run.state != RunState.PREPARED or not run.params:
        return []
    rows = run.items.filter(state=ItemState.WAITING).values_list("plan__does").annotate(count=Count("pk")).order_by()
    told = [(action.counted(does or "", count), count) for does, count in rows]
    return sorted((one for one in told if one[0]), key=lambda one: -one[1])
