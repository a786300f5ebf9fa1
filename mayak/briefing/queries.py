"""Preparation for a contact in its first form (P1, P2): one read model from the data there are."""

from dataclasses import dataclass
from datetime import date

from mayak.briefing.domain.scenario import Line, Part, scenario_of
from mayak.briefing.facts import ContactFacts, facts_for_contact
from mayak.briefing.words import material_of, opening_words
from mayak.clients.queries import PersonCard
from mayak.work.models import Stage


@dataclass(frozen=True)
class Preparation:
    """What the contact page shows beside the form."""

    person: PersonCard | None
    others: tuple[PersonCard, ...]
    opening: str
    scenario: tuple[Part, ...]
    facts: ContactFacts

    @property
    def lines(self) -> tuple[Line, ...]:
        """All lines of the scenario in the order of a talk."""
        return tuple(line for part in self.scenario for line in part.lines)


def preparation_of(
    *, client_id: int, person_id: int | None, topics: tuple[str, ...], stage: Stage | None, speaker: str, today: date
) -> Preparation:
    """The preparation for talking to a person of a client on a day.

    ``topics`` are the person's interests and own topics; ``speaker`` is how the expert introduces themselves.
    """
    facts = facts_for_contact(client_id, topics, today)
    working = tuple(one for one in facts.people if one.left_date is None or one.left_date > today)
    person = next((one for one in working if one.pk == person_id), None)
    return Preparation(
        person=person,
        others=tuple(one for one in working if one is not person),
        opening=opening_words(stage, person, speaker),
        scenario=scenario_of(material_of(facts, today)),
        facts=facts,
    )
