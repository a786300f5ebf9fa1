"""The lines of the card tab as the template draws them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from mayak.accounts.models import Staff
from mayak.card.domain.freshness import Freshness, is_expired, valid_until
from mayak.card.domain.values import parts_of
from mayak.card.policies import can_change_indicator
from mayak.card.queries import CardLine, SourceWord
from mayak.card.words import TOLD_SOURCES, none_words
from mayak.core.text import localized
from mayak.desk.panels.links import link
from mayak.desk.queries.card import FILTERS, Section, unfolded
from mayak.ui import formats

CSS = {Freshness.CONFLICT: "is-conflict", Freshness.EXPIRED: "is-expired", Freshness.UNFIT: "is-expired"}
# As ``told_by``: nobody is named, whoever was named before.
NOBODY = "nobody"
# Stands in the address for the line's key: an address is looked up once for all lines.
_ANY_LINE = "any-line"


@dataclass(frozen=True)
class Look:
    """How the tab is looked at: filter, group, the chosen and the edited line, where confirmed values are known from.

    ``source`` and ``told_by`` empty: as before; ``told_by`` may be ``NOBODY``.
    """

    show: str = ""
    group: str = ""
    at: str = ""
    edit: str = ""
    source: str = ""
    told_by: str = ""

    @classmethod
    def of(cls, data: QueryDict) -> "Look":
        """Of an address or a posted form; unknown words count as not given."""
        show, source = data.get("show", ""), data.get("source", "")
        return cls(
            show=show if show in FILTERS else "",
            group=data.get("group", ""),
            at=data.get("at", ""),
            edit=data.get("edit", ""),
            source=source if source in TOLD_SOURCES else "",
            told_by=data.get("told_by", ""),
        )

    @property
    def is_narrow(self) -> bool:
        """Whether only some lines are asked for."""
        return bool(self.show or self.group)

    def query(self, **changes: str) -> str:
        """The look as an address, with changes: ``?show=learn&at=head``."""
        values = {name: value for name, value in vars(replace(self, **changes)).items() if value}
        return f"?{urlencode(values)}" if values else "?"


@dataclass(frozen=True)
class Option:
    """A choice in the inline editor."""

    code: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class Row:
    """One line: what it shows and what can be done with it."""

    line: CardLine
    url: str
    css: str
    is_chosen: bool
    is_edited: bool
    until: str
    left: str
    seen: str
    can_change: bool
    may_write: bool
    can_confirm: bool
    can_take_back: bool
    edit_url: str
    back_url: str
    valid_to: date | None

    @property
    def question(self) -> str:
        """The question as it is said."""
        return _("“%(question)s”") % {"question": self.line.question}

    @property
    def typed_value(self) -> str:
        """The value as the inline editor starts with it."""
        return self.line.word.value if self.line.word else ""

    @property
    def is_struck(self) -> bool:
        """Whether the value is of yesterday."""
        return self.line.freshness in {Freshness.EXPIRED, Freshness.UNFIT}

    @property
    def can_settle(self) -> bool:
        """Whether one of two words can be taken: of a field that is changed elsewhere too."""
        return self.is_conflict and self.may_write

    @property
    def is_unfit(self) -> bool:
        """Whether the value is none of the indicator's type."""
        return self.line.freshness is Freshness.UNFIT

    @property
    def is_conflict(self) -> bool:
        """Whether sources disagree."""
        return self.line.freshness is Freshness.CONFLICT

    @property
    def options(self) -> list[Option]:
        """The choices of the inline editor."""
        value = self.line.word.value if self.line.word else ""
        chosen = parts_of(value)
        return [
            Option(one["code"], localized(one), one["code"] in chosen)
            for one in self.line.choices
            if one["code"] in chosen or not one.get("retired")
        ]

    @property
    def rivals(self) -> list[tuple[str, SourceWord]]:
        """The words that disagree, one per value, the freshest first, each with its key."""
        found: dict[str, SourceWord] = {}
        for word in self.line.words:
            found.setdefault(word.value.strip().lower(), word)
        return [(str(number), word) for number, word in enumerate(found.values(), start=1)]


@dataclass(frozen=True)
class RowSection:
    """A heading with its rows; ``can_fold`` while nothing narrows the card down."""

    section: Section
    rows: tuple[Row, ...]
    is_open: bool = True
    can_fold: bool = True


def row_sections(
    sections: Sequence[Section], *, user: Staff, client_id: int, look: Look, today: date, folded: Collection[str]
) -> list[RowSection]:
    """The rows under their headings; the chosen one is the first when none is named."""
    shown = open_sections(sections, look, folded)
    keys = [line.key for section in shown for line in section.lines]
    chosen = look.at if look.at in keys else (keys[0] if keys else "")
    address = link("client_card_line", client_id, _ANY_LINE)
    return [
        RowSection(
            section,
            tuple(_row(line, user, address, chosen, look, today) for line in section.lines if section in shown),
            is_open=section in shown,
            can_fold=not look.is_narrow,
        )
        for section in sections
    ]


def open_sections(sections: Sequence[Section], look: Look, folded: Collection[str]) -> tuple[Section, ...]:
    """The sections whose lines are shown: a filter shows all that it finds, and nothing hides a line asked for."""
    return tuple(sections) if look.is_narrow else unfolded(sections, folded, {look.at, look.edit})


def _row(line: CardLine, user: Staff, address: str, chosen: str, look: Look, today: date) -> Row:
    can_change = can_change_indicator(user, line.changed_by)
    word = line.word
    return Row(
        line=line,
        url=address.replace(_ANY_LINE, line.key),
        css=" ".join(part for part in (CSS.get(line.freshness, ""), "is-missing" if not line.words else "") if part),
        is_chosen=line.key == chosen,
        is_edited=line.key == look.edit and can_change and line.is_written_here,
        until=until_words(line, today),
        left=formats.days((word.valid_until - today).days) if line.is_soon and word and word.valid_until else "",
        seen=",".join(str(one.pk) for one in line.words if one.pk),
        can_change=can_change and line.is_written_here,
        may_write=can_change,
        can_confirm=can_change
        and line.freshness in {Freshness.CURRENT, Freshness.NONE, Freshness.EXPIRED}
        and line.bound_to.partition(".")[0] != "facts",
        can_take_back=can_change and word is not None and word.can_be_taken_back and word.confirmed_date == today,
        edit_url=look.query(at=line.key, edit=line.key, source="", told_by=""),
        back_url=look.query(at=line.key, edit=""),
        valid_to=valid_until(today, line.term_days),
    )


def card_words() -> dict[str, str]:
    """Words that every row repeats, looked up once per page."""
    return {
        "none": none_words(),
        "missing": _("not filled in"),
        "confirmed_none": _("confirmed: none"),
        "from": _("From where"),
        "confirmed": pgettext("value", "Confirmed"),
        "until": _("True until"),
        "two": _("two sources"),
        "still_true": _("Still true"),
        "change": _("Change"),
        "take_back": _("Take back"),
        "in_scenario": _("in the scenario"),
        "ask": _("ask"),
    }


def row_keys() -> str:
    """The keys of a chosen line and what they do, for the list of keys."""
    keys = {
        "v": _("still true"),
        "e": _("change the value"),
        "1": _("take this one of two"),
        "s": _("ask in the next talk"),
        "u": _("take back"),
    }
    return "|".join(f"{key} {words}" for key, words in keys.items())


def refusal_words(line: CardLine, *, can_change: bool) -> str:
    """Why the value of a line cannot be confirmed."""
    name = {"indicator": line.name}
    if not can_change:
        return _("“%(indicator)s” is changed by others.") % name
    if line.bound_to.partition(".")[0] == "facts":
        return _("“%(indicator)s” is counted from the data: there is nothing to confirm.") % name
    if line.freshness is Freshness.CONFLICT:
        return _("“%(indicator)s”: two sources disagree, press 1 or 2.") % name
    if line.freshness is Freshness.UNFIT:
        return _("“%(indicator)s”: the value does not fit the type, write it anew.") % name
    return _("“%(indicator)s” is not filled in: there is nothing to confirm.") % name


def confirmed_words(line: CardLine, source: str) -> str:
    """What was confirmed, and where it is known from."""
    said = _("Confirmed: %(indicator)s, %(value)s") % {"indicator": line.name, "value": line.shown}
    return f"{said} ({source})" if source else said


def until_words(line: CardLine, today: date) -> str:
    """Until when the value counts."""
    word = line.word
    if word is None:
        return ""
    if line.freshness is Freshness.UNFIT:
        return _("does not fit the type")
    if word.valid_until is None:
        return _("no term") if word.confirmed_date or not line.term_days else _("not confirmed yet")
    if is_expired(word.valid_until, today):
        return _("expired on %(day)s") % {"day": formats.day(word.valid_until)}
    return formats.day(word.valid_until)
