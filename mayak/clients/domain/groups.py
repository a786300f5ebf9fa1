"""Clients that hang on one another, a group on its head, a client on its payer: never in a circle."""

from collections.abc import Callable


def closes_circle(start: int, above: int | None, head_of: Callable[[int], int | None]) -> bool:
    """Whether ``start`` hung below ``above`` would come above itself. ``head_of`` names what a client hangs on."""
    seen: set[int] = set()
    while above is not None and above not in seen:
        if above == start:
            return True
        seen.add(above)
        above = head_of(above)
    return False
