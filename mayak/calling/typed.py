"""From what is typed on the contact page to what the services take."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.core import signing
from django.utils.translation import gettext as _

from mayak.briefing.domain.scenario import Line
from mayak.calling.domain.spoken_date import Spoken, read_line
from mayak.calling.forms import Typed
from mayak.calling.services import NewAgreement, NewPromise
from mayak.clients.models import Person
from mayak.core.calendar import WorkingCalendar, working_calendar
from mayak.core.errors import InvalidInputError

SCENARIO = "mayak.calling.scenario"


@dataclass(frozen=True)
class AgreementLine:
    """A typed one-liner as understood: ``typed`` is what travels, the rest is shown."""

    typed: str
    spoken: Spoken
    person: str = ""

    @property
    def is_dated(self) -> bool:
        """Whether a day was recognised."""
        return self.spoken.due_date is not None


class Reader:
    """Reads one-liners for one client: knows its people's names and the working calendar."""

    def __init__(self, client_id: int, today: date, calendar: WorkingCalendar | None = None) -> None:
        self.today = today
        self.calendar = calendar or working_calendar()
        self.people = list(
            Person.objects.filter(client=client_id, left_date=None).only("pk", "last_name", "first_name")
        )

    def line(self, typed: str) -> AgreementLine:
        """What one line says."""
        surnames = [person.last_name for person in self.people]
        spoken = read_line(typed, today=self.today, calendar=self.calendar, surnames=surnames)
        person = self._named(typed)
        return AgreementLine(typed, spoken, person.last_name if person else "")

    def lines(self, typed: Iterable[str]) -> list[AgreementLine]:
        """All lines."""
        return [self.line(text) for text in typed]

    def person_of(self, typed: str) -> int | None:
        """The key of the person whose last name the line names."""
        person = self._named(typed)
        return person.pk if person else None

    def _named(self, typed: str) -> Person | None:
        words = {word.strip(",.:;!?").lower() for word in typed.split()}
        return next((person for person in self.people if person.last_name.lower() in words), None)


def agreements_and_promise(reader: Reader, typed: Sequence[str]) -> tuple[list[NewAgreement], NewPromise | None]:
    """The typed lines as agreements and at most one promise to pay (a second one stays an agreement).

    Raises InvalidInputError (field ``agreements``) for a line without a day.
    """
    agreements: list[NewAgreement] = []
    promise: NewPromise | None = None
    for text in typed:
        spoken = reader.line(text).spoken
        if spoken.due_date is None:
            raise InvalidInputError(
                _("“%(text)s”: by which day?") % {"text": text},
                hint=_("Add a day: “on Wednesday”, “25 November”, “in a week”."),
                field="agreements",
            )
        person_id = reader.person_of(text)
        if spoken.is_promise and promise is None:
            promise = NewPromise(
                expected_date=spoken.due_date,
                amount=spoken.amount,
                invoice_number=spoken.invoice_number,
                person_id=person_id,
            )
        else:
            agreements.append(NewAgreement(spoken.text, spoken.due_date, spoken.owner, person_id))
    return agreements, promise


def sealed_scenario(lines: Iterable[Line]) -> str:
    """The scenario as shown, signed, to travel with the form: the record holds what the expert had before the eyes."""
    return signing.dumps([(line.key, line.say, line.asks) for line in lines], salt=SCENARIO, compress=True)


def scenario_record(typed: Typed, sealed: str) -> list[dict[str, object]]:
    """The shown scenario as it becomes part of the record: every line with its tick and answer (P2).

    A form without a (genuine) scenario leaves none.
    """
    try:
        lines = signing.loads(sealed, salt=SCENARIO)
    except signing.BadSignature:
        return []
    return [
        {"key": key, "say": say, "is_ticked": key in typed.ticks, "answer": typed.answers.get(asks, "")}
        for key, say, asks in lines
    ]
