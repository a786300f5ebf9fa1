"""Personal data of this app, and fields without any."""

from django.utils.translation import gettext_lazy as _

from mayak.core.personal import Category, Fate, Holding, Whom, declare_free, declare_personal

declare_personal(
    Holding(
        "cases.Case",
        Whom.PERSON,
        Category.TALKS,
        _("solving the client’s problems"),
        fields={"title": Fate.CLEANED, "result": Fate.CLEANED},
        person="person",
    )
)
declare_free("cases.Case", _("a key of the source system, a company’s name"), "external_id", "competitor")
