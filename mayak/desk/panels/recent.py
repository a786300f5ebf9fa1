"""What was looked at lately: clients opened and texts searched, in cookies of the browser session, nothing kept here.

The first cookie holds keys only; what is shown of them passes the rights of whoever asks. The second is written by
the browser when a hit is opened and names whose it is: at a shared computer nobody sees what another has asked.
"""

from dataclasses import dataclass
from urllib.parse import unquote

from django.http import HttpRequest, HttpResponse

from mayak.accounts.models import Staff

COOKIE = "mayak_recent"
ASKED_COOKIE = "mayak_asked"
KEPT = 8
KEPT_TEXTS = 4


@dataclass(frozen=True)
class Asked:
    """A text searched lately and how many hits it had."""

    text: str
    count: str


def recent_clients(request: HttpRequest) -> list[int]:
    """The keys of the clients opened last, the newest first."""
    keys = request.COOKIES.get(COOKIE, "").split(".")
    return [int(key) for key in keys[:KEPT] if key.isdecimal() and len(key) < 12]


def remember(request: HttpRequest, response: HttpResponse, pk: int) -> None:
    """Put a client on top of the list."""
    keys = recent_clients(request)
    if keys[:1] == [pk]:
        return
    kept = [pk, *(key for key in keys if key != pk)][:KEPT]
    response.set_cookie(COOKIE, ".".join(map(str, kept)), httponly=True, samesite="Lax", secure=request.is_secure())


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
