"""Personal data of this app, and fields without any."""

from django.utils.translation import gettext_lazy as _

from mayak.core.personal import Category, Fate, Holding, Whom, declare_personal

declare_personal(
    Holding(
        "calling.ContactDraft",
        Whom.PERSON,
        Category.TALKS,
        _("what was typed of a contact and not yet closed"),
        fields={"payload": Fate.CLEANED},
        person="activity__person",
    )
)
