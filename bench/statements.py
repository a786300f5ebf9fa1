"""SQL statements per page, counted in this process on the measured office (not while the clock runs)."""

from collections import Counter

from bench.targets import Target


def count_statements(pages: list[Target]) -> dict[str, int]:
    """The most statements of a warm request among each page's first addresses; pages that fail are left out."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client as Browser
    from django.test.utils import CaptureQueriesContext

    from mayak.accounts.models import Staff

    settings.ALLOWED_HOSTS = ["*"]
    counts: Counter[str] = Counter()
    for page in pages:
        for visit in page.visits[:4]:
            browser = Browser(raise_request_exception=False)
            browser.force_login(Staff.objects.get(login=visit.login), backend=settings.AUTHENTICATION_BACKENDS[0])
            browser.get(visit.path)
            with CaptureQueriesContext(connection) as captured:
                answer = browser.get(visit.path)
            if answer.status_code == 200:
                counts[page.name] = max(counts[page.name], len(captured))
    return dict(counts)
