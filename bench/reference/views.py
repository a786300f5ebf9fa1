"""Three bare pages: one indexed query and a template of any size; the same behind a log-in; a one-row insert."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from bench.reference.models import Entry, Note

ROWS = 37


def bare(request: HttpRequest, shelf: int, rows: int) -> HttpResponse:
    """One indexed query, so many rows of it, nobody logged in: the design's yardstick for a page of the size."""
    return render(request, "bare.html", {"entries": Entry.objects.filter(shelf=shelf)[:rows], "shelf": shelf})


@login_required
def page(request: HttpRequest, shelf: int) -> HttpResponse:
    """The rows of one shelf for somebody logged in: about 19 KB with three statements (session, user, rows)."""
    return render(request, "reference.html", {"entries": Entry.objects.filter(shelf=shelf)[:ROWS], "shelf": shelf})


@csrf_exempt
def insert(request: HttpRequest) -> HttpResponse:
    """One row, no log-in, nothing else."""
    note = Note.objects.create(text=request.POST.get("text", ""))
    return HttpResponse(f"{note.pk}")
