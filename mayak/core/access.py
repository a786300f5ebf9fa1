"""Every address declares who may open it; the middleware enforces the declaration and refuses what has none.

A view is marked with :func:`public`, :func:`staff_only` or :func:`requires`; which *objects* a person sees is a
separate question, answered by ``clients.policies.visible_to`` inside the view. The access-matrix test walks every
address and fails for one without a declaration.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class AccessPolicy:
    """Who may call a view: ``name`` for people and tests, ``allows`` decides for a logged-in member of staff."""

    name: str
    needs_login: bool
    allows: Callable[[Any], bool]


PUBLIC = AccessPolicy("public", needs_login=False, allows=lambda user: True)
STAFF = AccessPolicy("staff", needs_login=True, allows=lambda user: True)


def public(view: View) -> View:
    """Anybody may open the address, logged in or not."""
    return _declare(view, PUBLIC)


def staff_only(view: View) -> View:
    """Any member of staff may open the address."""
    return _declare(view, STAFF)


def requires(allows: Callable[[Any], bool]) -> Callable[[View], View]:
    """Only staff whom the predicate allows may open the address: ``@requires(can_manage_staff)``."""

    def declare(view: View) -> View:
        return _declare(view, AccessPolicy(allows.__name__, needs_login=True, allows=allows))

    return declare


def policy_of(view: Callable[..., Any]) -> AccessPolicy | None:
    """The declared policy of a view, None when nothing is declared."""
    return getattr(view, "access_policy", None)


def _declare(view: View, policy: AccessPolicy) -> View:
    view.access_policy = policy  # type: ignore[attr-defined]  # a mark on the function, read by the middleware
    return view
