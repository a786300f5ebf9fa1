"""What was looked at lately: clients and people opened, texts searched; in cookies of the browser session, not here.

The first cookie holds keys only; what is shown of them passes the rights of whoever asks. The second is written by
the browser when a hit is opened and names whose it is: at a shared computer nobody sees what another has asked.
"""

import re
from dataclasses import dataclass
from urllib.parse import unquote

from django.http import HttpRequest, HttpResponse

from mayak.accounts.models import Staff
from mayak.desk.queries.preview import Opened

COOKIE = "mayak_recent"
ASKED_COOKIE = "mayak_asked"
KEPT = 8
KEPT_TEXTS = 4
# What stands before the key of a person.
PERSON = "p"
_KEY = re.compile(rf"{PERSON}?[0-9]{{1,11}}")


@dataclass(frozen=True)
class Asked:
    """A text searched lately and how many hits it had."""

    text: str
    count: str


def opened_lately(request: HttpRequest) -> list[Opened]:
    """The clients and people opened last, the newest first."""
    return [Opened(int(key.lstrip(PERSON)), key[0] == PERSON) for key in _keys(request)]


def remember(request: HttpRequest, response: HttpResponse, pk: int, *, is_person: bool = False) -> None:
    """Put a client or a person on top of the list."""
    keys, opened = _keys(request), f"{PERSON if is_person else ''}{pk}"
    if keys[:1] == [opened]:
        return
    kept = [opened, *(key for key in keys if key != opened)][:KEPT]
    response.set_cookie(COOKIE, ".".join(kept), httponly=True, samesite="Lax", secure=request.is_secure())


def _keys(request: HttpRequest) -> list[str]:
    return [key for key in request.COOKIES.get(COOKIE, "").split(".")[:KEPT] if _KEY.fullmatch(key)]


def asked_lately(request: HttpRequest, user: Staff) -> list[Asked]:
    """The texts this person searched last, the newest first; whatever else the cookie holds is left out."""
    whose, *texts = request.COOKIES.get(ASKED_COOKIE, "").split("|")
    if whose != str(user.pk):
        return []
    pairs = [text.partition(":") for text in texts[:KEPT_TEXTS]]
    read = [
        Asked(unquote(text)[:100].strip(), count if count.rstrip("+").isdecimal() else "") for text, _, count in pairs
    ]
    return [asked for asked in read if asked.text]
