"""Personal data of this app, and fields without any."""

from django.utils.translation import gettext_lazy as _

from mayak.core.personal import Category, Fate, Holding, Whom, declare_free, declare_personal

declare_personal(
    Holding(
        "card.IndicatorValue",
        Whom.PERSON,
        Category.INTERESTS,
        _("knowing the client and its people"),
        fields={"value": Fate.EMPTIED, "source": Fate.CLEANED},
        person="person",
        told_by="told_by",
    )
)
declare_personal(
    Holding(
        "card.Confirmation",
        Whom.PERSON,
        Category.INTERESTS,
        _("knowing the client and its people"),
        fields={"value": Fate.EMPTIED, "wrote": Fate.EMPTIED},
        person="person",
        told_by="told_by",
    )
)
declare_personal(
    Holding(
        "card.Confirmation",
        Whom.STAFF,
        Category.WORK,
        _("who confirmed the value"),
        fields={"confirmed_by_name": Fate.KEPT, "source": Fate.KEPT},
        why_kept=_("work of a member of staff"),
    )
)
declare_personal(
    Holding(
        "card.IndicatorValue",
        Whom.STAFF,
        Category.WORK,
        _("who confirmed the value"),
        fields={"confirmed_by_name": Fate.KEPT},
        why_kept=_("work of a member of staff"),
    )
)
declare_free("card.IndicatorValue", _("codes of the programme"), "steps")
declare_free("card.StatusGroup", _("rules of the method"))
declare_free("card.IndicatorDefinition", _("rules of the method"))
