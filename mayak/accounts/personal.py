"""Personal data of this app, and fields without any."""

from django.utils.translation import gettext_lazy as _

from mayak.core.personal import Category, Fate, Holding, Whom, declare_free, declare_personal

EMPLOYMENT = _("employment: whose work it was must stay known")
SECURITY = _("protecting accounts and clients’ data")

declare_personal(
    Holding(
        "accounts.Staff",
        Whom.STAFF,
        Category.NAMES,
        _("working together; signing in"),
        fields={
            "login": Fate.KEPT,
            "last_name": Fate.KEPT,
            "first_name": Fate.KEPT,
            "middle_name": Fate.KEPT,
            "email": Fate.KEPT,
            "phone": Fate.KEPT,
        },
        why_kept=EMPLOYMENT,
    )
)
declare_personal(
    Holding(
        "accounts.Absence",
        Whom.STAFF,
        Category.WORK,
        _("who stands in for whom"),
        fields={"reason": Fate.KEPT},
        why_kept=EMPLOYMENT,
    )
)
declare_personal(
    Holding(
        "accounts.SecurityEvent",
        Whom.STAFF,
        Category.ACCOUNT,
        SECURITY,
        fields={"login": Fate.KEPT, "address": Fate.KEPT, "user_agent": Fate.KEPT, "detail": Fate.KEPT},
        why_kept=_("a journal that nobody can change; it names no contact persons"),
        term="retention.security_days",
    )
)
declare_personal(
    Holding(
        "accounts.StaffSession",
        Whom.STAFF,
        Category.ACCOUNT,
        SECURITY,
        fields={"session_key": Fate.KEPT, "address": Fate.KEPT, "user_agent": Fate.KEPT},
        why_kept=_("goes when the session ends"),
    )
)
declare_personal(
    Holding(
        "accounts.StaffSecurity",
        Whom.STAFF,
        Category.ACCOUNT,
        SECURITY,
        fields={"former_passwords": Fate.KEPT},
        why_kept=_("hashes of former passwords"),
    )
)
declare_personal(
    Holding(
        "mfa.Authenticator",
        Whom.STAFF,
        Category.ACCOUNT,
        SECURITY,
        fields={"data": Fate.KEPT},
        why_kept=_("goes with the second factor"),
        label=_("second factors"),
    )
)
declare_personal(
    Holding(
        "account.EmailAddress",
        Whom.STAFF,
        Category.ACCOUNT,
        SECURITY,
        fields={"email": Fate.KEPT},
        why_kept=EMPLOYMENT,
    )
)
declare_free("accounts.Staff", _("hashes, keys and codes"), "password", "external_id", "timezone", "language")
declare_free("accounts.Team", _("names of departments"))
declare_free("accounts.Invitation", _("hashes, keys and codes"))
for _model in (
    "auth.Permission",
    "auth.Group",
    "contenttypes.ContentType",
    "sessions.Session",
    "account.EmailConfirmation",
):
    declare_free(_model, _("hashes, keys and codes"))
