"""The web child: prepares the office, then serves pages on the socket that the parent holds."""

import os
import socket
import sys

from mayak.core.errors import MayakError
from mayak.server import child

THREADS = int(os.environ.get("MAYAK_WEB_THREADS") or 8)
# How long a connection may wait for its next request. A person thinks longer than uvicorn's five seconds, and a form
# sent just as its connection is hung up is lost to the browser; a proxy in front keeps its own for sixty.
KEEP_ALIVE_SECONDS = 75


def main() -> int:
    """Run until SIGTERM; the exit status is 1 when the office cannot be opened."""
    child.begin()
    try:
        _prepare()
    except MayakError as error:
        child.report("fatal", message=error.message, hint=error.hint)
        print(error, file=sys.stderr)
        return 1
    _serve(socket.socket(fileno=int(os.environ[child.LISTEN])))
    return 0


def _prepare() -> None:
    from mayak.server.translations import compile_stale

    compile_stale()
    import django

    django.setup()
    # All pages are imported before the first is served: a broken one shows at the start, not to a visitor.
    from django.urls import get_resolver

    get_resolver().url_patterns  # noqa: B018 (reading it imports)
    child.report("step", text="imported")
    from mayak.server.preparation import prepare_office
    from mayak.server.static import collect_static

    if collect_static():
        child.report("step", text="static files collected")
    if prepare_office():
        child.report("step", text="database brought up to date")
    from mayak.server.setup_token import offer_setup

    if offer_setup(os.environ.get("MAYAK_SETUP_TOKEN", "")):
        child.report("setup")
    from mayak.server.thread_values import keep_values_by_thread

    keep_values_by_thread()
    child.report("step", text="prepared")


def _serve(listener: socket.socket) -> None:
    import uvicorn
    from django.core.wsgi import get_wsgi_application

    from mayak.server.bridge import ThreadBridge
    from mayak.server.streams import Streams

    application = Streams(ThreadBridge(get_wsgi_application(), threads=THREADS))
    if os.environ.get("MAYAK_METRICS_PORT"):
        # Imported when somebody measures only: it takes a tenth of the start.
        from mayak.server.metrics import serve_metrics

        serve_metrics("web", streams=application.open_streams)

    class Server(uvicorn.Server):
        """Tells the parent when pages are served."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            """As uvicorn's."""
            await super().startup(sockets=sockets)
            child.report("serving")

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            """As uvicorn's, without waiting for the streams: they have no end of their own."""
            application.stop()
            await super().shutdown(sockets=sockets)

    config = uvicorn.Config(
        application,
        lifespan="off",
        access_log=False,
        server_header=False,
        log_config=None,
        log_level="warning",
        timeout_graceful_shutdown=5,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        forwarded_allow_ips=os.environ.get("MAYAK_PROXIES") or "127.0.0.1",
    )
    Server(config).run(sockets=[listener])


if __name__ == "__main__":
    sys.exit(main())
