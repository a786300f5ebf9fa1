"""Personal data of this app, and fields without any."""

from django.utils.translation import gettext_lazy as _

from mayak.core.personal import Category, Copies, Fate, Holding, Whom, declare_copies, declare_free, declare_personal
from mayak.privacy.models import PersonExport
from mayak.privacy.services.exporting import drop_files

declare_copies(
    Copies(
        "person_exports",
        _("Files of exports of the person"),
        _("telling the person what is kept about them"),
        models=["privacy.PersonExport"],
        fields=("file", "error"),
        erase=lambda trace: drop_files(PersonExport.objects.filter(person__in=trace.person_ids)),
        fate=_("the files are removed"),
    )
)
declare_personal(
    Holding(
        "privacy.DataAccess",
        Whom.STAFF,
        Category.ACCOUNT,
        _("who saw, took out and erased personal data"),
        fields={"staff_id": Fate.KEPT},
        why_kept=_("proof of who had access"),
        term="retention.accesses_days",
    )
)
declare_free("privacy.PersonExport", _("codes of the programme"), "form")
declare_free("privacy.Erasure", _("reason without names, numbers by place"), "reason", "counts", "error")
