"""Personal data of this app, and fields without any."""

from django.utils.translation import gettext_lazy as _

from mayak.core.personal import Category, Fate, Holding, Whom, declare_free, declare_personal

SERVICES = _("seeing which services the person uses and needs")
KEPT = _("figures and names of services; whose they were is no longer told")

declare_personal(
    Holding(
        "usage.HotlineRequest",
        Whom.PERSON,
        Category.TALKS,
        _("answering the person’s questions"),
        fields={
            "topic": Fate.CLEANED,
            "question": Fate.EMPTIED,
            "feedback": Fate.EMPTIED,
            "external_id": Fate.KEPT,
            "assignment_key": Fate.KEPT,
        },
        person="person",
        why_kept=_("keys of the source system: without them an import would bring the question in anew"),
    )
)
declare_personal(
    Holding(
        "usage.HotlineRequest",
        Whom.STAFF,
        Category.WORK,
        _("who answered"),
        fields={"handler": Fate.KEPT},
        why_kept=_("work of a member of staff"),
    )
)
declare_personal(
    Holding(
        "usage.Training",
        Whom.PERSON,
        Category.USAGE,
        SERVICES,
        fields={"kind": Fate.KEPT, "program": Fate.KEPT, "form": Fate.KEPT, "certificate": Fate.EMPTIED},
        person="person",
        why_kept=KEPT,
    )
)
declare_personal(
    Holding(
        "usage.MailEvent",
        Whom.PERSON,
        Category.USAGE,
        _("which newsletters the person opens"),
        fields={"mailing": Fate.KEPT},
        person="person",
        why_kept=KEPT,
    )
)
for _model, _field in (
    ("usage.UsageDay", "logins"),
    ("usage.Attendance", "is_attended"),
    ("usage.PortalAction", "action"),
):
    declare_personal(
        Holding(
            _model,
            Whom.PERSON,
            Category.USAGE,
            SERVICES,
            fields={_field: Fate.KEPT},
            person="person",
            why_kept=KEPT,
        )
    )
declare_free("usage.Event", _("the programme of events"))
declare_free("usage.Training", _("a key of the source system"), "external_id")
