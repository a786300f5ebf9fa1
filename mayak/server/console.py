"""What ``mayak up`` tells the person who started it."""

import sys
import time
from dataclasses import dataclass, field

_STARTED = time.monotonic()


@dataclass
class Console:
    """Plain lines; with ``is_verbose`` every step with the seconds since the command began."""

    is_verbose: bool = False
    started: float = field(default_factory=lambda: _STARTED)

    def say(self, text: str) -> None:
        """Something for everybody."""
        print(text, flush=True)

    def step(self, text: str) -> None:
        """Something for the curious."""
        if self.is_verbose:
            print(f"[{time.monotonic() - self.started:6.2f} s] {text}", flush=True)

    def warn(self, text: str) -> None:
        """Something that should be looked at."""
        print(text, file=sys.stderr, flush=True)
