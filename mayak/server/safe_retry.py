"""A page that was asked for while its connection to the database was lost is made once more.

Reading twice harms nobody, and a fresh connection usually waits: the visitor notices no restart of the database.
Forms are left to the person or the script that sent them.
"""

import time
from collections.abc import Callable

from django.db import close_old_connections
from django.http import HttpRequest, HttpResponse

SAFE = frozenset({"GET", "HEAD"})
DATABASE_AWAY_STATUS = 503
# Who has waited for a database that is away longer than that is told so: waiting once more would keep others waiting.
PATIENCE_SECONDS = 2


class SafeRetry:
    """Outside of sessions and everything else that reads the database; inside of what only looks at the answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.monotonic()
        response = self.get_response(request)
        is_away = response.status_code == DATABASE_AWAY_STATUS and response.has_header("Retry-After")
        if request.method not in SAFE or not is_away or time.monotonic() - began > PATIENCE_SECONDS:
            return response
        close_old_connections()
        request.__dict__.pop("_cached_user", None)
        return self.get_response(request)
