"""Letting the kernel end a child together with its parent (Linux; elsewhere nothing happens)."""

import ctypes
import signal
import sys

_PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """For ``preexec_fn``: the process gets SIGINT (PostgreSQL's fast shutdown) when its parent is gone."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGINT)
