"""One search over everything (demand of the one box): every kind asked in one statement, again if corrected."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from mayak.accounts.models import Staff
from mayak.clients.domain.spelling import Known, Understanding, better, closest_word, words_to_know
from mayak.clients.domain.wanted import Only, Wanted, wanted
from mayak.clients.queries.finding import (
    Hits,
    Page,
    clients_found,
    contracts_found,
    known_words,
    mails_found,
    persons_found,
    phones_found,
)
from mayak.clients.queries.reach import Reach, reach_of
from mayak.core import clock
from mayak.core.questions import Question, ask
from mayak.core.text import alike
from mayak.desk.panels.selections import list_url
from mayak.facts.selections.finding import selections_named
from mayak.money.finding import invoices_found
from mayak.ui.navigation import Destination, destinations_of
from mayak.usage.finding import questions_found
from mayak.work.finding import agreements_found, comments_found, notes_found


class Kind(StrEnum):
    """What can be found, in the order of the screen."""

    CLIENTS = "clients"
    PERSONS = "persons"
    PHONES = "phones"
    MAILS = "mails"
    CONTRACTS = "contracts"
    INVOICES = "invoices"
    TEXTS = "texts"
    COMMANDS = "commands"


# Hits of a kind beside the other kinds, and of one kind alone on a page.
FEW = 5
MANY = 25
# So many are counted: beside others, and alone.
COUNTED = 200
COUNTED_ALONE = 1000
_FEWER = {Kind.PHONES: 4, Kind.MAILS: 3, Kind.CONTRACTS: 3, Kind.INVOICES: 3, Kind.TEXTS: 4, Kind.COMMANDS: 4}

Asks = Callable[[Wanted, Reach, Page], Question[Hits[Any]]]
_ASKED: dict[Kind, tuple[Asks, ...]] = {
    Kind.CLIENTS: (clients_found,),
    Kind.PERSONS: (persons_found,),
    Kind.PHONES: (phones_found,),
    Kind.MAILS: (mails_found,),
    Kind.CONTRACTS: (contracts_found,),
    Kind.INVOICES: (lambda asked, reach, page: invoices_found(asked, reach, page, clock.today()),),
    Kind.TEXTS: (comments_found, agreements_found, notes_found, questions_found),
}


@dataclass(frozen=True)
class Results:
    """What was found for a text, by kind; kinds without a hit are missing. ``meant``: what was looked for."""

    meant: Understanding
    hits: dict[Kind, Hits[Any]] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """How many hits of all kinds."""
        return sum(hits.total for hits in self.hits.values())


@dataclass(frozen=True)
class Chosen:
    """What of the results is wanted: every kind, or a page (from 1) of one."""

    kind: Kind | None = None
    page: int = 1

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds to look for."""
        return (self.kind,) if self.kind else tuple(Kind)

    def page_of(self, kind: Kind) -> Page:
        """The page of a kind that is wanted."""
        if self.kind is None:
            return Page(_FEWER.get(kind, FEW), most=COUNTED)
        return Page(MANY, (self.page - 1) * MANY, COUNTED_ALONE)


def search_for(user: Staff, text: str, chosen: Chosen, *, as_typed: bool = False) -> Results:
    """The hits for a text within the rights. One statement; another when it finds nothing as typed."""
    asked = wanted(text)
    typed = Understanding(asked.text, asked)
    reach = reach_of(user)
    has_commands = bool(asked.words) or asked.only is Only.COMMANDS
    named = selections_named(user)
    is_final = as_typed or asked.only is Only.COMMANDS
    known = None if is_final else _known(asked, reach)
    hits = _found(asked, chosen, reach, [named] if has_commands else [], known)
    places = [*destinations_of(user), *_selections(named.answer)] if has_commands else []
    hits |= _commands_among(asked, places, chosen)
    if hits or is_final:
        return Results(typed, hits)
    meant = better(asked, _with_labels(known.answer if known else {}, places))
    if meant is None:
        return Results(typed)
    hits = _found(meant.wanted, chosen, reach)
    hits |= _commands_among(meant.wanted, places, chosen)
    return Results(meant, hits) if hits else Results(typed)


def _known(asked: Wanted, reach: Reach) -> Question[dict[str, Known]] | None:
    """What the words of names say of what was typed: worth asking only when it finds nothing, for it costs as much."""
    words = words_to_know(asked)
    return known_words(words, reach) if words else None


def _found(
    asked: Wanted,
    chosen: Chosen,
    reach: Reach,
    beside: Sequence[Question[Any]] = (),
    otherwise: Question[Any] | None = None,
) -> dict[Kind, Hits[Any]]:
    """Ask every wanted kind in one statement, with the questions ``beside`` and one for when nothing is found."""
    pages = {kind: chosen.page_of(kind) for kind in chosen.kinds}
    questions = {
        kind: [each(asked, reach, pages[kind] if len(ways) == 1 else _from_the_first(pages[kind])) for each in ways]
        for kind, ways in _ASKED.items()
        if kind in pages
    }
    together = [question for each in questions.values() for question in each]
    if together or beside or otherwise:
        ask(*together, beside=beside, otherwise=otherwise)
    hits = {kind: _merged([each.answer for each in ways], pages[kind]) for kind, ways in questions.items()}
    return {kind: found for kind, found in hits.items() if found.total}


def _commands_among(asked: Wanted, places: list[Destination], chosen: Chosen) -> dict[Kind, Hits[Any]]:
    """The pages and commands that fit, when they are wanted."""
    if Kind.COMMANDS not in chosen.kinds:
        return {}
    found = _commands(asked, places, chosen.page_of(Kind.COMMANDS))
    return {Kind.COMMANDS: found} if found.total else {}


def _selections(named: dict[int, str]) -> list[Destination]:
    """Selections are commands too: they open the list of the clients they hit."""
    about = _("selection of clients")
    return [Destination(name, about, "filter", list_url(selection=pk)) for pk, name in named.items()]


def _from_the_first(page: Page) -> Page:
    """What is fetched of each source so that a page can be cut of all together."""
    return Page(page.offset + page.size, 0, page.most)


def _merged(answers: list[Hits[Any]], page: Page) -> Hits[Any]:
    """One page of several sources, the newest first."""
    if len(answers) == 1:
        return answers[0]
    rows = sorted((row for hits in answers for row in hits.rows), key=lambda row: row.at, reverse=True)
    total = sum(hits.total for hits in answers)
    return Hits(tuple(rows[page.offset : page.offset + page.size]), total, any(hits.is_more for hits in answers))


def _commands(asked: Wanted, places: list[Destination], page: Page) -> Hits[Destination]:
    """Pages and commands whose name has words that begin as typed; all of them after a bare ``>``."""
    if asked.only not in (None, Only.COMMANDS) or not (asked.words or asked.only):
        return Hits()
    found = [place for place in places if all(_begins(place, word) for word in asked.words)]
    return Hits(tuple(found[page.offset : page.offset + page.size]), len(found))


def _begins(place: Destination, word: str) -> bool:
    return any(part.startswith(word) for part in alike(f"{place.label} {place.about}").split())


def _with_labels(known: dict[str, Known], places: list[Destination]) -> dict[str, Known]:
    """The words of names, and those of commands among what a typed word may have meant."""
    labels = {part for place in places for part in alike(place.label).split()}
    return {
        word: Known(
            of_names.is_whole or word in labels,
            of_names.is_start or any(label.startswith(word) for label in labels),
            (*of_names.similar, *filter(None, [closest_word(word, labels)])),
        )
        for word, of_names in known.items()
    }
