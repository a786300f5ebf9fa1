"""The functional card as a table."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from mayak.card.queries import CardLine, Freshness, card_of
from mayak.core import clock
from mayak.core.questions import ask
from mayak.desk.queries.tables import Cell, Column, Table
from mayak.desk.queries.window import Frame
from mayak.ui.formats import NOTHING, day

FRESHNESS_LAMPS = {
    Freshness.CURRENT: "ok",
    Freshness.NONE: "ok",
    Freshness.EXPIRED: "warn",
    Freshness.MISSING: "none",
    Freshness.CONFLICT: "urgent",
}


def freshness_words(line: CardLine) -> str:
    """The state of an indicator in words."""
    return {
        Freshness.CURRENT: _("up to date"),
        Freshness.NONE: _("confirmed: none"),
        Freshness.EXPIRED: _("expired, ask"),
        Freshness.MISSING: _("not filled in, ask"),
        Freshness.CONFLICT: _("sources differ, settle"),
    }[line.freshness]


def card_tab(client_id: int, frame: Frame, limit: int) -> list[Table]:
    """The tables of the tab."""
    question = card_of(client_id, clock.today())
    ask(question)
    columns = [
        Column(_("Indicator")),
        Column(_("Value")),
        Column(_("State")),
        Column(_("Confirmed")),
        Column(_("Valid until")),
        Column(_("Source")),
    ]
    rows = [row for line in question.answer for row in _card_rows(line)]
    return [Table("card", _("Functional card"), columns, rows, _("The playbook has no indicators yet."))]


def _card_rows(line: CardLine) -> Iterable[list[Cell]]:
    name = Cell(line.name, "strong", sub=line.person)
    state = Cell(freshness_words(line), "nowrap", lamp=FRESHNESS_LAMPS[line.freshness])
    if not line.words:
        yield [name, Cell(NOTHING, "muted"), state, Cell(""), Cell(""), Cell("")]
    for word in line.words:
        shown = f"{word.value} {line.unit}".strip() if word.value else _("none")
        expired = word.is_expired(clock.today())
        yield [
            name,
            Cell(shown, "muted" if expired else "", is_struck=expired),
            state,
            Cell(day(word.confirmed_date), sub=word.confirmed_by),
            Cell(day(word.valid_until) if word.valid_until else _("no term")),
            Cell(word.source),
        ]
        name, state = Cell(""), Cell("")
