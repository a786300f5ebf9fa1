"""What can be wrong with what came in."""

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from mayak.core.errors import MayakError

SAME_KEY: str | Promise = _("the same key stands in an earlier row")


class BadValueError(ValueError):
    """A cell that cannot be what its column needs; the text says why, for the person who will correct it."""


class UnusableInputError(MayakError):
    """Nothing can be read from what was given."""


class StalePlanError(MayakError):
    """The office changed since the plan was made."""

    status = 409


def is_same_key(reason: str) -> bool:
    """Whether a stored reason, in whichever language it was written, tells of a key that an earlier row has."""
    for language, _name in settings.LANGUAGES:
        with override(language):
            if reason == str(SAME_KEY):
                return True
    return False
