"""How long the office keeps what was shown."""

from django.utils.translation import gettext_lazy as _

from mayak.core.office_settings import Kind, Setting, register

KEEP_SHOWN = register(
    Setting(
        "retention.shown_days",
        Kind.INTEGER,
        1095,
        group=_("Retention"),
        label=_("Scores and lamps as shown are kept"),
        unit=_("days"),
        help=_("What was shown on a past day can be seen that far back."),
        minimum=30,
        maximum=36500,
    )
)
