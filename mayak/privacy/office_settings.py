"""How long the journal of personal data is kept, and when persons who left long ago are erased."""

from django.utils.translation import gettext_lazy as _

from mayak.core.office_settings import Kind, Setting, register

RETENTION = _("Retention")

KEEP_ACCESSES = register(
    Setting(
        "retention.accesses_days",
        Kind.INTEGER,
        1095,
        group=RETENTION,
        label=_("Who saw and took out personal data is kept"),
        unit=_("days"),
        help=_("The journal of views, exports and erasures. Older lines are deleted every night."),
        minimum=30,
        maximum=36500,
    )
)
ERASE_LEFT = register(
    Setting(
        "retention.left_persons_months",
        Kind.INTEGER,
        0,
        group=RETENTION,
        label=_("Contact persons who left are erased after"),
        unit=_("months"),
        help=_(
            "Every night, when nothing needs them any more: no open contact, agreement, promise, case or consent in "
            "force. 0: never. Look at the preview on the page of personal data first."
        ),
        minimum=0,
        maximum=600,
    )
)
