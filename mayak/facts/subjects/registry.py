"""All subjects, in the order of the sheet."""

from mayak.facts.subjects.acts import ACTS
from mayak.facts.subjects.agreements import AGREEMENTS
from mayak.facts.subjects.base import Subject
from mayak.facts.subjects.card import CARD
from mayak.facts.subjects.cases import CASES
from mayak.facts.subjects.contracts import CONTRACTS
from mayak.facts.subjects.engagement import ENGAGEMENT
from mayak.facts.subjects.hotline import HOTLINE
from mayak.facts.subjects.kits import KITS
from mayak.facts.subjects.money import MONEY
from mayak.facts.subjects.persons import PERSONS
from mayak.facts.subjects.segments import SEGMENTS
from mayak.facts.subjects.service import SERVICE
from mayak.facts.subjects.training import TRAINING
from mayak.facts.subjects.usage import USAGE
from mayak.facts.subjects.work import WORK

SUBJECTS: dict[str, Subject] = {
    subject.name: subject
    for subject in (
        SERVICE,
        WORK,
        AGREEMENTS,
        MONEY,
        ACTS,
        KITS,
        CONTRACTS,
        USAGE,
        HOTLINE,
        TRAINING,
        PERSONS,
        ENGAGEMENT,
        CASES,
        CARD,
        SEGMENTS,
    )
}
ALL_SUBJECTS = frozenset(SUBJECTS)
