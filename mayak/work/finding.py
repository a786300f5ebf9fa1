"""What was written down of talks, of agreements and in notes, for the search."""

from mayak.clients.domain.wanted import Wanted
from mayak.clients.queries.finding import Hits, Page
from mayak.clients.queries.finding.texts import FoundText, TextPlace, texts_found
from mayak.clients.queries.reach import Reach
from mayak.core.questions import Question
from mayak.work.models.activity import AGREED_WORDS, COMMENT_WORDS
from mayak.work.models.note import NOTE_WORDS

ACTIVITY = "activity"
AGREEMENT = "agreement"
NOTE = "note"

_COMMENTS = TextPlace(
    ACTIVITY,
    "work_activity",
    text="t.comment",
    stems=COMMENT_WORDS.format(c="t."),
    at="coalesce(t.done_at, t.planned_at)",
    kind="t.kind",
)
_AGREED = TextPlace(
    AGREEMENT,
    "work_agreement",
    text="t.text",
    stems=AGREED_WORDS.format(c="t."),
    at="coalesce(t.made_date, t.due_date)::timestamptz",
    kind="t.state",
)
_NOTES = TextPlace(NOTE, "work_note", text="t.text", stems=NOTE_WORDS.format(c="t."), at="t.made_at", kind="''")


def comments_found(asked: Wanted, reach: Reach, page: Page) -> Question[Hits[FoundText]]:
    """Contacts whose comment has the words; ``kind``: call, visit, letter…"""
    return texts_found(_COMMENTS, asked, reach, page)


def agreements_found(asked: Wanted, reach: Reach, page: Page) -> Question[Hits[FoundText]]:
    """Agreements whose text has the words; ``kind``: their state."""
    return texts_found(_AGREED, asked, reach, page)


def notes_found(asked: Wanted, reach: Reach, page: Page) -> Question[Hits[FoundText]]:
    """Notes about clients that have the words."""
    return texts_found(_NOTES, asked, reach, page)
