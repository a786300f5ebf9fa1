"""What web and worker have in common: they end with their parent, and tell it how they are.

The parent holds the other end of a pipe (the lifeline); however it dies, the pipe closes.
"""

import json
import os
import signal
import threading
from contextlib import suppress
from types import FrameType
from typing import NoReturn

LIFELINE = "MAYAK_LIFELINE_FD"
STATUS = "MAYAK_STATUS_FD"
LISTEN = "MAYAK_LISTEN_FD"
GRACE_SECONDS = 8


def begin() -> None:
    """To be called first: SIGTERM ends the process cleanly from now on, and so does the parent's death."""
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGINT, _leave)
    lifeline = os.environ.get(LIFELINE)
    if lifeline:
        threading.Thread(target=_watch, args=(int(lifeline),), name="lifeline", daemon=True).start()


def report(event: str, **details: object) -> None:
    """Tell the parent one thing; without a parent nobody listens."""
    descriptor = os.environ.get(STATUS)
    if not descriptor:
        return
    with suppress(OSError):  # without a parent any more, the lifeline ends this process
        os.write(int(descriptor), json.dumps({"event": event, **details}, default=str).encode() + b"\n")


def _leave(number: int, frame: FrameType | None) -> NoReturn:
    # No exception: raised at an unlucky point (a destructor, a callback) it would be swallowed. While the child
    # starts there is nothing to tidy up; once it serves, uvicorn's and procrastinate's own handlers come first.
    os._exit(0)


def _watch(descriptor: int) -> None:
    while os.read(descriptor, 64):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    # A thread that waits cannot keep an orphan alive: its successor may already be starting.
    threading.Event().wait(GRACE_SECONDS)
    os._exit(1)
