"""What account security keeps: the journal, who is logged in where, links to a first password, former passwords.

Imported by ``models``; none of it is audited (the journal is an audit of its own) or exchanged.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EventKind(models.TextChoices):
    """What the security journal tells of."""

    LOGIN = "login", _("log-in")
    LOGIN_FAILED = "login_failed", _("failed log-in")
    LOGIN_BLOCKED = "login_blocked", _("log-in blocked: too many attempts")
    LOGOUT = "logout", _("log-out")
    SESSION_EXPIRED = "session_expired", _("session ran out")
    SESSIONS_ENDED = "sessions_ended", _("sessions ended")
    REFUSED = "refused", _("refused: no right")
    NOT_THEIRS = "not_theirs", _("refused: not found or not theirs")
    PASSWORD_CHANGED = "password_changed", _("password changed")
    PASSWORD_GIVEN = "password_given", _("password given by an administrator")
    CONFIRM_FAILED = "confirm_failed", _("failed confirmation of an important step")
    FACTOR_ADDED = "factor_added", _("second factor set up")
    FACTOR_REMOVED = "factor_removed", _("second factor removed")
    FACTOR_FAILED = "factor_failed", _("wrong code of the second factor")
    FACTOR_RESET = "factor_reset", _("second factor reset by an administrator")
    CODES_MADE = "codes_made", _("new recovery codes")
    RIGHTS_CHANGED = "rights_changed", _("rights changed")
    ACCOUNT_OPENED = "account_opened", _("account opened")
    ACCOUNT_CLOSED = "account_closed", _("account closed")
    INVITED = "invited", _("link to a password made")
    INVITATION_USED = "invitation_used", _("link to a password used")
    SETTINGS_CHANGED = "settings_changed", _("settings changed")
    EXPORT = "export", _("data taken out")
    PERSON_ERASED = "person_erased", _("personal data erased")
    IMPORT = "import", _("import carried out")
    IMPORT_UNDONE = "import_undone", _("import undone")
    RESTORED = "restored", _("office restored from a copy")
    JOURNAL_SEEN = "journal_seen", _("security journal looked at")


class SecurityEvent(models.Model):
    """One line of the security journal, in real time. The database refuses to change it; only retention removes it.

    ``staff_id`` is who did it, ``subject_id`` whom it was done to; plain numbers, as the journal outlives accounts.
    """

    at = models.DateTimeField(_("when"), db_index=True)
    kind = models.CharField(_("what"), max_length=30, choices=EventKind.choices)
    staff_id = models.BigIntegerField(_("who"), null=True)
    subject_id = models.BigIntegerField(_("whom"), null=True)
    login = models.CharField(_("log-in name"), max_length=100, blank=True)
    address = models.GenericIPAddressField(_("address"), null=True)
    user_agent = models.CharField(_("device"), max_length=300, blank=True)
    detail = models.CharField(_("detail"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("security event")
        verbose_name_plural = _("security events")
        indexes = [
            models.Index(fields=["kind", "-at"], name="security_kind"),
            models.Index(fields=["staff_id", "-at"], name="security_staff"),
            models.Index(fields=["subject_id", "-at"], name="security_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.kind}"


class StaffSession(models.Model):
    """A log-in that lives: which browser, since when, last seen (written at most once a minute)."""

    staff = models.ForeignKey("accounts.Staff", models.CASCADE, related_name="sessions", verbose_name=_("who"))
    session_key = models.CharField(max_length=40, unique=True)
    since = models.DateTimeField(_("since"))
    seen_at = models.DateTimeField(_("last seen"))
    address = models.GenericIPAddressField(_("address"), null=True)
    user_agent = models.CharField(_("device"), max_length=300, blank=True)

    class Meta:
        ordering = ["-seen_at"]
        verbose_name = _("session")
        verbose_name_plural = _("sessions")

    def __str__(self) -> str:
        return f"{self.staff_id} {self.since:%Y-%m-%d %H:%M}"


class Invitation(models.Model):
    """A one-time link by which a person chooses a first or a new password. The token itself is nowhere."""

    staff = models.ForeignKey("accounts.Staff", models.CASCADE, related_name="invitations", verbose_name=_("for whom"))
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(_("made"))
    made_by_id = models.BigIntegerField(_("made by"), null=True)
    expires_at = models.DateTimeField(_("works until"))
    used_at = models.DateTimeField(_("used"), null=True)

    class Meta:
        ordering = ["-made_at"]
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")

    def __str__(self) -> str:
        return f"{self.staff_id} {self.made_at:%Y-%m-%d}"


class StaffSecurity(models.Model):
    """What security remembers of a person: since when a second factor is asked for, hashes of former passwords."""

    staff = models.OneToOneField("accounts.Staff", models.CASCADE, primary_key=True, related_name="security")
    factor_asked_at = models.DateTimeField(_("second factor asked for since"), null=True)
    former_passwords = models.JSONField(default=list)

    class Meta:
        verbose_name = _("account security")
        verbose_name_plural = _("account security")

    def __str__(self) -> str:
        return str(self.staff_id)
