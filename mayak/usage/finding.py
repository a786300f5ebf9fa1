"""What was asked of the hotline, for the search."""

from mayak.clients.domain.wanted import Wanted
from mayak.clients.queries.finding import Hits, Page
from mayak.clients.queries.finding.texts import FoundText, TextPlace, texts_found
from mayak.clients.queries.reach import Reach
from mayak.core.questions import Question
from mayak.usage.models import QUESTION_WORDS

HOTLINE = "hotline"

_QUESTIONS = TextPlace(
    HOTLINE,
    "usage_hotlinerequest",
    text="concat_ws(': ', nullif(t.topic, ''), nullif(t.question, ''))",
    stems=QUESTION_WORDS.format(c="t."),
    at="t.asked_at",
    kind="t.channel",
)


def questions_found(asked: Wanted, reach: Reach, page: Page) -> Question[Hits[FoundText]]:
    """Questions to the hotline whose topic or text has the words; ``kind``: the channel."""
    return texts_found(_QUESTIONS, asked, reach, page)
