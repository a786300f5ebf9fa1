"""The card tab of the client window: what is known, since when, from whom, what to ask; one key confirms (C3, C6)."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mayak.accounts.access import logged_in, staff_only
from mayak.accounts.models import Staff
from mayak.card import services
from mayak.card.domain.freshness import Freshness
from mayak.card.domain.values import SEPARATOR
from mayak.card.policies import can_change_indicator
from mayak.card.queries import LONGEST_NUMBER, CardLine, read_key
from mayak.card.words import SOURCES, TOLD_SOURCES, source_words
from mayak.clients.models import Client
from mayak.clients.policies import get_visible_or_404
from mayak.core import clock
from mayak.core.errors import ConflictError, InvalidInputError
from mayak.desk.card_rows import row_html
from mayak.desk.panels.card import (
    NOBODY,
    Look,
    card_words,
    confirmed_words,
    open_sections,
    refusal_words,
    row_keys,
    row_sections,
)
from mayak.desk.panels.recent import remember
from mayak.desk.queries.card import ClientCard, client_card, history_of_line, sections_of
from mayak.desk.queries.tabs import TABS
from mayak.desk.queries.window import Frame, folded_of, frame_of
from mayak.desk.services import fold
from mayak.desk.views.client import frame_context
from mayak.ui.notices import notify
from mayak.ui.render import INVALID, render_page, wants_part

TAB = next(tab for tab in TABS if tab.code == "card")


@require_safe
@staff_only
def client_card_tab(request: HttpRequest, pk: int) -> HttpResponse:
    """The tab. ``?show=learn|expiring|conflict``, ``?group=``, ``?at=`` the chosen line, ``?edit=`` one to change."""
    user = logged_in(request)
    client = get_visible_or_404(user, Client, pk)
    response = _page(request, user, client, Look.of(request.GET))
    remember(request, response, pk)
    return response


@staff_only
@require_http_methods(["GET", "POST"])
def client_card_line(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """One line: its history for the side (GET), or what was done with it (POST ``do``)."""
    user = logged_in(request)
    client = get_visible_or_404(user, Client, pk)
    if request.method == "GET":
        if not wants_part(request):
            return redirect(f"{reverse('client_card', args=[pk])}?{urlencode({'at': key})}")
        context = {"line": client_card(pk).line(key), "history": history_of_line(pk, key)}
        return render_page(request, "desk/client/card_history.html", context)
    look = Look.of(request.POST)
    card = client_card(pk)
    is_kept = request.POST.get("do") == "skip"
    following, line = _following(card, look, key, folded_of(user), is_kept=is_kept), card.line(key)
    try:
        done = _do(request, user, client, key, look, line)
    except (ConflictError, InvalidInputError) as error:
        if request.POST.get("do") != "change":
            raise
        look = replace(look, at=key, edit=key)
        extra = {"problem": str(error), "typed": _typed(request), **_chosen_words(request.POST)}
        return _page(request, user, client, look, **extra, status=INVALID)
    look = replace(look, at=key if done.stays else following, edit="")
    upcoming = card.line(look.at) if look.at != key else None
    if done.words:
        after = [_("next: %(indicator)s") % {"indicator": upcoming.name}] if upcoming else []
        notify(request, " · ".join([done.words, *after]), level=done.level)
    address = f"{reverse('client_card', args=[pk])}{look.query()}"
    if not wants_part(request):
        return redirect(f"{address}#{look.at}")
    if line is not None and line.bound_to and request.POST.get("do", "").startswith("settle"):
        # The field may stand in the head of the page as well.
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return _page(request, user, client, look)


@staff_only
@require_POST
def client_card_fold(request: HttpRequest, pk: int) -> HttpResponse:
    """Fold a heading (``fold``) or open it again (``unfold``), remembered for the person on every client."""
    user = logged_in(request)
    client = get_visible_or_404(user, Client, pk)
    key = request.POST.get("fold", "")
    fold(user=user, key=key or request.POST.get("unfold", ""), is_folded=bool(key))
    look = Look.of(request.POST)
    if not wants_part(request):
        return redirect(f"{reverse('client_card', args=[pk])}{look.query()}")
    return _page(request, user, client, look)


@dataclass(frozen=True)
class Done:
    """What was done with a line: the words for a toast, and whether the line stays chosen."""

    words: str = ""
    stays: bool = False
    level: int = messages.SUCCESS


def _do(request: HttpRequest, user: Staff, client: Client, key: str, look: Look, line: CardLine | None) -> Done:
    """What the form asks for."""
    code, person_id = read_key(key)
    where: dict[str, Any] = {"user": user, "client_id": client.pk, "code": code, "person_id": person_id}
    seen = _seen(request.POST)
    what, _mark, number = request.POST.get("do", "").partition(":")
    if what == "skip" and line is not None:
        words = refusal_words(line, can_change=can_change_indicator(user, line.changed_by))
        return Done(words, stays=line.freshness is Freshness.CONFLICT, level=messages.WARNING)
    if what == "confirm":
        confirmed = services.confirm_value(**where, told=_told_as_before(look), seen=seen)
        person = confirmed.told_by
        source = source_words(confirmed.source, (person.last_name or person.first_name) if person else "")
        return Done(confirmed_words(line, source) if line else "")
    if what == "none":
        services.change_value(**where, value="", told=_told(request.POST), seen=seen)
    elif what == "change":
        services.change_value(**where, value=_written(request), told=_told(request.POST), seen=seen)
    elif what == "settle":
        services.resolve_conflict(**where, word_id=_number(number))
    elif what == "take-back":
        services.take_back(**where, word_id=_number(number))
        return Done(stays=True)
    elif what == "ask":
        services.want_question(**where)
        return Done(stays=True)
    elif what == "unask":
        services.drop_question(**where)
        return Done(stays=True)
    else:
        raise _unknown()
    return Done(_("Recorded."))


def _told_as_before(look: Look) -> services.Told:
    """Where a confirmed value is known from: what was not chosen stays as it was."""
    if look.told_by == NOBODY:
        return services.Told(look.source, None)
    return services.Told(look.source, _number(look.told_by) if look.told_by else services.AS_BEFORE)


def _told(data: QueryDict) -> services.Told:
    """Where a written value comes from: the editor has a choice of its own."""
    source, told_by = data.get("value_source", "call"), data.get("value_told_by", "")
    return services.Told(source if source in TOLD_SOURCES else "call", _number(told_by) if told_by else None)


def _number(text: str) -> int:
    """A key of the form. Raises InvalidInputError for one that no page has."""
    if not text.isdecimal() or len(text) > LONGEST_NUMBER:
        raise _unknown()
    return int(text)


def _unknown() -> InvalidInputError:
    return InvalidInputError(_("The page asks for something unknown."), hint=_("Load it again."))


def _chosen_words(data: QueryDict) -> dict[str, str]:
    """Where a refused value was said to come from."""
    return {"value_source": data.get("value_source", "call"), "writer": data.get("value_told_by", "")}


def _typed(request: HttpRequest) -> str:
    return SEPARATOR.join(value for value in request.POST.getlist("value") if value.strip())


def _written(request: HttpRequest) -> str:
    """The typed value; nothing typed is no value: *confirmed none* has a button of its own."""
    value = _typed(request)
    if not value:
        raise InvalidInputError(_("Write the value, or press “There is none”."), field="value")
    return value


def _seen(data: QueryDict) -> list[int] | None:
    """The words that stood on the screen; None when the form does not say."""
    if "seen" not in data:
        return None
    return [_number(pk) for pk in data.get("seen", "").split(",") if pk]


def _following(card: ClientCard, look: Look, key: str, folded: Collection[str], *, is_kept: bool = False) -> str:
    """The line after this one as shown: where the hand goes on. ``is_kept``: the line stays among those shown."""
    shown = open_sections(sections_of(card, look.show, look.group), replace(look, at=key), folded)
    keys = [line.key for section in shown for line in section.lines]
    if key not in keys or keys[-1] == key:
        return keys[-2] if len(keys) > 1 and look.show and not is_kept else key
    return keys[keys.index(key) + 1]


def _page(
    request: HttpRequest, user: Staff, client: Client, look: Look, *, status: int = 200, **extra: Any
) -> HttpResponse:
    frame, judgement = frame_of(client.pk, user.pk)
    card = client_card(client.pk)
    sections = sections_of(card, look.show, look.group)
    context = frame_context(user, client, frame, judgement, TAB)
    parts = row_sections(sections, user=user, client_id=client.pk, look=look, today=clock.today(), folded=frame.folded)
    words = card_words()
    chosen = next((row.line for part in parts for row in part.rows if row.is_chosen), None)
    context |= {
        "sections": [
            (part, [(row, "" if row.is_edited else row_html(row, look, words)) for row in part.rows]) for part in parts
        ],
        "card": card,
        "asked": look,
        "row_keys": row_keys(),
        "fold_url": reverse("client_card_fold", args=[client.pk]),
        "chips": _chips(card, look),
        "tiles": [(group, look.query(group="" if look.group == group.code else group.code)) for group in card.groups],
        "soon_url": look.query(show="expiring", at="", edit=""),
        "sources": [(code, SOURCES[code]) for code in TOLD_SOURCES],
        "tellers": _tellers(frame),
        "teller": look.told_by,
        "writer": look.told_by if look.told_by.isdecimal() else _teller_today(frame),
        "line": chosen,
        "history": history_of_line(client.pk, chosen.key) if chosen else (),
        "oob": wants_part(request),
    }
    context |= extra
    return render_page(request, "desk/client/page.html", context, part="desk/client/body.html", status=status)


def _chips(card: ClientCard, look: Look) -> list[dict[str, Any]]:
    labels = {"": _("All"), "learn": _("To learn"), "expiring": _("Expiring"), "conflict": _("Conflict")}
    return [
        {
            "label": label,
            "count": card.count(show),
            "url": look.query(show=show, at="", edit=""),
            "is_current": show == look.show,
        }
        for show, label in labels.items()
    ]


def _tellers(frame: Frame) -> list[tuple[str, str]]:
    working = [person for person in frame.people if not person.left_date or person.left_date > clock.today()]
    return [(str(person.pk), person.short_name) for person in working]


def _teller_today(frame: Frame) -> str:
    """Whoever was talked to today: answers of this conversation are theirs."""
    spoken = {person: at for person, at in frame.talks.by_person.items() if clock.day_of(at) == clock.today()}
    return str(max(spoken, key=lambda person: spoken[person])) if spoken else ""
