"""Serves the reference exactly as mayak.server.web serves an office; prints its session key and port when ready.

Started by :mod:`bench.servers` with BENCH_REFERENCE_URL; ends with its standard input.
"""

import os
import socket
import sys
import threading
from datetime import date, timedelta

SHELVES = 60
ROWS = 300


def main() -> None:
    """Prepare the tables, log a user in, serve until the parent is gone."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.reference.settings"
    import django

    django.setup()
    key = _prepare()
    listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
    print(key, listener.getsockname()[1], flush=True)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _serve(listener)


def _prepare() -> str:
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.auth.models import User
    from django.contrib.sessions.backends.db import SessionStore
    from django.core.management import call_command
    from django.db import connection

    from bench.reference.models import Entry

    call_command("migrate", run_syncdb=True, verbosity=0)
    if not Entry.objects.exists():
        Entry.objects.bulk_create(_entries(), batch_size=5000)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    user, _made = User.objects.get_or_create(username="reader")
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def _entries() -> list[object]:
    from bench.reference.models import Entry

    first = date(2026, 1, 1)
    return [
        Entry(
            shelf=number % SHELVES,
            name=f"Организация «Полярная звезда {number}»",
            place=f"Москва, Садовая улица, дом {number % 90 + 1}",
            amount=number * 37 % 90_000,
            day=first + timedelta(days=number % 300),
            is_open=number % 3 == 0,
        )
        for number in range(SHELVES * ROWS)
    ]


def _serve(listener: socket.socket) -> None:
    import uvicorn
    from django.core.wsgi import get_wsgi_application

    from mayak.server.bridge import ThreadBridge
    from mayak.server.web import THREADS

    config = uvicorn.Config(
        ThreadBridge(get_wsgi_application(), threads=THREADS),
        lifespan="off",
        access_log=False,
        server_header=False,
        log_level="warning",
    )
    uvicorn.Server(config).run(sockets=[listener])


def _end_with_parent() -> None:
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    main()
