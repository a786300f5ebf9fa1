"""What can be wrong with what came in."""

from mayak.core.errors import MayakError


class BadValueError(ValueError):
    """A cell that cannot be what its column needs; the text says why, for the person who will correct it."""


class UnusableInputError(MayakError):
    """Nothing can be read from what was given."""


class StalePlanError(MayakError):
    """The office changed since the plan was made."""

    status = 409
