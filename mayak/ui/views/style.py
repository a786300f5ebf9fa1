"""The style page: every component in every state, drawn by the real tags."""

import re
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from mayak.core import clock
from mayak.ui.assets import APP_DIR
from mayak.ui.formats import month_bar

NEUTRALS = ("canvas", "surface", "sunken", "line-2", "line-3", "text-3", "text-2", "text")
COLOURS = ("accent", "accent-line", "accent-soft", "ok", "warn", "urgent", "info", "h-3")
POINTS = (("0.2", "urgent"), ("0.2", "warn"), ("0.1", "warn"), ("0.4", "ok"), ("0.1", "none"))
LOGINS = (64, 58, 71, 66, 60, 49, 44, 52, 47, 31, 18, 6)


@lru_cache(maxsize=1)
def icon_names() -> list[str]:
    """The names in the sprite."""
    sprite = (APP_DIR / "static" / "ui" / "icons.svg").read_text(encoding="utf-8")
    return sorted(re.findall(r'<symbol id="([a-z0-9-]+)"', sprite))


@require_GET
@login_required
def style(request: HttpRequest) -> HttpResponse:
    """Any member of staff may see it; it shows no records, all figures are made up."""
    today = clock.today()
    months = [date(today.year, index, 1) for index in range(1, 13)]
    context = {
        "neutrals": NEUTRALS,
        "colours": COLOURS,
        "icons": icon_names(),
        "amount": Decimal("1284270.50"),
        "share": Decimal("0.63"),
        "today": today,
        "past": today - timedelta(days=26),
        "parts": [(Decimal(weight), state) for weight, state in POINTS],
        "parts_label": _("0.50 lit, 0.40 normal, 0.10 unknown"),
        "spark": LOGINS,
        "spark_label": _("Log-ins by month"),
        "months": [(month_bar(month), value) for month, value in zip(months, LOGINS, strict=True)],
        "months_label": _("Log-ins by month"),
        "meter_label": _("63 per cent"),
        "people": (_("Marina Zubova"), _("Andrey Gorny"), _("Eva Krylova")),
        "full_name": _("Zubova Marina Olegovna"),
        "no_login": _("12 days without a log-in"),
    }
    return render(request, "ui/style.html", context)
