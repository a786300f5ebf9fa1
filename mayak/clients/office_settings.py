"""How large files may be that are kept with contact persons."""

from django.utils.translation import gettext_lazy as _

from mayak.core.office_settings import Kind, Setting, register

LARGEST_FILE = register(
    Setting(
        "persons.largest_file_mb",
        Kind.INTEGER,
        10,
        group=_("Contact persons"),
        label=_("Largest file kept with a person"),
        unit=_("MB"),
        help=_("Photos, letters, approval sheets. They are in every backup."),
        minimum=1,
        maximum=100,
    )
)
