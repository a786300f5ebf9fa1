"""Personal data of this app, and fields without any."""

from django.utils.translation import gettext_lazy as _

from mayak.core.personal import Category, Fate, Holding, Whom, declare_free, declare_personal

FIGURES = _("figures about a client, no words")

declare_personal(
    Holding(
        "lamps.ScoreCorrection",
        Whom.PERSON,
        Category.TALKS,
        _("why somebody corrected the necessity of contact"),
        fields={"reason": Fate.CLEANED},
    )
)
for _model in ("lamps.LampInterval", "lamps.LampState", "lamps.UrgentNews"):
    declare_free(_model, FIGURES)
for _model in ("lamps.LampDefinition", "lamps.ScoreOverride", "lamps.LampsVersion"):
    declare_free(_model, _("rules of the method"))
declare_free("lamps.LampsPass", _("codes of the programme"))
