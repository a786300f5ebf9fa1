"""The read model of the contact page."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from mayak.accounts.models import Staff
from mayak.briefing.queries import Preparation, preparation_of
from mayak.calling.forms import Typed
from mayak.calling.models import ContactDraft
from mayak.calling.typed import AgreementLine, Reader, sealed_scenario
from mayak.clients.domain.zones import zone_of
from mayak.clients.models import Person
from mayak.clients.queries.merged import merged_into
from mayak.core import clock
from mayak.core.calendar import working_calendar
from mayak.core.questions import ask
from mayak.core.text import localized
from mayak.planning.call_words import ToldCheck, told_check
from mayak.planning.domain.redial import Choice, number_index
from mayak.planning.queries.day_queue import ATTEMPTS_A_NUMBER
from mayak.planning.queries.person_check import check_of_person
from mayak.ui import formats
from mayak.work.models import Activity, Instrument, NextRule, Outcome, Stage

# The few instruments that stand as chips; the rest opens on demand.
CHIPS = 5
# What a talk nobody planned is about (W2: engagement in the product by default).
DEFAULT_STAGE = "product"


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
    check: ToldCheck
    idempotency_key: str

    @property
    def sealed_scenario(self) -> str:
        """The scenario's lines, signed, for the form."""
        return sealed_scenario(self.preparation.lines)

    @property
    def outcome_columns(self) -> tuple[tuple[OutcomeKey, ...], ...]:
        """Outcomes of a talk, and those without one."""
        return tuple(tuple(one for one in self.outcomes if one.is_reached is reached) for reached in (True, False))

    @property
    def goal(self) -> str:
        """What the contact is for when nobody wrote a goal: what burns most, else the stage's goal."""
        lines = self.preparation.lines
        if lines:
            return lines[0].say.removesuffix(".")
        stage = self.preparation.stage
        return localized(stage.goal) if stage else _("Show one new thing")

    @property
    def number(self) -> str:
        """The number to dial: the person's second one once the first was tried often enough (W6)."""
        person = self.preparation.person
        numbers = [phone.number for phone in person.phones if phone.may_dial] if person else []
        if not numbers:
            return ""
        attempt = self.activity.attempt
        return numbers[number_index(attempt=attempt, max_attempts=ATTEMPTS_A_NUMBER, numbers=len(numbers))]

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
    """The page of a planned contact: with what was typed, or with the kept draft, or fresh. Seven SQL statements.

    ``person_id``: talk to somebody else than planned.
    """
    payload = draft.payload if draft else {}
    typed = typed or Typed.of(payload)
    person_id = person_id or _kept_person(payload) or activity.person_id or _key_person(activity.client_id)
    person = activity.person
    if person is None or person.pk != person_id:
        people = Person.objects.filter(client=activity.client_id)
        person = people.filter(pk=person_id).first() if person_id else None
        if person is None and person_id:  # an old link or draft: merged into another one meanwhile
            person = people.filter(pk=merged_into(person_id)).first()
    outcomes = list(Outcome.objects.filter(is_active=True).order_by("order", "pk"))
    preparation = preparation_of(
        client_id=activity.client_id,
        person_id=person.pk if person else None,
        topics=(*person.topics, *person.interests) if person else (),
        stages=_stages_of(activity),
        speaker=user.full_name,
        today=clock.today(),
    )
    calendar = working_calendar()
    reader = Reader(activity.client_id, clock.today(), calendar) if typed.agreements else None
    check = check_of_person(
        client_id=activity.client_id,
        person_id=person.pk if person else None,
        today=clock.today(),
        now=clock.now(),
        zone=zone_of(activity.client.timezone, clock.office_zone(), region=activity.client.region),
        calendar=calendar,
    )
    ask(check)
    return ContactPage(
        activity=activity,
        preparation=preparation,
        outcomes=_outcome_keys(outcomes),
        instruments=_instruments(typed),
        agreements=tuple(reader.lines(typed.agreements)) if reader else (),
        typed=typed,
        initial={name: values[-1] for name, values in payload.items() if values},
        saved_at=draft.saved_at if draft else None,
        today=f"{clock.today():%Y-%m-%d}",
        check=told_check(check.answer),
        idempotency_key=uuid.uuid4().hex,
    )


def _kept_person(payload: dict[str, Any]) -> int | None:
    kept = str((payload.get("person") or [""])[-1])
    return int(kept) if kept.isdecimal() else None


def _key_person(client_id: int) -> int | None:
    """Whom to ask for when the contact names nobody: a working key user, else anybody who works there."""
    working = Person.objects.filter(client=client_id, left_date=None).order_by("pk").values_list("pk", "roles")
    found = sorted(working, key=lambda row: "key_user" not in row[1])
    return found[0][0] if found else None


def _stages_of(activity: Activity) -> list[Stage]:
    """The contact's own stage, or all there are, the usual one last."""
    if activity.stage is not None:
        return [activity.stage]
    return sorted(Stage.objects.filter(is_active=True), key=lambda stage: stage.code == DEFAULT_STAGE)


def _outcome_keys(outcomes: Sequence[Outcome]) -> tuple[OutcomeKey, ...]:
    return tuple(OutcomeKey(one.code, localized(one.name), one.key, then_of(one), one.is_reached) for one in outcomes)


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
