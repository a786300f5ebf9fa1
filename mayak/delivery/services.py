"""Letters: written within the transaction of what they tell, sent by the worker, never twice for one key."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

import structlog
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from mayak.accounts.models import Staff
from mayak.core import clock, events
from mayak.core.errors import MayakError
from mayak.delivery import office_settings
from mayak.delivery.events import MailFails
from mayak.delivery.mailbox import LetterError, MailError, connected, current_mailbox, send
from mayak.delivery.models import Letter, LetterState, MailTrouble
from mayak.delivery.writing import Draft, write
from mayak.jobs import single_run

log = structlog.get_logger(__name__)

# Pauses in minutes after each refusal of one letter; then it is given up (about a day in all).
PAUSES = (1, 5, 15, 30, 60, 120, 240, 480, 480)
# The same for the whole mail when the server is away; the last one goes on.
TROUBLE_PAUSES = (0.5, 1, 2, 5, 10, 15)
TELL_AFTER = timedelta(minutes=10)
# A letter that could not leave for so long is given up.
FRESH = timedelta(days=3)
AT_ONCE = 100


@dataclass
class Sent:
    """What one run did."""

    letters: int = 0
    refused: list[str] = field(default_factory=list)
    trouble: str = ""


def post_letter(*, key: str, to: Staff, draft: Draft, due_at: datetime | None = None) -> bool:
    """Put a letter into the outbox, in the caller's transaction.

    False: there is one of this key, the person has no address, or the office no mail server (letters are not saved up
    for the day on which it gets one).
    """
    if not to.email or not has_mail_server():
        return False
    now = clock.real_now()
    made = Letter.objects.bulk_create(
        [
            Letter(
                key=key,
                staff=to,
                address=to.email,
                subject=draft.subject[:300],
                text=draft.text,
                html=draft.html,
                message_id=f"<{uuid.uuid4().hex}@mayak>",
                created_at=now,
                due_at=due_at or now,
            )
        ],
        ignore_conflicts=True,
    )
    return bool(made) and Letter.objects.filter(key=key, created_at=now).exists()


def has_mail_server() -> bool:
    """Whether the office sends letters at all; a server that is away or wrongly named counts."""
    try:
        return current_mailbox() is not None
    except MailError:
        return True


def is_post_due() -> bool:
    """Whether a letter waits for now, and the mail server may be asked."""
    now = clock.real_now()
    if MailTrouble.objects.filter(next_at__gt=now).exists():
        return False
    return _due(now).exists() and has_mail_server()


def send_due_letters() -> Sent:
    """Send what is due, one letter after the other; one run of the office at a time.

    A letter is marked before it is handed over and again when the server has confirmed it. Killed in between, this
    process leaves it marked: the next run sends it again with the same Message-ID. Nothing else is ever sent twice.
    """
    done = Sent()
    with single_run("delivery.letters") as is_ours:
        if not is_ours:
            return done
        try:
            mailbox = current_mailbox()
            if mailbox is None or not _due(clock.real_now()).exists():
                return done
            _give_up_stale()
            with connected(mailbox) as session:
                while done.letters + len(done.refused) < AT_ONCE and (letter := _take()):
                    try:
                        send(session, mailbox, letter.address, _as_bytes(letter, mailbox.sender))
                    except LetterError as error:
                        _note_refusal(letter, error)
                        done.refused.append(str(error))
                    except MailError:
                        _give_back(letter)
                        raise
                    else:
                        _note_sent(letter)
                        done.letters += 1
        except MailError as error:
            done.trouble = str(error)
            _note_trouble(error)
        else:
            MailTrouble.objects.all().delete()
    return done


def send_test_letter(*, to: Staff, address: str) -> None:
    """Send a letter at once, past the outbox. Raises MayakError in words when it cannot leave."""
    mailbox = current_mailbox()
    if mailbox is None:
        raise MayakError(
            _("The office has no mail server yet."), hint=_("Enter it in the office's settings, then come back.")
        )
    draft = write(
        heading=_("Test letter"),
        lead=_("If you read this, the mail of Mayak works: digests and urgent notifications will come this way."),
        to=to,
    )
    letter = Letter(
        address=address,
        subject=draft.subject,
        text=draft.text,
        html=draft.html,
        message_id=f"<{uuid.uuid4().hex}@mayak>",
        created_at=clock.real_now(),
    )
    with connected(mailbox) as session:
        send(session, mailbox, address, _as_bytes(letter, mailbox.sender))
    MailTrouble.objects.all().delete()


def try_again() -> int:
    """Let what failed, and what waits for its next attempt, be sent now; returns the number of letters."""
    now = clock.real_now()
    MailTrouble.objects.update(next_at=now)
    tried = Q(state=LetterState.FAILED) | Q(state=LetterState.WAITING, attempts__gt=0)
    waiting = Letter.objects.filter(tried, created_at__gte=now - FRESH)
    return waiting.update(state=LetterState.WAITING, due_at=now, attempts=0)


def forget_old_letters() -> int:
    """Delete letters older than the office keeps them; returns how many."""
    days = int(office_settings.KEEP_LETTERS.value)
    gone, _by_model = Letter.objects.filter(created_at__lt=clock.real_now() - timedelta(days=days)).delete()
    return gone


def _due(now: datetime) -> models.QuerySet[Letter]:
    return Letter.objects.filter(state__in=[LetterState.WAITING, LetterState.SENDING], due_at__lte=now)


def _give_up_stale() -> None:
    """A digest of last week is no news."""
    stale = Letter.objects.filter(state=LetterState.WAITING, created_at__lt=clock.real_now() - FRESH)
    stale.update(state=LetterState.FAILED, error=_("It waited for too long."))


@transaction.atomic
def _take() -> Letter | None:
    """The next letter, marked as being sent. One marked already is of a run that was killed."""
    letter = _due(clock.real_now()).order_by("due_at", "pk").select_for_update(skip_locked=True, of=("self",)).first()
    if letter is not None:
        letter.state, letter.attempts = LetterState.SENDING, letter.attempts + 1
        letter.save(update_fields=["state", "attempts"])
    return letter


def _note_sent(letter: Letter) -> None:
    """What has left is not kept: a letter may hold an invitation's link, and clients' names."""
    letter.state, letter.sent_at, letter.error = LetterState.SENT, clock.real_now(), ""
    letter.text = letter.html = ""
    letter.save(update_fields=["state", "sent_at", "error", "text", "html"])


def _note_refusal(letter: Letter, error: LetterError) -> None:
    letter.error = str(error)
    is_given_up = error.is_final or letter.attempts > len(PAUSES)
    letter.state = LetterState.FAILED if is_given_up else LetterState.WAITING
    if not is_given_up:
        letter.due_at = clock.real_now() + timedelta(minutes=PAUSES[letter.attempts - 1])
    letter.save(update_fields=["state", "error", "due_at"])


def _give_back(letter: Letter) -> None:
    """The server went away: that is no fault of the letter."""
    letter.state, letter.attempts = LetterState.WAITING, letter.attempts - 1
    letter.save(update_fields=["state", "attempts"])


def _note_trouble(error: MailError) -> None:
    now = clock.real_now()
    trouble = MailTrouble.objects.first()
    if trouble is None:
        trouble = MailTrouble(since=now, attempts=0, next_at=now)
    pause = TROUBLE_PAUSES[min(trouble.attempts, len(TROUBLE_PAUSES) - 1)]
    trouble.error, trouble.attempts = str(error), trouble.attempts + 1
    trouble.next_at = now + timedelta(minutes=pause)
    trouble.save()
    log.warning("mail cannot be sent", error=type(error.__cause__ or error).__name__, attempts=trouble.attempts)
    if now - trouble.since >= TELL_AFTER:
        events.publish(MailFails(str(error), clock.day_of(trouble.since).isoformat()))


def _as_bytes(letter: Letter, sender: str) -> bytes:
    message = EmailMessage(policy=SMTP)
    user, _at, domain = sender.rpartition("@")
    message["From"] = Address(_("Mayak"), user, domain)
    message["To"] = letter.address
    message["Subject"] = letter.subject.replace("\n", " ").replace("\r", " ")
    message["Message-ID"] = letter.message_id
    message["Date"] = letter.created_at
    # no out-of-office answers to a program
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    if letter.html:
        message.add_alternative(letter.html, subtype="html")
    return message.as_bytes()
