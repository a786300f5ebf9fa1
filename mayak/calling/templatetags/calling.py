"""Words and look-ups of the contact page's templates."""

from datetime import date

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mayak.briefing.domain.scenario import PartKind
from mayak.clients.models import ContactPointKind
from mayak.core import clock
from mayak.ui import formats

register = template.Library()

SOON_DAYS = 30


@register.filter
def part_title(kind: PartKind) -> str:
    """The heading of a part of the scenario (P2)."""
    return {
        PartKind.DEVIATIONS: _("Work off deviations"),
        PartKind.AGREEMENTS: _("Keep agreements"),
        PartKind.QUESTIONS: _("Learn what is missing"),
        PartKind.VALUE: _("Give value"),
        PartKind.COMPETITOR: _("Find out about the competitor"),
    }[kind]


@register.filter
def month_bars(months: tuple[tuple[date, int | None], ...]) -> list[tuple[str, int | None]]:
    """The log-ins of months as bars named by the month."""
    return [(formats.month_bar(month), logins) for month, logins in months]


@register.filter
def answer_to(answers: dict[str, str], code: str) -> str:
    """What is typed as the answer to a card question."""
    return answers.get(code, "")


@register.filter
def birthday(birth: date | None) -> str:
    """A birthday within the month: "27 November, in 9 days"; nothing for a later or unknown one."""
    if birth is None:
        return ""
    today = clock.today()
    coming = _in_year(birth, today.year)
    if coming < today:
        coming = _in_year(birth, today.year + 1)
    left = (coming - today).days
    if left > SOON_DAYS:
        return ""
    if left == 0:
        return _("today")
    when = formats.day(date(today.year, coming.month, coming.day)) if coming.year != today.year else formats.day(coming)
    return ngettext("%(day)s, in %(count)s day", "%(day)s, in %(count)s days", left) % {"day": when, "count": left}


def _in_year(birth: date, year: int) -> date:
    try:
        return birth.replace(year=year)
    except ValueError:  # 29 February in a year without one is kept on 1 March
        return date(year, 3, 1)


@register.filter
def phone_kind(code: str) -> str:
    """Which phone it is, in words."""
    return str(dict(ContactPointKind.choices).get(code, code))
