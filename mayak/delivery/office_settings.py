"""Where the office's letters leave, and how long they are kept."""

from django.utils.translation import gettext_lazy as _

from mayak.core.office_settings import Kind, Setting, register

_GROUP = _("Mail")

HOST = register(
    Setting(
        "delivery.smtp_host",
        Kind.TEXT,
        "",
        group=_GROUP,
        label=_("Mail server"),
        help=_("Its name, as in smtp.company.example. Empty: no letters are sent."),
    )
)
PORT = register(
    Setting(
        "delivery.smtp_port",
        Kind.INTEGER,
        587,
        group=_GROUP,
        label=_("Port"),
        help=_("587 with STARTTLS, 465 with TLS, 25 inside the company."),
        minimum=1,
        maximum=65535,
    )
)
SECURITY = register(
    Setting(
        "delivery.smtp_security",
        Kind.CHOICE,
        "starttls",
        group=_GROUP,
        label=_("Encryption"),
        choices=(("starttls", "STARTTLS"), ("tls", "TLS"), ("none", _("none"))),
    )
)
USER = register(
    Setting(
        "delivery.smtp_user",
        Kind.TEXT,
        "",
        group=_GROUP,
        label=_("Log-in name at the mail server"),
        help=_("Empty when the server asks for none."),
    )
)
PASSWORD = register(
    Setting(
        "delivery.smtp_password",
        Kind.TEXT,
        "",
        group=_GROUP,
        label=_("Password at the mail server"),
        is_secret=True,
    )
)
SENDER = register(
    Setting(
        "delivery.sender",
        Kind.TEXT,
        "",
        group=_GROUP,
        label=_("Sender"),
        help=_("The address letters come from, as in mayak@company.example."),
    )
)
ADDRESS = register(
    Setting(
        "delivery.site_address",
        Kind.TEXT,
        "",
        group=_GROUP,
        label=_("Address of the office in the browser"),
        help=_("As in https://crm.company.example: links in letters lead there."),
    )
)
KEEP_LETTERS = register(
    Setting(
        "retention.letters_days",
        Kind.INTEGER,
        90,
        group=_("Retention"),
        label=_("Letters to staff are kept"),
        unit=_("days"),
        minimum=7,
        maximum=3650,
    )
)
