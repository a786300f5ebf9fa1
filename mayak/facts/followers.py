"""What must follow the facts in the same transaction: judgements of the apps above register here.

A follower that ran after commit could be lost with the process; here the dirty marks are worked off only together
with everything that follows.
"""

from collections.abc import Callable, Sequence
from datetime import date

# Called with the clients (their rows locked) and the day, inside the transaction that wrote their facts.
Follower = Callable[[Sequence[int], date], None]
_followers: list[Follower] = []


def follow(function: Follower) -> Follower:
    """Decorator: the function runs in every transaction that refreshes facts."""
    if function not in _followers:
        _followers.append(function)
    return function


def call_followers(client_ids: Sequence[int], day: date) -> None:
    """Let the judgements follow the facts of these clients."""
    for function in _followers:
        function(client_ids, day)
