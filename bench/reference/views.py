"""An authenticated page of about 19 KB with three statements (session, user, rows), and a bare one-row insert."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from bench.reference.models import Entry, Note

ROWS = 37


@login_required
def page(request: HttpRequest, shelf: int) -> HttpResponse:
    """The rows of one shelf."""
    return render(request, "reference.html", {"entries": Entry.objects.filter(shelf=shelf)[:ROWS], "shelf": shelf})


@csrf_exempt
def insert(request: HttpRequest) -> HttpResponse:
    """One row, no log-in, nothing else."""
    note = Note.objects.create(text=request.POST.get("text", ""))
    return HttpResponse(f"{note.pk}")
