"""Personal data of this app, and fields without any."""

from django.utils.translation import gettext_lazy as _

from mayak.core.personal import Category, Fate, Holding, Whom, declare_free, declare_personal

declare_personal(
    Holding(
        "planning.PutOff",
        Whom.PERSON,
        Category.TALKS,
        _("why a client was put off"),
        fields={"reason": Fate.CLEANED},
    )
)
declare_free("planning.Cycle", _("rules of the method"))
