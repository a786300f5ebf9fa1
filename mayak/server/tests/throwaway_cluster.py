"""A pytest plugin: without DATABASE_URL the suite makes its own PostgreSQL and throws it away at the end.

Loaded by ``-p`` in pyproject.toml, because pytest-django reads the settings before any conftest.py.
The controller of pytest-xdist starts it once; its workers inherit the address.
"""

import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import pytest

_started: "tuple[subprocess.Popen[bytes], Path] | None" = None


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    """Start the cluster before Django's settings are read."""
    global _started
    if not os.environ.get("DATABASE_URL"):
        _started = start_cluster(Path(tempfile.mkdtemp(prefix="mayak-tests-")))


def pytest_unconfigure() -> None:
    """Stop the cluster and remove it."""
    global _started
    if _started is None:
        return
    process, directory = _started
    _started = None
    os.environ.pop("DATABASE_URL", None)
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    shutil.rmtree(directory, ignore_errors=True)


def start_cluster(directory: Path) -> "tuple[subprocess.Popen[bytes], Path]":
    """A running cluster without durability in ``directory``; DATABASE_URL names it."""
    from mayak.server.home import open_home
    from mayak.server.postgres.cluster import open_cluster
    from mayak.server.postgres.postmaster import find_postmaster

    directory.chmod(0o711)
    cluster = open_cluster(open_home(directory / "home"), is_safe=False)
    log = directory / "postgres.log"
    with log.open("ab") as stream:
        process = cluster.start(stream, dies_with_parent=True)
    deadline = time.monotonic() + 60
    while True:
        found = find_postmaster(cluster.data)
        if found is not None and found.is_ready:
            break
        if process.poll() is not None or time.monotonic() > deadline:
            raise pytest.UsageError(f"the tests' PostgreSQL did not start:\n{log.read_text()}")
        time.sleep(0.02)
    os.environ["DATABASE_URL"] = cluster.url(found.socket_directory)
    return process, directory
