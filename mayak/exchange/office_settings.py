"""How long the plans of imports are kept."""

from django.utils.translation import gettext_lazy as _

from mayak.core.office_settings import Kind, Setting, register

KEEP_IMPORTS = register(
    Setting(
        "retention.import_days",
        Kind.INTEGER,
        90,
        group=_("Retention"),
        label=_("Plans and files of imports are kept"),
        help=_("Then the rows and the uploaded files go, the numbers stay, and the import can no longer be undone."),
        unit=_("days"),
        minimum=1,
        maximum=3650,
    )
)
