"""The filter above the timeline: what the address says, what the form shows (C5)."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from mayak.desk.queries.timeline import GROUPS, KINDS, Wanted

LONGEST = 100


@dataclass(frozen=True)
class Choice:
    """A box of the form."""

    code: str
    label: str
    is_chosen: bool


def wanted_of(query: QueryDict) -> Wanted:
    """What an address asks for; what it says wrongly is left out."""
    group, person = query.get("events", ""), query.get("who", "")
    return Wanted(
        group=group if group in GROUPS else "",
        kinds=tuple(kind for kind in KINDS if kind in query.getlist("kind")),
        person_id=int(person) if person.isascii() and person.isdecimal() and len(person) < 19 else None,
        text=query.get("text", "").replace("\0", "").strip()[:LONGEST],
        from_date=_day(query.get("since", "")),
        to_date=_day(query.get("until", "")),
    )


def query_of(wanted: Wanted) -> list[tuple[str, str]]:
    """The same as an address says it."""
    pairs = [
        ("events", wanted.group),
        *(("kind", kind) for kind in wanted.kinds),
        ("who", str(wanted.person_id or "")),
        ("text", wanted.text),
        ("since", wanted.from_date.isoformat() if wanted.from_date else ""),
        ("until", wanted.to_date.isoformat() if wanted.to_date else ""),
    ]
    return [(name, value) for name, value in pairs if value]


def encoded(wanted: Wanted, **more: str) -> str:
    """The query of an address, with a question mark."""
    pairs = [*query_of(wanted), *((name, value) for name, value in more.items() if value)]
    return f"?{urlencode(pairs)}" if pairs else ""


def group_choices(wanted: Wanted) -> list[Choice]:
    """The groups as chips."""
    labels = {
        "": pgettext("events", "All"),
        "contacts": _("Contacts"),
        "product": _("Product"),
        "money": _("Money"),
    }
    return [Choice(code, label, code == wanted.group) for code, label in labels.items()]


def kind_choices(wanted: Wanted) -> list[Choice]:
    """The kinds as chips; chosen ones count instead of the group."""
    labels = {
        "contact": _("Talks and letters"),
        "agreement": _("Agreements"),
        "note": _("Notes"),
        "case": _("Cases opened"),
        "case_closed": _("Cases closed"),
        "hotline": _("Hotline"),
        "login": _("Log-ins"),
        "training": _("Training"),
        "event": _("Educational events"),
        "mail": _("Newsletters"),
        "payment": _("Payments"),
        "promise": _("Promises to pay"),
        "lamp_lit": _("Lamps lit"),
        "lamp_out": _("Lamps out"),
    }
    return [Choice(kind, labels[kind], kind in wanted.kinds) for kind in KINDS]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
