"""Personal data of this app, and fields without any."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from mayak.core.personal import Category, Copies, Fate, Holding, Whom, declare_copies, declare_free, declare_personal
from mayak.core.traces import Trace
from mayak.delivery.models import Letter

WORDS = ("subject", "text", "html")


def _letters(trace: Trace) -> QuerySet[Letter]:
    """Letters that may name the person."""
    from django.db.models import Q

    found = Q()
    for pattern in filter(None, (trace.everywhere.in_database, trace.at_clients.in_database)):
        for name in WORDS:
            found |= Q(**{f"{name}__iregex": pattern})
    return Letter.objects.filter(found) if found else Letter.objects.none()


def _changed(letter: Letter, trace: Trace) -> dict[str, Any]:
    # One part may name the client and another the person: they are read together.
    whole = "\n".join(getattr(letter, name) for name in WORDS)
    words = trace.at_clients if any(name in whole for name in trace.client_names) else trace.everywhere
    cleaned = {name: words.cleaned(getattr(letter, name)) for name in WORDS}
    return {name: text for name, text in cleaned.items() if text != getattr(letter, name)}


def _erase(trace: Trace) -> int:
    number = 0
    for letter in _letters(trace).iterator():
        if changed := _changed(letter, trace):
            number += Letter.objects.filter(pk=letter.pk).update(**changed)
    return number


declare_copies(
    Copies(
        "letters",
        _("Letters to staff"),
        _("telling staff what happened at their clients"),
        models=["delivery.Letter"],
        fields=WORDS,
        erase=_erase,
        term="retention.letters_days",
    )
)
declare_personal(
    Holding(
        "delivery.Letter",
        Whom.STAFF,
        Category.CONTACTS,
        _("where a letter to a member of staff goes"),
        fields={"address": Fate.KEPT},
        why_kept=_("goes with the letter"),
    )
)
declare_free("delivery.Letter", _("keys, and what the mail server answered"), "key", "message_id", "error")
declare_free("delivery.MailTrouble", _("what the mail server answered"))
