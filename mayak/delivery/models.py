"""The outbox: letters that wait, leave, or could not."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mayak.accounts.models import Staff


class LetterState(models.TextChoices):
    """Where a letter is. ``sending``: handed to the mail server, whose answer is not written down yet."""

    WAITING = "waiting", pgettext_lazy("letter", "waiting")
    SENDING = "sending", pgettext_lazy("letter", "being sent")
    SENT = "sent", pgettext_lazy("letter", "sent")
    FAILED = "failed", pgettext_lazy("letter", "not delivered")


class Letter(models.Model):
    """One letter to a member of staff. ``key`` is its reason: two letters of one key do not exist.

    ``message_id`` is made with the letter and never changes, so that a mail server which gets it a second time (the
    process was killed before the first answer was written down) can recognise it. Moments are real time.
    """

    key = models.CharField(max_length=200, unique=True)
    staff = models.ForeignKey(Staff, models.SET_NULL, null=True, related_name="+", verbose_name=_("to whom"))
    address = models.EmailField(_("address"))
    subject = models.CharField(_("subject"), max_length=300)
    text = models.TextField(_("text"))
    html = models.TextField(blank=True)
    message_id = models.CharField(max_length=200, unique=True)
    state = models.CharField(_("state"), max_length=10, choices=LetterState.choices, default=LetterState.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    error = models.TextField(_("error"), blank=True)
    created_at = models.DateTimeField(_("made at"))
    due_at = models.DateTimeField(_("to be sent at"))
    sent_at = models.DateTimeField(_("sent at"), null=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state__in=["waiting", "sending"]), name="letter_due"),
            models.Index(fields=["created_at"], name="letter_age"),
        ]

    def __str__(self) -> str:
        return self.subject


class MailTrouble(models.Model):
    """The mail server does not take letters (one row, gone when it does again)."""

    since = models.DateTimeField(_("since"))
    error = models.TextField(_("error"))
    attempts = models.PositiveIntegerField(_("attempts"), default=1)
    next_at = models.DateTimeField(_("next attempt"))

    class Meta:
        verbose_name = _("trouble with the mail")
        verbose_name_plural = _("troubles with the mail")

    def __str__(self) -> str:
        return self.error
