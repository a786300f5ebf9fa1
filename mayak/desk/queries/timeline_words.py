"""How the moments of a timeline are told in words."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from mayak.cases.models import CaseKind
from mayak.core.text import localized
from mayak.ui.formats import day as day_words
from mayak.ui.formats import money
from mayak.usage.models import EventKind
from mayak.work.models import ActivityKind

Data = dict[str, Any]


@dataclass(frozen=True)
class Told:
    """Icon, the strong beginning, the rest."""

    icon: str
    strong: str
    rest: str = ""


ACTIVITY_ICONS = {
    ActivityKind.CALL: "phone",
    ActivityKind.VISIT: "users",
    ActivityKind.MAIL: "mail",
    ActivityKind.ONLINE: "device-laptop",
}


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _invoice(data: Data) -> str:
    return _("invoice No. %(number)s") % {"number": data["invoice"]} if data["invoice"] else ""


def _contact(data: Data) -> Told:
    kind = ActivityKind(data["kind"])
    name = str(kind.label)
    if kind == ActivityKind.CALL:
        name = _("incoming call") if data["direction"] == "incoming" else pgettext("contact", "call")
    minutes = data["minutes"]
    length = ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes} if minutes else ""
    outcome = localized(data["outcome"])
    icon = ACTIVITY_ICONS[kind]
    if data["reached"] is False:
        return Told(icon, "", _joined(_sentence(name), data["person"], outcome))
    return Told(icon, _joined(_sentence(name), data["person"], length), _told_by(outcome, data["comment"]))


def _told_by(outcome: str, comment: str) -> str:
    if not comment:
        return outcome
    return f"{outcome}. {comment}" if outcome else comment


def _agreement(data: Data) -> Told:
    is_kept = data["state"] == "kept"
    return Told("checks", _("Agreement kept:") if is_kept else _("Agreement broken:"), data["text"])


def _note(data: Data) -> Told:
    about = _("note about %(person)s") % {"person": data["person"]} if data["person"] else pgettext("client", "note")
    return Told("message", f"{_joined(_sentence(about), data['author'])}:", data["text"])


def _case(data: Data) -> Told:
    kind = _sentence(str(CaseKind(data["kind"]).label))
    title = str(data["title"])
    if title.startswith(kind):
        return Told("lifebuoy", kind, _joined(title.removeprefix(kind).removeprefix(":").strip(), data["competitor"]))
    return Told("lifebuoy", f"{kind}:", _joined(title, data["competitor"]))


def _case_closed(data: Data) -> Told:
    return Told("lifebuoy", _("Case closed:"), data["title"] + (f". {data['result']}" if data["result"] else ""))


def _hotline(data: Data) -> Told:
    rating = _("rating %(rating)s") % {"rating": data["rating"]} if data["rating"] else ""
    state = "" if data["answered"] else _("no answer yet")
    asked = _joined(_("Hotline request"), data["person"])
    return Told("headset", "", f"{asked}: {_joined(data['topic'], rating, state)}")


def _login(data: Data) -> Told:
    silent = data["silent"]
    if silent and silent > 14:
        words = ngettext("after %(count)d day of silence", "after %(count)d days of silence", silent)
        return Told("device-laptop", _("Logged in again"), words % {"count": silent})
    return Told("device-laptop", "", _("Last log-in to the product"))


def _training(data: Data) -> Told:
    term = (
        _("valid until %(day)s") % {"day": day_words(date.fromisoformat(data["valid_until"]))}
        if data["valid_until"]
        else ""
    )
    return Told("school", _joined(_("Training"), data["person"]) + ":", _joined(data["program"], term))


def _event(data: Data) -> Told:
    kind = str(EventKind(data["kind"]).label) if data["kind"] else pgettext("educational", "event")
    return Told("school", "", _joined(f"{_sentence(kind)} «{data['name']}»", data["person"]))


def _mail(data: Data) -> Told:
    if data["left"]:
        return Told("mail", _joined(_("Left the mailing list"), data["person"]), f"«{data['mailing']}»")
    clicks, entered = data["clicks"] or 0, data["to_product"] or 0
    followed = ngettext("%(count)d click", "%(count)d clicks", clicks) % {"count": clicks} if clicks else ""
    to_product = _("%(count)d to the product") % {"count": entered} if entered else ""
    opened = _("Newsletter opened: %(person)s") % {"person": data["person"]}
    return Told(
        "mail",
        opened if clicks else "",
        _joined("" if clicks else opened, f"«{data['mailing']}»", followed, to_product),
    )


def _payment(data: Data) -> Told:
    bill = _invoice(data) or _("without an invoice")
    return Told("rouble", _("Payment %(sum)s") % {"sum": money(data["amount"])}, bill)


def _promise(data: Data) -> Told:
    parts = _joined(money(data["amount"]) if data["amount"] is not None else "", _invoice(data))
    if data["kept"]:
        return Told("rouble", "", _("Promise to pay kept: %(what)s") % {"what": parts})
    return Told("rouble", _("Promise to pay broken:"), parts)


def _lamp_lit(data: Data) -> Told:
    words = _("Lamp lit, urgent:") if data["urgent"] else _("Lamp lit:")
    return Told("alert-triangle", words, localized(data["name"]))


def _lamp_out(data: Data) -> Told:
    return Told("check", "", _("Lamp out: %(name)s") % {"name": localized(data["name"])})


_TELLERS: dict[str, Callable[[Data], Told]] = {
    "contact": _contact,
    "agreement": _agreement,
    "note": _note,
    "case": _case,
    "case_closed": _case_closed,
    "hotline": _hotline,
    "login": _login,
    "training": _training,
    "event": _event,
    "mail": _mail,
    "payment": _payment,
    "promise": _promise,
    "lamp_lit": _lamp_lit,
    "lamp_out": _lamp_out,
}


def tell(kind: str, data: Data) -> Told:
    """The words of one moment."""
    return _TELLERS[kind](data)
