"""A client on paper: what one takes along to a visit or hands over (C5)."""

from django.utils.translation import gettext as _

from mayak.accounts.models import Staff
from mayak.card.queries import CardLine
from mayak.clients.models import Client
from mayak.core import clock
from mayak.desk.panels import client as words
from mayak.desk.queries.judgement import Judgement
from mayak.desk.queries.window import Frame, Overview
from mayak.ui.formats import clock_time, day, day_short, fraction, phone, typography
from mayak.ui.sheet import Line, Section, Sheet


def sheet_of(user: Staff, client: Client, frame: Frame, judgement: Judgement, overview: Overview) -> Sheet:
    """The sheet, in the reader's language."""
    now = clock.now()
    return Sheet(
        title=typography(client.name),
        tags=[str(client.get_service_mode_display()), *(tag.words for tag in words.tags_of(frame))],
        sub=" · ".join(f"{part.label} {part.strong}".strip() for part in words.subline_of(client, frame)),
        figures=[
            (_("Necessity of contact"), fraction(judgement.necessity)),
            *((figure.label, figure.value) for figure in words.money_figures_of(client.pk, frame, overview)),
        ],
        sections=[
            _next(client, frame),
            _lamps(judgement),
            _people(frame),
            _promised(frame),
            _cases(frame),
            _card(overview.card, judgement),
            _happened(overview),
        ],
        footer=_("%(client)s. Printed by %(who)s on %(day)s, %(time)s")
        % {"client": client.name, "who": user.full_name, "day": day(now), "time": clock_time(now)},
        page_words=_("page {n} of {all}"),
    )


def _next(client: Client, frame: Frame) -> Section:
    told = words.next_words(client, frame)
    best = frame.best_person
    lines = [Line(told.sub, strong=typography(told.goal) or _("Nothing is planned"), right=told.when)]
    if best is not None:
        unknown = "" if frame.refuses_calls else _("number unknown")
        number = phone(frame.best_phone.number) if frame.best_phone else unknown
        lines.append(Line(told.tag, strong=best.short_name, right=number))
    return Section(_("Next contact"), lines)


def _lamps(judgement: Judgement) -> Section:
    lines = [
        Line(
            ". ".join(part for part in (lamp.rest, typography(lamp.advice)) if part),
            strong=lamp.name,
            right=_("since %(day)s") % {"day": day(lamp.since)} if lamp.since else "",
            mark=lamp.shape,
        )
        for lamp in judgement.lit
    ]
    return Section(_("What burns and what to do"), lines, judgement.rest_words)


def _people(frame: Frame) -> Section:
    lines = []
    for person in frame.people:
        if person.left_date and person.left_date <= clock.today():
            continue
        roles = ", ".join(str(role.label) for role in words.telling_roles(person))
        numbers = [phone(each.number) for each in person.phones if each.may_dial]
        if person.refuses_calls:
            numbers = [_("no calls: refused")]
        spoken = frame.talks.by_person.get(person.pk)
        told = " · ".join(part for part in (person.position, roles, ", ".join(numbers)) if part)
        lines.append(Line(told, strong=person.short_name, right=day(spoken) if spoken else _("not talked to yet")))
    return Section(_("People"), lines, str(frame.counts.persons))


def _promised(frame: Frame) -> Section:
    lines = [
        Line(typography(item.text), right=_("by %(day)s") % {"day": day(item.due)}, mark=item.lamp)
        for item in words.promised_of(frame)
    ]
    return Section(_("Agreements"), lines)


def _cases(frame: Frame) -> Section:
    lines = [
        Line(
            f"{case.kind.label}{f', {case.owner}' if case.owner else ''}",
            strong=typography(case.title),
            right=_("by %(day)s") % {"day": day(case.due_date)} if case.due_date else "",
            mark=case.lamp,
        )
        for case in frame.cases
        if case.closed_at is None
    ]
    return Section(_("Cases"), lines)


def _card(card: tuple[CardLine, ...], judgement: Judgement) -> Section:
    note = ""
    if judgement.completeness is not None:
        note = _("%(completeness)s %% “ready to work”") % {"completeness": judgement.completeness}
    return Section(_("Card"), [_card_line(line) for line in card], note)


def _card_line(line: CardLine) -> Line:
    label = f"{line.name}, {line.person}" if line.person else line.name
    if line.freshness == "missing":
        return Line(_("not filled in"), label=label, right=_("ask"), is_pale=True)
    if line.freshness == "conflict":
        return Line(_(" or ").join(value or "—" for value in line.values), label=label, right=_("sources differ"))
    is_none = line.word is None or not line.word.value
    shown = _("confirmed: none") if is_none else f"{line.shown} {line.unit}".strip()
    if line.freshness in {"expired", "unfit"}:
        return Line(shown, label=label, right=_("expired, ask"), is_pale=True)
    confirmed = line.word.confirmed_date if line.word else None
    return Line(shown, label=label, right=day(confirmed) if confirmed else "")


def _happened(overview: Overview) -> Section:
    lines = [
        Line(typography(moment.told.rest), strong=typography(moment.told.strong), label=day_short(moment.at))
        for moment in overview.timeline.moments
    ]
    return Section(_("What happened"), lines)
