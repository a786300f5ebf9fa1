"""The client window in words: head, money, next contact (C5)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from mayak.clients.domain.zones import zone_of
from mayak.clients.models import Client, PersonRole
from mayak.clients.queries import PersonCard, PhoneLine
from mayak.core import clock
from mayak.desk.panels.links import link
from mayak.desk.queries.window import Frame, Overview
from mayak.planning.call_words import told_check
from mayak.planning.domain.call_check import CallCheck, check_call
from mayak.ui.formats import clock_time, day, day_near, money, month_bar, number, typography
from mayak.work.models import ActivityKind

# Segments worth a tag beside the name, in this order; loyalty speaks by its colour too.
TAGGED = ("client_category", "category", "tax_regime", "tax", "staff_size", "loyalty")
LOYALTY_CSS = {"yellow": " tag--warn", "red": " tag--urgent", "green": " tag--ok"}
PEOPLE_SHOWN = 5


@dataclass(frozen=True)
class Tag:
    """A segment beside the client's name."""

    words: str
    type_name: str
    css: str


@dataclass(frozen=True)
class Part:
    """A piece of the line under the name."""

    label: str
    strong: str = ""
    may_break: bool = False


@dataclass(frozen=True)
class Figure:
    """A figure of money that opens its rows."""

    label: str
    value: str
    sub: str
    url: str
    css: str = ""


@dataclass(frozen=True)
class Promised:
    """An agreement or a promise to pay on the right."""

    text: str
    due: Any
    lamp: str


@dataclass(frozen=True)
class NextWords:
    """The next contact in words, with the verdict of the call check."""

    when: str
    goal: str
    sub: str
    tag: str
    note: str
    note_state: str


@dataclass(frozen=True)
class PersonLine:
    """A person on the overview: at most two numbers, when a talk took place."""

    person: PersonCard
    roles: tuple[PersonRole, ...]
    phones: tuple[PhoneLine, ...]
    spoken: datetime | None


def tags_of(frame: Frame) -> list[Tag]:
    """The segments shown beside the name."""
    found = {segment.type: segment for segment in frame.head.segments}
    tags = []
    for code in TAGGED:
        segment = found.get(code)
        if segment is None:
            continue
        is_loyalty = code == "loyalty"
        words = segment.name if not is_loyalty else f"{segment.type_name.lower()}: {segment.name}"
        if code in {"client_category", "category"}:
            words = _("category %(name)s") % {"name": segment.name}
        tags.append(Tag(words, segment.type_name, LOYALTY_CSS.get(segment.code, "") if is_loyalty else " tag--opt"))
    return tags


def subline_of(client: Client, frame: Frame) -> list[Part]:
    """INN, place, the client's own time, contract, who is responsible."""
    head = frame.head
    parts = []
    if client.inn:
        parts.append(Part(_("INN %(inn)s") % {"inn": client.inn}))
    place = client.address or client.region
    if place:
        parts.append(Part(typography(place), may_break=True))
    if client.timezone:
        local = clock.now().astimezone(zone_of(client.timezone, clock.office_zone(), region=client.region))
        parts.append(Part(_("at the client’s"), f"{local:%H:%M}"))
    if head.contract_number:
        ends = head.prepaid_until if head.payment_terms == "prepaid" and head.prepaid_until else head.contract_ends
        words = {"number": head.contract_number, "day": day(ends)}
        parts.append(Part((_("contract %(number)s until %(day)s") if ends else _("contract %(number)s")) % words))
    if head.expert:
        parts.append(Part(_("expert %(name)s") % {"name": head.expert}))
    if head.account_manager:
        parts.append(Part(_("account manager %(name)s") % {"name": head.account_manager}))
    return parts


def money_terms_of(frame: Frame) -> str:
    """How the client pays."""
    if frame.head.payment_terms == "prepaid":
        return (
            _("prepaid until %(day)s") % {"day": day(frame.head.prepaid_until)}
            if frame.head.prepaid_until
            else _("prepaid")
        )
    return _("pays monthly") if frame.head.payment_terms == "monthly" else ""


def money_figures_of(client_id: int, frame: Frame, overview: Overview) -> list[Figure]:
    """Debt, price, paid in time, acts: each opens its rows."""
    paid = overview.money
    rows = link("client_tab", client_id, "money")
    users = frame.head.users
    figures = [
        Figure(
            _("Debt"),
            money(paid.debt, "0") if paid.debt else _("none"),
            _("due %(day)s") % {"day": day(paid.oldest_due)} if paid.oldest_due else "",
            f"{rows}#invoices",
            "c-urgent" if paid.debt else "name",
        ),
        Figure(
            _("Price a month"),
            money(frame.head.price_month, "0"),
            ngettext("%(count)d user", "%(count)d users", users) % {"count": users} if users else "",
            f"{link('client_tab', client_id, 'product')}#kits",
            "name",
        ),
    ]
    if paid.invoices:
        usual = _("usually by day %(day)d") % {"day": paid.usual_day} if paid.usual_day else ""
        in_time = _("%(count)d of %(all)d") % {"count": paid.paid_in_time, "all": paid.invoices}
        figures.append(Figure(_("In time, a year"), in_time, usual, f"{rows}#payments", "name"))
    if paid.acts:
        returned = _("%(count)d of %(all)d") % {"count": paid.acts_returned, "all": paid.acts}
        figures.append(Figure(_("Acts"), returned, pgettext("acts", "returned"), f"{rows}#acts", "name"))
    return figures


def people_lines(frame: Frame) -> list[PersonLine]:
    """The first people with their numbers."""
    working = [person for person in frame.people if not person.left_date or person.left_date > clock.today()]
    spoken = frame.talks.by_person
    return [
        PersonLine(person, telling_roles(person), person.phones[:1], spoken.get(person.pk))
        for person in working[:PEOPLE_SHOWN]
    ]


def telling_roles(person: PersonCard) -> tuple[PersonRole, ...]:
    """The roles without "user", which says nothing beside another one."""
    return tuple(role for role in person.roles if role is not PersonRole.USER) or person.roles


def promised_of(frame: Frame) -> list[Promised]:
    """Open agreements and promises to pay by their day."""
    today = clock.today()
    lines = [
        Promised(f"{item.text}{f', {item.person}' if item.person else ''}", item.due_date, item.lamp)
        for item in frame.agreements
    ]
    for promise in frame.promises:
        bill = _("invoice No. %(number)s") % {"number": promise.invoice_number} if promise.invoice_number else ""
        what = _("Pay %(sum)s") % {"sum": money(promise.amount)} if promise.amount is not None else _("Pay")
        words = ", ".join(part for part in (what, bill, promise.person) if part)
        due_today = promise.expected_date == today
        lamp = "urgent" if promise.is_broken else "warn" if due_today else "ok"
        lines.append(Promised(words, promise.expected_date, lamp))
    return sorted(lines, key=lambda line: line.due)


def usage_words(overview: Overview) -> str:
    """This month against the same month a year ago."""
    usage = overview.usage
    if not usage.is_known:
        return ""
    now = _("this month %(count)s") % {"count": number(usage.months[-1][1])}
    if usage.year_ago is None:
        return now
    return now + ", " + _("a year ago %(count)s") % {"count": number(usage.year_ago)}


def usage_bars(overview: Overview) -> list[tuple[str, int | None]]:
    """The months for the chart; nothing when no log-in was ever recorded."""
    if not overview.usage.is_known:
        return []
    return [(month_bar(month), logins) for month, logins in overview.usage.months]


def next_words(client: Client, frame: Frame) -> NextWords:
    """The planned contact and whether one may call now."""
    contact = frame.next_contact
    check = call_check_of(client, frame)
    when = goal = sub = ""
    if contact is not None:
        when = day_near(contact.at) + (f", {clock_time(contact.at)}" if contact.is_fixed_time else "")
        goal = contact.goal or str(ActivityKind(contact.kind).label).capitalize()
        stage = _("Stage “%(stage)s”.") % {"stage": contact.stage} if contact.stage else ""
        executor = "" if contact.executor == frame.head.expert else contact.executor
        sub = " ".join(part for part in (stage, executor) if part)
    best = frame.best_person
    tag = (
        ", ".join(part for part in (best.position, *(str(r.label) for r in telling_roles(best))) if part)
        if best
        else ""
    )
    told = told_check(check)
    return NextWords(when, goal, sub, tag, f"{told.title}: {told.reason}", told.lamp)


def call_check_of(client: Client, frame: Frame) -> CallCheck:
    """Whether the best person may be called now (P4)."""
    best = frame.best_person
    phones = best.phones if best else ()
    return check_call(
        now=clock.now(),
        zone=zone_of(client.timezone, clock.office_zone(), region=client.region),
        calendar=frame.calendar,
        numbers=sum(not phone.is_unwanted for phone in phones),
        unwanted_numbers=sum(phone.is_unwanted for phone in phones),
        is_consent_withdrawn=frame.refuses_calls,
        last_tried_at=frame.talks.last_try,
    )
