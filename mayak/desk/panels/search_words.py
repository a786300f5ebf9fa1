"""The words of the search: each hit as a line with its title, what is told of it, where it leads."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from mayak.clients.domain.spelling import Pieces, Understanding, excerpt, marked
from mayak.clients.domain.wanted import Wanted
from mayak.clients.models import ClientStatus, ContactPointKind
from mayak.clients.queries.finding import FoundClient, FoundContract, FoundPerson, FoundPoint
from mayak.clients.queries.finding.texts import FoundText
from mayak.core import clock
from mayak.desk.panels.links import link
from mayak.desk.queries.search import Kind
from mayak.money.finding import FoundInvoice
from mayak.ui.formats import day, money, phone, typography
from mayak.ui.markup import lamp
from mayak.ui.navigation import Destination
from mayak.usage.finding import HOTLINE
from mayak.work.finding import AGREEMENT, NOTE
from mayak.work.models import ActivityKind


@dataclass(frozen=True)
class Line:
    """A hit on screen. ``client_id``: whose preview stands beside it and who is called from here.

    ``person_id``: whom exactly a call from here is for, unless it is anybody at the client.
    ``ask``: instead of opening a page, this text is searched again.
    """

    title: SafeString | str
    sub: SafeString | str
    url: str
    icon: str = ""
    avatar: str = ""
    right: SafeString | str = ""
    client_id: int | None = None
    person_id: int | None = None
    ask: str = ""


def kind_words() -> dict[Kind, str]:
    """The heads of the groups."""
    return {
        Kind.CLIENTS: _("Clients"),
        Kind.PERSONS: _("People"),
        Kind.PHONES: _("Phones"),
        Kind.MAILS: _("Mail addresses"),
        Kind.CONTRACTS: _("Contracts"),
        Kind.INVOICES: _("Invoices"),
        Kind.TEXTS: pgettext("search", "Texts"),
        Kind.COMMANDS: pgettext("search", "Pages and commands"),
    }


def line_of(kind: Kind, row: Any, meant: Understanding, lamps: dict[int, tuple[str, str]]) -> Line:
    """A row found as a line; ``lamps``: the heaviest lit lamp (shape, words) of clients that have one."""
    if kind is Kind.CLIENTS:
        return _client(row, meant.wanted, lamps.get(row.pk))
    return _TOLD[kind](row, meant.wanted)


def drawn(pieces: Pieces) -> SafeString:
    """Text with the found parts marked."""
    return format_html_join("", "{}{}{}", ((_TAGS[is_hit][0], text, _TAGS[is_hit][1]) for text, is_hit in pieces))


_TAGS = {True: (SafeString("<mark>"), SafeString("</mark>")), False: (SafeString(""), SafeString(""))}


def _joined(parts: Iterable[SafeString | str], sign: str = " · ") -> SafeString:
    return format_html_join(sign, "{}", ((part,) for part in parts if part))


def _client(row: FoundClient, asked: Wanted, lit: tuple[str, str] | None) -> Line:
    whose = pgettext("client", "yours") if row.is_own else ""
    if not whose and row.expert:
        whose = _("run by %(name)s") % {"name": row.expert}
    right: SafeString | str = lamp(*lit) if lit else ""
    if row.status != ClientStatus.ACTIVE:
        right = str(ClientStatus(row.status).label)
    number = asked.digits
    inn = _joined([_("INN"), drawn(_number_marked(row.inn, number))], " ") if row.inn else ""
    return Line(
        title=drawn(marked(typography(row.name), asked.words)),
        sub=_joined([inn, row.place, whose]),
        url=link("client", row.pk),
        icon="building",
        right=right,
        client_id=row.pk,
    )


def _number_marked(text: str, number: str) -> Pieces:
    """Digits found inside a number as it is written."""
    start = text.find(number) if number else -1
    if start < 0:
        return [(text, False)]
    end = start + len(number)
    return [piece for piece in ((text[:start], False), (text[start:end], True), (text[end:], False)) if piece[0]]


def _person(row: FoundPerson, asked: Wanted) -> Line:
    left = pgettext("person", "left") if row.is_left else ""
    client = drawn(marked(typography(row.client), asked.words))
    return Line(
        title=drawn(marked(row.full_name, asked.words)),
        sub=_joined([row.position, client, left], ", "),
        url=link("person", row.client_id, row.pk),
        avatar=row.short_name,
        right=phone(row.phone),
        client_id=row.client_id,
        person_id=None if row.is_left else row.pk,
    )


def _whose(row: FoundPoint) -> str:
    kind = str(ContactPointKind(row.kind).label) if row.kind in ContactPointKind.values else ""
    unwanted = _("unwanted") if row.is_unwanted else ""
    left = pgettext("person", "left") if row.is_left else ""
    return ", ".join(part for part in (row.person, kind, unwanted, left) if part)


def _phone(row: FoundPoint, asked: Wanted) -> Line:
    written = phone(row.text)
    title = drawn(_digits_marked(written, asked.number))
    if row.extension:
        extension = drawn(_number_marked(row.extension, asked.extension))
        title = _joined([title, pgettext("phone", "ext."), extension], " ")
    return Line(
        title=title,
        sub=_whose(row),
        url=link("person", row.client_id, row.person_id),
        icon="device-mobile" if row.kind == ContactPointKind.MOBILE else "phone",
        right=typography(row.client),
        client_id=row.client_id,
        person_id=None if row.is_left else row.person_id,
    )


def _digits_marked(written: str, number: str) -> Pieces:
    """A written phone with the found digits marked, the signs between them too; the last place that has them."""
    places = [at for at, sign in enumerate(written) if sign.isdigit()]
    start = "".join(written[at] for at in places).rfind(number) if number else -1
    if start < 0:
        return [(written, False)]
    first, last = places[start], places[start + len(number) - 1] + 1
    return [
        piece for piece in ((written[:first], False), (written[first:last], True), (written[last:], False)) if piece[0]
    ]


def _mail(row: FoundPoint, asked: Wanted) -> Line:
    return Line(
        title=drawn(marked(row.text, [asked.mail])),
        sub=_whose(row),
        url=link("person", row.client_id, row.person_id),
        icon="mail",
        right=typography(row.client),
        client_id=row.client_id,
        person_id=None if row.is_left else row.person_id,
    )


def _contract(row: FoundContract, asked: Wanted) -> Line:
    signed = _("of %(day)s") % {"day": day(row.signed_date)}
    ends = _("until %(day)s") % {"day": day(row.ends_date)} if row.ends_date else ""
    number = drawn(marked(row.number, [asked.document]))
    return Line(
        title=_joined([pgettext("search", "Contract No."), number], "\u00a0"),
        sub=f"{typography(row.client)}, {signed}",
        url=link("client_tab", row.client_id, "product") + "#contracts",
        icon="file-text",
        right=ends,
        client_id=row.client_id,
    )


def _invoice(row: FoundInvoice, asked: Wanted) -> Line:
    number = drawn(marked(row.number, [asked.document]))
    is_sum = asked.amount is not None and asked.amount == (row.amount // 1 if asked.is_whole_amount else row.amount)
    return Line(
        title=_joined(
            [_joined([pgettext("search", "Invoice No."), number], "\u00a0"), drawn([(money(row.amount), is_sum)])], ", "
        ),
        sub=f"{typography(row.client)}, {day(row.issued_date)}",
        url=link("client_tab", row.client_id, "money") + "#invoices",
        icon="receipt",
        right=_invoice_state(row),
        client_id=row.client_id,
    )


def _invoice_state(row: FoundInvoice) -> SafeString | str:
    if row.is_cancelled:
        return pgettext("invoice", "cancelled")
    if row.is_paid:
        return lamp("ok", pgettext("invoice", "paid"))
    return lamp("warn", pgettext("invoice", "overdue")) if row.is_overdue else pgettext("invoice", "waits for payment")


def _text(row: FoundText, asked: Wanted) -> Line:
    tab, source = _place_of(row)
    return Line(
        title=drawn(excerpt(row.text, asked.plain)),
        sub=", ".join((source, typography(row.client), day(clock.day_of(row.at)))),
        url=link("client_tab", row.client_id, tab),
        icon="headset" if row.source == HOTLINE else "message",
        client_id=row.client_id,
    )


def _place_of(row: FoundText) -> tuple[str, str]:
    """The tab of the client where a text stands, and what it is."""
    if row.source == HOTLINE:
        return "hotline", pgettext("search", "question to the hotline")
    if row.source == AGREEMENT:
        return "activities", pgettext("search", "agreement")
    if row.source == NOTE:
        return "activities", pgettext("search", "note")
    return "activities", str(ActivityKind(row.kind).label)


def _command(row: Destination, asked: Wanted) -> Line:
    return Line(drawn(marked(row.label, asked.words)), row.about or _("page"), row.url, row.icon)


_TOLD: dict[Kind, Callable[[Any, Wanted], Line]] = {
    Kind.PERSONS: _person,
    Kind.PHONES: _phone,
    Kind.MAILS: _mail,
    Kind.CONTRACTS: _contract,
    Kind.INVOICES: _invoice,
    Kind.TEXTS: _text,
    Kind.COMMANDS: _command,
}
