"""The browser that tests and pictures drive, and how it is started."""

from pathlib import Path

# Debian's headless shell draws pages in half the time of the whole browser, which is all that other systems have.
BROWSERS = ("/usr/bin/chromium-headless-shell", "/usr/bin/chromium")

# Work as root, in a container with little shared memory, and without a word to anybody outside.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--disable-features=OptimizationHints,MediaRouter,Translate",
]


def find_chromium() -> str:
    """The path of the browser. Raises FileNotFoundError when there is none; ``tools/browser`` says how to get it."""
    found = next((path for path in BROWSERS if Path(path).exists()), None)
    if found is None:
        raise FileNotFoundError(f"Browser tests need one of {', '.join(BROWSERS)}; tools/browser says how to get it.")
    return found
