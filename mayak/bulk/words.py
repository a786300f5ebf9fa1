"""What is told of a client: kept in every language of the office, so that each reader has it in theirs."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.utils import translation

from mayak.core.errors import ConflictError

LONGEST = 300


class Later:
    """Words that are said when somebody reads them: the function says them in the language of that moment."""

    def __init__(self, say: Callable[..., str], *about: Any) -> None:
        self.say = say
        self.about = about

    def __str__(self) -> str:
        return self.say(*self.about)


Words = str | Later


class LeftOutError(ConflictError):
    """A client is left out, or stays as it is; ``words`` say why."""

    def __init__(self, say: Callable[..., str], *about: Any) -> None:
        super().__init__(say(*about))
        self.words = Later(say, *about)


def stored(words: Words) -> str | dict[str, str]:
    """The words as a record keeps them, for :func:`mayak.core.text.localized`; what is no word of ours as it stands."""
    if isinstance(words, str):
        return words[:LONGEST]
    said = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            said[language] = str(words)[:LONGEST]
    first = next(iter(said.values()))
    return first if all(each == first for each in said.values()) else said
