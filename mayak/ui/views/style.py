"""The style page: every component in every state, from the real tags."""

from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from mayak.core.access import staff_only


@staff_only
@require_GET
def style(request: HttpRequest) -> HttpResponse:
    """Any member of staff may see it; it shows no records."""
    return render(request, "ui/style.html", {"amount": Decimal("1284270.50")})
