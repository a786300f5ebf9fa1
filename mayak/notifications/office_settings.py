"""When the office's people are left alone, when the digest leaves, how long notifications are kept."""

from django.utils.translation import gettext_lazy as _

from mayak.core.office_settings import Kind, Setting, register

_GROUP = _("Notifications")

DIGEST_TIME = register(
    Setting(
        "notifications.digest_time",
        Kind.TIME,
        "08:30",
        group=_GROUP,
        label=_("Time of the digest"),
        help=_("On working days, by each person's own clock. Everybody may choose another time."),
    )
)
QUIET_FROM = register(
    Setting(
        "notifications.quiet_from",
        Kind.TIME,
        "20:00",
        group=_GROUP,
        label=_("Quiet hours from"),
        help=_("Nothing pops up and no letter leaves; the bell still counts."),
    )
)
QUIET_TO = register(Setting("notifications.quiet_to", Kind.TIME, "08:00", group=_GROUP, label=_("Quiet hours until")))
KEEP_NOTIFICATIONS = register(
    Setting(
        "retention.notifications_days",
        Kind.INTEGER,
        180,
        group=_("Retention"),
        label=_("Notifications are kept"),
        unit=_("days"),
        minimum=14,
        maximum=3650,
    )
)
