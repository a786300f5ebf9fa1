"""For administrators: what is held about people, how long, and who would go by the term."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from mayak.accounts.access import is_administrator, requires
from mayak.core.personal import Whom
from mayak.privacy.models import Erasure
from mayak.privacy.office_settings import ERASE_LEFT
from mayak.privacy.queries.registry import entries_about, terms
from mayak.privacy.services.retiring import left_before, those_who_left

# What the preview supposes while the office has named no term.
SUPPOSED_MONTHS = 36
SHOWN = 50


@requires(is_administrator)
@require_GET
def privacy(request: HttpRequest) -> HttpResponse:
    """The registry of personal fields, the terms, the erasures."""
    whom = Whom.STAFF if request.GET.get("of") == Whom.STAFF else Whom.PERSON
    context = {
        "entries": entries_about(whom),
        "whom": whom,
        "terms": terms(),
        "erasures": list(Erasure.objects.select_related("author", "person__client")[:20]),
        "nav": "privacy",
    }
    return render(request, "privacy/registry.html", context)


@requires(is_administrator)
@require_GET
def left_persons(request: HttpRequest) -> HttpResponse:
    """Persons whom the nightly job would erase: by the term of the office, or by one to be tried."""
    asked = request.GET.get("months", "")
    chosen = ERASE_LEFT.value or SUPPOSED_MONTHS
    months = min(600, max(1, int(asked))) if asked.isdecimal() and len(asked) < 6 else chosen
    page = Paginator(those_who_left(months), SHOWN).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "months": months,
        "term": ERASE_LEFT.value,
        "until": left_before(months),
        "nav": "privacy",
    }
    return render(request, "privacy/left.html", context)
