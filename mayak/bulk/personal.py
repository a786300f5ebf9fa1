"""Personal data of this app, and fields without any."""

from django.utils.translation import gettext_lazy as _

from mayak.core.personal import Category, Fate, Holding, Whom, declare_free, declare_personal

declare_personal(
    Holding(
        "bulk.BulkItem",
        Whom.PERSON,
        Category.COPIES,
        _("showing what an action on many clients changes, and taking it back"),
        fields={
            "was": Fate.CLEANED,
            "becomes": Fate.CLEANED,
            "seen": Fate.CLEANED,
            "plan": Fate.CLEANED,
            "kept": Fate.CLEANED,
            "note": Fate.CLEANED,
        },
    )
)
declare_personal(
    Holding(
        "bulk.BulkRun",
        Whom.PERSON,
        Category.COPIES,
        _("showing what an action on many clients changes, and taking it back"),
        fields={"title": Fate.CLEANED, "params": Fate.CLEANED, "error": Fate.CLEANED},
    )
)
declare_free("bulk.BulkRun", _("names of tables and codes"), "action", "file")
