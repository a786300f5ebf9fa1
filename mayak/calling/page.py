"""The read model of the contact page."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from mayak.accounts.models import Staff
from mayak.briefing.queries import Preparation, preparation_of
from mayak.calling.forms import Typed
from mayak.calling.models import ContactDraft
from mayak.calling.typed import AgreementLine, Reader
from mayak.clients.models import Person
from mayak.core import clock
from mayak.core.text import localized
from mayak.planning.domain.call_window import zone_of
from mayak.planning.domain.redial import Choice
from mayak.ui import formats
from mayak.work.models import Activity, Instrument, NextRule, Outcome

# The few instruments that stand as chips; the rest opens on demand.
CHIPS = 6


@dataclass(frozen=True)
class OutcomeKey:
    """An outcome as the page offers it. ``keys``: what ``data-outcome-key`` listens to; ``then``: what follows."""

    code: str
    name: str
    key: str
    then: str
    is_reached: bool


@dataclass(frozen=True)
class ContactPage:
    """Everything the page shows beside the fields of the form."""

    activity: Activity
    preparation: Preparation
    outcomes: tuple[OutcomeKey, ...]
    instruments: tuple[tuple[str, str, bool], ...]
    agreements: tuple[AgreementLine, ...]
    typed: Typed
    initial: dict[str, Any]
    saved_at: datetime | None
    today: str
    local_time: datetime
    idempotency_key: str

    @property
    def goal(self) -> str:
        """What the contact is for when nobody wrote a goal: the stage's, else what burns most."""
        stage = self.activity.stage
        lines = self.preparation.lines
        return localized(stage.goal) if stage else (lines[0].say if lines else _("Show one new thing"))

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        """What is left when all attempts are used up (P4)."""
        return (
            (Choice.OTHER_CHANNEL.value, _("write instead")),
            (Choice.OTHER_PERSON.value, _("another person")),
            (Choice.LEAD.value, _("task to the lead")),
        )

    @property
    def ticked(self) -> int:
        """How many lines of the scenario are ticked."""
        return sum(line.key in self.typed.ticks for line in self.preparation.lines)


def contact_page(
    *,
    activity: Activity,
    user: Staff,
    person_id: int | None,
    draft: ContactDraft | None = None,
    typed: Typed | None = None,
) -> ContactPage:
    """The page of a planned contact: with what was typed, or with the kept draft, or fresh. Five SQL statements.

    ``person_id``: talk to somebody else than planned.
    """
    payload = draft.payload if draft else {}
    typed = typed or Typed.of(payload)
    person_id = person_id or _kept_person(payload) or activity.person_id or _key_person(activity.client_id)
    person = Person.objects.filter(pk=person_id, client=activity.client_id).first() if person_id else None
    preparation = preparation_of(
        client_id=activity.client_id,
        person_id=person.pk if person else None,
        topics=(*person.topics, *person.interests) if person else (),
        stage=activity.stage,
        speaker=user.full_name,
        today=clock.today(),
    )
    zone = zone_of(activity.client.timezone, clock.office_zone())
    return ContactPage(
        activity=activity,
        preparation=preparation,
        outcomes=_outcomes(),
        instruments=_instruments(typed),
        agreements=tuple(Reader(activity.client_id, clock.today()).lines(typed.agreements)) if typed.agreements else (),
        typed=typed,
        initial={name: values[-1] for name, values in payload.items() if values},
        saved_at=draft.saved_at if draft else None,
        today=f"{clock.today():%Y-%m-%d}",
        local_time=clock.now().astimezone(zone),
        idempotency_key=uuid.uuid4().hex,
    )


def _kept_person(payload: dict[str, Any]) -> int | None:
    kept = str((payload.get("person") or [""])[-1])
    return int(kept) if kept.isdigit() else None


def _key_person(client_id: int) -> int | None:
    """Whom to ask for when the contact names nobody: a working key user, else anybody who works there."""
    working = Person.objects.filter(client=client_id, left_date=None).order_by("pk").values_list("pk", "roles")
    found = sorted(working, key=lambda row: "key_user" not in row[1])
    return found[0][0] if found else None


def _outcomes() -> tuple[OutcomeKey, ...]:
    return tuple(
        OutcomeKey(one.code, localized(one.name), one.key, then_of(one), one.is_reached)
        for one in Outcome.objects.filter(is_active=True).order_by("order", "pk")
    )


def then_of(outcome: Outcome) -> str:
    """What follows an outcome, in two or three words (W6)."""
    if outcome.next_rule == NextRule.DAYS:
        return _("in %(days)s") % {"days": formats.days(outcome.delay)}
    if outcome.next_rule == NextRule.MINUTES:
        return _("in %(minutes)s min") % {"minutes": outcome.delay}
    return {
        NextRule.WORKING_DAYS: _("next working day"),
        NextRule.PROMISE: _("by the promise"),
        NextRule.TASK: _("by the task"),
        NextRule.AT_ONCE: _("at once"),
        NextRule.ASKED: _("set a day"),
    }[NextRule(outcome.next_rule)]


def _instruments(typed: Typed) -> tuple[tuple[str, str, bool], ...]:
    """Code, name and whether it stands apart behind "more" for every instrument in use."""
    instruments = Instrument.objects.filter(is_active=True).order_by("order", "pk")
    return tuple(
        (one.code, localized(one.name), place >= CHIPS and one.code not in typed.instruments)
        for place, one in enumerate(instruments)
    )
