"""Errors that a person is told about: what happened, why, what to do."""


class MayakError(Exception):
    """Something the user must be told. ``message`` is translated and complete; ``hint`` says what to do.

    ``status`` is the HTTP status of the answer when the error reaches a page.
    """

    status = 400

    def __init__(self, message: str, *, hint: str = "", field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.field = field

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class NotAllowedError(MayakError):
    """The rights do not reach: the action is visible but not this person's to do."""

    status = 403


class ConflictError(MayakError):
    """The record changed meanwhile, or is in a state that does not allow the action."""

    status = 409


class MovedError(ConflictError):
    """The record goes on as another one: a page asked for is found at ``location``, nothing else is done there."""

    def __init__(self, message: str, *, location: str, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.location = location


class InvalidInputError(MayakError):
    """A value does not fit; ``field`` names where."""

    status = 422
