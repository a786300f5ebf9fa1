"""Upward news: a lower app publishes a typed event, higher apps listen; delivered after commit.

An event is a frozen dataclass. Subscribers register in ``subscribers.py`` of their app, which is imported
when Django is ready. A subscriber's failure is logged and does not undo what was committed: everything a
subscriber does must be recoverable from the data (facts carry crash-safe dirty marks, for instance). What is not, and
writes to the database only (telling somebody), listens within the transaction: it is there with the action, or neither.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

import structlog
from django.db import connection, transaction

from mayak.core.database import DATABASE_AWAY

E = TypeVar("E")
_subscribers: dict[type, list[Callable[[Any], None]]] = defaultdict(list)
_witnesses: dict[type, list[Callable[[Any], None]]] = defaultdict(list)
log = structlog.get_logger(__name__)


def subscribe(
    event_type: type[E], *, in_transaction: bool = False
) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Decorator: the function is called with every published event of the type, after commit.

    ``in_transaction``: within the publisher's transaction instead, so that no crash comes between the two.
    """
    listeners = (_witnesses if in_transaction else _subscribers)[event_type]

    def register(function: Callable[[E], None]) -> Callable[[E], None]:
        if function not in listeners:
            listeners.append(function)
        return function

    return register


def publish(event: object) -> None:
    """Deliver ``event`` to its subscribers after the running transaction commits (at once outside of one)."""
    for function in _witnesses[type(event)]:
        try:
            with transaction.atomic():
                function(event)
        except DATABASE_AWAY:  # gone, or without room: not the listener's fault, and the action is tried again whole
            raise
        except Exception:  # what it wrote is undone, and the action goes on
            if connection.needs_rollback:  # unless its transaction is lost as well, which nobody may take for a success
                raise
            log.exception("subscriber failed", news=type(event).__name__, subscriber=function.__qualname__)
    transaction.on_commit(lambda: _deliver(event))


def _deliver(event: object) -> None:
    for function in _subscribers[type(event)]:
        try:
            function(event)
        except Exception as error:  # a listener must not break the committed action
            told = {"news": type(event).__name__, "subscriber": function.__qualname__}
            if isinstance(error, DATABASE_AWAY):  # nobody's bug: what it would have done is found again in the data
                log.warning("subscriber cut off from the database", error=str(error), **told)
            else:
                log.exception("subscriber failed", **told)
            # The answer to what was committed goes on with a connection that works.
            connection.close_if_unusable_or_obsolete()
