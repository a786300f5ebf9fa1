"""What an administrator decides about security: passwords, second factor, sessions, the security journal."""

from django.utils.translation import gettext_lazy as _

from mayak.accounts.models import Role
from mayak.core.office_settings import Kind, Setting, register

GROUP = "security"
_SECURITY = _("Security")
ADMINISTRATORS = "administrators"

PASSWORD_LENGTH = register(
    Setting(
        "security.password_length",
        Kind.INTEGER,
        10,
        group=_SECURITY,
        label=_("Shortest password"),
        unit=_("characters"),
        help=_("Counts for new passwords; the present ones stay valid."),
        minimum=10,
        maximum=64,
    )
)
FORMER_PASSWORDS = register(
    Setting(
        "security.former_passwords",
        Kind.INTEGER,
        5,
        group=_SECURITY,
        label=_("Former passwords that may not come back"),
        help=_("0: any former password may be taken again."),
        minimum=0,
        maximum=20,
    )
)
SECOND_FACTOR_ROLES = register(
    Setting(
        "security.second_factor_roles",
        Kind.CHOICES,
        [],
        group=_SECURITY,
        label=_("Who must have a second factor"),
        help=_("They are led to set it up after the log-in. A passkey counts as one."),
        choices=((ADMINISTRATORS, _("administrators")), *Role.choices),
    )
)
SECOND_FACTOR_GRACE_DAYS = register(
    Setting(
        "security.second_factor_grace_days",
        Kind.INTEGER,
        7,
        group=_SECURITY,
        label=_("Time to set up the second factor"),
        unit=_("days"),
        help=_("Counts from the first log-in after it became required; 0: at once."),
        minimum=0,
        maximum=90,
    )
)
REAUTHENTICATION_MINUTES = register(
    Setting(
        "security.reauthentication_minutes",
        Kind.INTEGER,
        15,
        group=_SECURITY,
        label=_("Ask for the password again before an important step"),
        unit=_("minutes after the last time"),
        minimum=1,
        maximum=240,
    )
)
IDLE_MINUTES = register(
    Setting(
        "security.idle_minutes",
        Kind.INTEGER,
        120,
        group=_SECURITY,
        label=_("Log out whoever does nothing"),
        unit=_("minutes"),
        help=_("Two minutes before the end a window warns. What is typed is kept."),
        minimum=5,
        maximum=1440,
    )
)
REMEMBER_HOURS = register(
    Setting(
        "security.remember_hours",
        Kind.INTEGER,
        12,
        group=_SECURITY,
        label=_("The same for “Keep me logged in on this computer”"),
        unit=_("hours"),
        minimum=1,
        maximum=720,
    )
)
SESSION_DAYS = register(
    Setting(
        "security.session_days",
        Kind.INTEGER,
        7,
        group=_SECURITY,
        label=_("Everybody logs in anew at the latest after"),
        unit=_("days"),
        minimum=1,
        maximum=90,
    )
)
INVITATION_DAYS = register(
    Setting(
        "security.invitation_days",
        Kind.INTEGER,
        7,
        group=_SECURITY,
        label=_("A link to a first or new password works"),
        unit=_("days"),
        minimum=1,
        maximum=60,
    )
)
KEEP_EVENTS = register(
    Setting(
        "retention.security_days",
        Kind.INTEGER,
        1095,
        group=_("Retention"),
        label=_("The security journal is kept"),
        unit=_("days"),
        minimum=30,
        maximum=3650,
    )
)
