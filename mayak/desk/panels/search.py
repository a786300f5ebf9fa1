"""The results of a search as groups of lines, and what is offered before anything is typed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from mayak.accounts.models import Staff
from mayak.clients.domain.spelling import Understanding
from mayak.clients.domain.wanted import wanted
from mayak.clients.queries.finding import Hits
from mayak.core.text import folded
from mayak.desk.panels.recent import Asked
from mayak.desk.panels.search_words import Line, kind_words, line_of
from mayak.desk.queries.preview import LitLamp, Opened, Preview, RecentClient, RecentPerson, beside, recent_of
from mayak.desk.queries.search import FEW, Kind, Results
from mayak.ui.formats import number, typography
from mayak.ui.markup import lamp
from mayak.ui.navigation import destinations_of

# Kinds without a measure of how well a row fits come after those that have one.
_UNMEASURED = 9


@dataclass(frozen=True)
class Group:
    """Lines of one kind; ``count`` as shown, ``more`` and ``more_url``: the rest on a page of its own."""

    title: str
    lines: tuple[Line, ...]
    kind: str = ""
    count: str = ""
    more: str = ""
    more_url: str = ""


@dataclass(frozen=True)
class Shown:
    """What the palette shows: the groups in order, the preview of the first hit that has a client."""

    groups: tuple[Group, ...]
    preview: Preview | None = None


def results_shown(results: Results, *, text: str, as_typed: bool) -> Shown:
    """The groups of a search; one statement for lamps and the preview."""
    meant = results.meant
    order = sorted(results.hits, key=lambda kind: _quality(kind, results.hits[kind], meant))
    clients = [row.pk for row in results.hits.get(Kind.CLIENTS, Hits()).rows]
    first = next(
        (client for kind in order for row in results.hits[kind].rows if (client := _client_of(kind, row))), None
    )
    preview, lamps = beside(first, clients)
    shapes = {pk: (lit.shape, lit.words) for pk, lit in lamps.items()}
    groups = [_group(kind, results.hits[kind], meant, shapes, text, as_typed) for kind in order]
    return Shown(tuple(groups), preview)


def _client_of(kind: Kind, row: Any) -> int | None:
    if kind is Kind.CLIENTS:
        return int(row.pk)
    return getattr(row, "client_id", None)


def _quality(kind: Kind, hits: Hits[Any], meant: Understanding) -> tuple[int, int]:
    """The kind whose best hit fits best comes first; among equals the order of the screen."""
    best = getattr(hits.rows[0], "quality", _UNMEASURED) if hits.rows else _UNMEASURED
    if kind is Kind.PERSONS and best:
        best += 1  # a client that has the very word stands before people whose names only begin so
    if kind is Kind.COMMANDS and hits.rows and folded(hits.rows[0].label).startswith(folded(meant.text)):
        best = 1
    return best, list(Kind).index(kind)


def _group(
    kind: Kind, hits: Hits[Any], meant: Understanding, lamps: dict[int, tuple[str, str]], text: str, as_typed: bool
) -> Group:
    sign = "+" if hits.is_more else ""
    rest = hits.total - len(hits.rows)
    query = {"q": text, "kind": kind.value} | ({"exact": "1"} if as_typed else {})
    return Group(
        title=kind_words()[kind],
        lines=tuple(line_of(kind, row, meant, lamps) for row in hits.rows),
        kind=kind.value,
        count=f"{number(hits.total)}{sign}",
        more=_("%(count)s more") % {"count": f"{number(rest)}{sign}"} if rest > 0 else "",
        more_url=f"{reverse('search')}?{urlencode(query)}",
    )


def recent_shown(user: Staff, opened: Sequence[Opened], asked: Iterable[Asked]) -> Shown:
    """Before anything is typed: clients and people opened, texts asked lately, pages. One statement."""
    seen, lamps = recent_of(user, opened)
    lines = [
        _recent_person(one) if isinstance(one, RecentPerson) else _recent_client(one, lamps.get(one.pk)) for one in seen
    ]
    lines += [_recent_text(each) for each in asked]
    places = destinations_of(user)
    commands = [Line(place.label, place.about or _("page"), place.url, place.icon) for place in places[:FEW]]
    every = f"{reverse('search')}?{urlencode({'q': '>'})}"
    groups = [
        Group(_("Lately"), tuple(lines)),
        Group(
            kind_words()[Kind.COMMANDS],
            tuple(commands),
            Kind.COMMANDS.value,
            more=_("all %(count)s") % {"count": number(len(places))} if len(places) > FEW else "",
            more_url=every,
        ),
    ]
    return Shown(tuple(group for group in groups if group.lines))


def _recent_client(client: RecentClient, lit: LitLamp | None) -> Line:
    return Line(
        title=typography(client.name),
        sub=f"{_('INN')} {client.inn}" if client.inn else client.place,
        url=reverse("client", args=[client.pk]),
        icon="building",
        right=lamp(lit.shape, lit.words) if lit else "",
        client_id=client.pk,
    )


def _recent_person(person: RecentPerson) -> Line:
    return Line(
        title=person.name,
        sub=person.position,
        url=reverse("person", args=[person.client_id, person.pk]),
        avatar=person.name,
        right=typography(person.client),
        client_id=person.client_id,
        person_id=None if person.is_left else person.pk,
    )


def _recent_text(asked: Asked) -> Line:
    found = pgettext("search", "found: %(count)s") % {"count": asked.count} if asked.count else ""
    url = f"{reverse('search')}?{urlencode({'q': asked.text})}"
    return Line(f"«{wanted(asked.text).text}»", _("search"), url, "search", right=found, ask=asked.text)
