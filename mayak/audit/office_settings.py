"""How long the office keeps who changed what."""

from django.utils.translation import gettext_lazy as _

from mayak.core.office_settings import Kind, Setting, register

KEEP_CHANGES = register(
    Setting(
        "retention.changes_days",
        Kind.INTEGER,
        1095,
        group=_("Retention"),
        label=_("Changes of records are kept"),
        unit=_("days"),
        help=_("Who changed what and why. Older entries are deleted every night."),
        minimum=30,
        maximum=36500,
    )
)
