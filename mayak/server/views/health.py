"""For balancers and supervisors: is the process alive, is the office ready."""

import logging

from django.db import Error
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache

from mayak.accounts.access import public
from mayak.jobs.queries import worker_state
from mayak.server.preparation import missing_migrations

log = logging.getLogger(__name__)


@public
@never_cache
def livez(request: HttpRequest) -> HttpResponse:
    """200 while the process answers; asks nobody else."""
    return HttpResponse("ok\n", content_type="text/plain")


@public
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers, is migrated, and a worker reported lately; else 503. What is wrong, in JSON."""
    checks = {"database": False, "migrations": False, "worker": False}
    try:
        checks["migrations"] = not missing_migrations()
        checks["database"] = True
        checks["worker"] = worker_state().is_alive
    except Error:
        log.warning("not ready", exc_info=True)
    is_ready = all(checks.values())
    return JsonResponse({"ready": is_ready, **checks}, status=200 if is_ready else 503)
