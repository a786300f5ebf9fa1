"""How the mail stands, for administrators."""

from dataclasses import dataclass

from django.db.models import Count

from mayak.delivery.mailbox import Mailbox, MailError, current_mailbox
from mayak.delivery.models import Letter, LetterState, MailTrouble

SHOWN = 50


@dataclass(frozen=True)
class MailStatus:
    """The mail server (None: none named), what is wrong with it, the outbox in numbers, the latest letters."""

    mailbox: Mailbox | None
    problem: str
    trouble: MailTrouble | None
    waiting: int
    failed: int
    sent: int
    letters: list[Letter]


def mail_status() -> MailStatus:
    """Three SQL statements beside the settings'."""
    problem = ""
    try:
        mailbox = current_mailbox()
    except MailError as error:
        mailbox, problem = None, str(error)
    counts = dict(Letter.objects.order_by().values_list("state").annotate(Count("pk")))
    return MailStatus(
        mailbox,
        problem,
        MailTrouble.objects.first(),
        counts.get(LetterState.WAITING, 0) + counts.get(LetterState.SENDING, 0),
        counts.get(LetterState.FAILED, 0),
        counts.get(LetterState.SENT, 0),
        list(Letter.objects.select_related("staff").defer("text", "html").order_by("-pk")[:SHOWN]),
    )
