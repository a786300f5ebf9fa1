"""Personal data of this app, and fields without any."""

from django.utils.translation import gettext_lazy as _

from mayak.core.personal import Category, Fate, Holding, Whom, declare_free, declare_personal

declare_personal(
    Holding(
        "notifications.Notification",
        Whom.PERSON,
        Category.COPIES,
        _("telling staff what happened at their clients"),
        fields={"params": Fate.CLEANED},
        client="client_id",
        term="retention.notifications_days",
    )
)
declare_free("notifications.Notification", _("codes and keys of records"), "kind", "key", "url")
declare_free("notifications.Choice", _("codes of the programme"))
