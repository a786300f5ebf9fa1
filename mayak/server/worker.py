"""The worker child: background jobs of the office."""

import os
import sys

from mayak.core.errors import MayakError
from mayak.server import child


def main() -> int:
    """Run until SIGTERM; the exit status is 1 when the office cannot be opened."""
    child.begin()
    import django

    django.setup()
    from mayak.jobs.worker import run_worker
    from mayak.server.preparation import apply_office_zone, prepare_office

    try:
        prepare_office()
    except MayakError as error:
        child.report("fatal", message=error.message, hint=error.hint)
        print(error, file=sys.stderr)
        return 1
    if os.environ.get("MAYAK_METRICS_PORT"):
        from mayak.server.metrics import serve_metrics

        serve_metrics("worker")
    run_worker(on_ready=lambda: child.report("working"), also=[apply_office_zone])
    return 0


if __name__ == "__main__":
    sys.exit(main())
