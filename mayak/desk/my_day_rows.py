"""The lines of the queue and of what is done as HTML: a template for each of so many lines would be slow."""

from collections.abc import Iterable

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from mayak.desk.my_day_words import Why
from mayak.planning.call_words import ToldCheck
from mayak.planning.queries.day_queue import DayLine, DoneContact
from mayak.ui import formats, markup


def _why(why: Why) -> str:
    return f"<span>{markup.lamp_shape(why.state)}{escape(formats.typography(why.text))}</span>"


def _last(line: DayLine) -> str:
    if line.last_talk_at is None:
        return f'<span class="muted">{_("none yet")}</span>'
    talk = line.last_talk_at
    return f'<span>{formats.day_short(talk)}</span><span class="sub">{formats.ago_days(talk)}</span>'


def _who(line: DayLine, role: str, number: str, check: ToldCheck) -> str:
    if line.person is None:
        return f'<span class="muted">{_("nobody known")}</span>'
    short = f' <span class="sub">{escape(role)}</span>' if role else ""
    allowed = line.check.is_allowed
    below = formats.phone(number) if allowed else f"{markup.lamp_shape(check.lamp)} {escape(check.short)}"
    return f'<span>{escape(line.person.name)}{short}</span><span class="sub">{below}</span>'


def _call(number: str, contact_url: str, start_url: str) -> str:
    word, icon = _("Call"), markup.icon("phone", "s")
    css = f'class="btn btn--s btn--icon" title="{word}" data-row-enter'
    label = f'{icon}<span class="vh">{word}</span>'
    number = escape(number)
    if contact_url and number:
        return f'<a {css} href="tel:{number}" data-then="{contact_url}">{label}</a>'
    if contact_url:
        return f'<a {css} href="{contact_url}">{label}</a>'
    if not start_url:
        return ""
    dial = f' data-dial="tel:{number}"' if number else ""
    return f'<button {css} form="start" formaction="{start_url}"{dial}>{label}</button>'


def row_html(
    *,
    line: DayLine,
    time: str,
    whys: tuple[Why, ...],
    stake_note: str,
    role: str,
    number: str,
    check: ToldCheck,
    client_url: str,
    contact_url: str,
    start_url: str,
    put_off_url: str,
) -> SafeString:
    """One line of the queue: time, score, client with reasons, money, last talk, person with number, call."""
    instead = ""
    if line.instead_of:
        instead = f'<span class="muted">{escape(_("for %(name)s") % {"name": line.instead_of})}</span>'
    quiet = "" if line.debt else ' class="muted"'
    money = formats.money(line.stake, "0") if line.stake else ""
    put_off = _("put off")
    when = f"<b>{time}</b>" if time else ""
    return mark_safe(
        f'<li class="q" data-row id="c{line.client_id}"><span class="day__time">{when}</span>'
        f"{markup.score(line.necessity, line.certainty)}"
        f'<div class="q__main"><a class="name" href="{client_url}" data-row-open data-key-label="{_("client")}">'
        f"{escape(formats.typography(line.name))}</a>"
        f'<p class="q__why">{"".join(_why(why) for why in whys)}{instead}</p></div>'
        f'<div class="q__money"><b{quiet}>{money}</b><span class="sub">{escape(stake_note)}</span></div>'
        f'<div class="q__last">{_last(line)}</div>'
        f'<div class="q__who">{_who(line, role, number, check)}</div>'
        f"{_call(number, contact_url, start_url)}"
        f'<a class="vh" href="{put_off_url}" data-dialog data-row-put-off data-key-label="{put_off}" tabindex="-1">'
        f"{put_off}</a></li>"
    )


def done_html(contacts: Iterable[DoneContact]) -> SafeString:
    """What was done today: time, client, outcome and minutes."""
    return mark_safe("".join(_done(one, _("min")) for one in contacts))


def _done(one: DoneContact, unit: str) -> str:
    minutes = f", {one.minutes} {unit}" if one.minutes else ""
    return (
        f"<li><time>{formats.clock_time(one.done_at)}</time><p>{escape(formats.typography(one.client))}"
        f' · <span class="sub2">{escape(one.outcome)}{minutes}</span></p></li>'
    )
