"""Preparation for a contact in its first form (P1, P2): one read model from the data there are."""

from collections.abc import Sequence
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

    stage: Stage | None
    person: PersonCard | None
    others: tuple[PersonCard, ...]
    opening: str
    scenario: tuple[Part, ...]
    facts: ContactFacts

    @property
    def lines(self) -> tuple[Line, ...]:
        """All lines of the scenario in the order of a talk."""
        return tuple(line for part in self.scenario for line in part.lines)


def advised_stage(stages: Sequence[Stage], lit: Sequence[str]) -> Stage | None:
    """The stage that the gravest lit lamp calls for, else the last of the choice (W2)."""
    for code in lit:
        for stage in stages:
            if code in stage.lamps:
                return stage
    return stages[-1] if stages else None


def preparation_of(
    *,
    client_id: int,
    person_id: int | None,
    topics: tuple[str, ...],
    stages: Sequence[Stage],
    speaker: str,
    today: date,
) -> Preparation:
    """The preparation for talking to a person of a client on a day.

    ``topics`` are the person's interests and own topics; ``speaker`` is how the expert introduces themselves;
    ``stages``: the one of the contact alone, or those to choose from, the usual one last.
    """
    facts = facts_for_contact(client_id, topics, today)
    working = tuple(one for one in facts.people if one.left_date is None or one.left_date > today)
    person = next((one for one in working if one.pk == person_id), None)
    stage = advised_stage(stages, [lamp.code for lamp in facts.lamps])
    return Preparation(
        stage=stage,
        person=person,
        others=tuple(one for one in working if one is not person),
        opening=opening_words(stage, person, speaker),
        scenario=scenario_of(material_of(facts, person.pk if person else None, today)),
        facts=facts,
    )
