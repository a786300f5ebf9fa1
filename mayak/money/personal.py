"""Personal data of this app, and fields without any."""

from django.utils.translation import gettext_lazy as _

from mayak.core.personal import Category, Fate, Holding, Whom, declare_free, declare_personal

ACCOUNTING = _("accounting: documents are kept for the term of the law")

declare_personal(
    Holding(
        "money.Invoice",
        Whom.PERSON,
        Category.MONEY,
        _("being paid"),
        fields={"number": Fate.KEPT, "subject": Fate.KEPT},
        why_kept=ACCOUNTING,
    )
)
declare_personal(
    Holding(
        "money.Act",
        Whom.PERSON,
        Category.MONEY,
        _("being paid"),
        fields={"number": Fate.KEPT, "cause": Fate.CLEANED},
        why_kept=ACCOUNTING,
    )
)
declare_personal(
    Holding(
        "money.Payment",
        Whom.PERSON,
        Category.MONEY,
        _("being paid"),
        fields={"payer_inn": Fate.KEPT, "purpose": Fate.KEPT},
        why_kept=ACCOUNTING,
    )
)
declare_personal(
    Holding(
        "money.Promise",
        Whom.PERSON,
        Category.MONEY,
        _("who promised to pay what by when"),
        fields={"expected_date": Fate.KEPT, "amount": Fate.KEPT},
        person="person",
        why_kept=_("the promise is the client’s; who gave it is no longer told"),
    )
)
for _model in ("money.Invoice", "money.Act", "money.Payment"):
    declare_free(_model, _("a key of the source system"), "external_id")
