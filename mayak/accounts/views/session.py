"""How long the session still lives, asked by the page that warns before its end."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token

from mayak.accounts.access import public
from mayak.accounts.sessions import seconds_left


@public
def session_state(request: HttpRequest) -> HttpResponse:
    """Who is logged in, for how many seconds, and the token that forms need now. POST: I am still here."""
    user = request.user
    if not user.is_authenticated:
        return JsonResponse({"user": None})
    return JsonResponse({"user": user.pk, "left": int(seconds_left(request)), "csrf": get_token(request)})
