"""The questions of a card in the order of their value: what domain/questions.py decides, for the lines of a card."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from mayak.briefing.domain.questions import Asked, most_valuable
from mayak.card.queries import CardLine, GroupName


def questions_of(
    lines: Sequence[CardLine], groups: Sequence[GroupName], person_id: int | None, today: date
) -> list[CardLine]:
    """The lines worth asking in a talk with a person (None: nobody in particular), the most valuable first.

    Another person's own indicators are not asked; an indicator without a question asks nothing.
    """
    sizes = Counter(group for line in lines if not line.person_id for group in line.groups)
    asked = [
        (
            line,
            Asked(
                freshness=line.freshness,
                groups=line.groups,
                is_wanted=line.is_wanted,
                is_persons=line.person_id is not None,
                until=line.word.valid_until if line.word else None,
                order=place,
            ),
        )
        for place, line in enumerate(lines)
        if line.question and line.person_id in (None, person_id)
    ]
    return most_valuable(asked, sizes=sizes, groups=[group.code for group in groups], today=today)
