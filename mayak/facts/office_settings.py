"""How long the office keeps the changes of facts."""

from django.utils.translation import gettext_lazy as _

from mayak.core.office_settings import Kind, Setting, register

KEEP_FACTS = register(
    Setting(
        "retention.facts_days",
        Kind.INTEGER,
        400,
        group=_("Retention"),
        label=_("Changes of facts are kept by the day"),
        unit=_("days"),
        help=_("The figures behind what was shown, and what a changed lamp is tried out on."),
        minimum=30,
        maximum=3650,
    )
)
