"""Personal data of this app, and fields without any."""

from django.utils.translation import gettext_lazy as _

from mayak.core.personal import declare_free

FIGURES = _("figures about a client, no words")

declare_free("facts.ClientFacts", FIGURES)
declare_free("facts.ChangedFacts", FIGURES)
declare_free("facts.DirtyMark", _("codes of the programme"))
declare_free("facts.FactsState", _("codes of the programme"))
declare_free("facts.Selection", _("rules of the method"))
declare_free("facts.FactParameter", _("rules of the method"))
