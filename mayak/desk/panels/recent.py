"""Clients opened last, remembered in a cookie of the browser session: no statement, nothing on the server.

The cookie holds keys only; what is shown of them passes the rights of whoever asks.
"""

from django.http import HttpRequest, HttpResponse

COOKIE = "mayak_recent"
KEPT = 8


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
