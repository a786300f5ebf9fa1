"""Personal data of this app, and fields without any."""

from django.utils.translation import gettext_lazy as _

from mayak.core.personal import Category, Fate, Holding, Whom, declare_personal

declare_personal(
    Holding(
        "team.HandOver",
        Whom.PERSON,
        Category.TALKS,
        _("why clients changed hands"),
        fields={"reason": Fate.CLEANED},
    )
)
declare_personal(
    Holding(
        "team.HandOverClient",
        Whom.PERSON,
        Category.TALKS,
        _("what went along when a client changed hands"),
        fields={"note": Fate.CLEANED, "moved": Fate.CLEANED},
    )
)
