"""Personal data of this app, and fields without any."""

from django.utils.translation import gettext_lazy as _

from mayak.core.personal import Category, Fate, Holding, Whom, declare_free, declare_personal
from mayak.work.models import ActivityState

declare_personal(
    Holding(
        "work.Activity",
        Whom.PERSON,
        Category.TALKS,
        _("knowing what was said and agreed"),
        fields={
            "goal": Fate.EMPTIED,
            "comment": Fate.EMPTIED,
            "not_entered_reason": Fate.EMPTIED,
            "occasion": Fate.CLEANED,
            "feedback_level": Fate.CLEANED,
            "scenario": Fate.EMPTIED,
            "put_off_reason": Fate.EMPTIED,
        },
        person="person",
        to_do={"goal": lambda activity: activity.state == ActivityState.PLANNED},
    )
)
declare_personal(
    Holding(
        "work.Agreement",
        Whom.PERSON,
        Category.TALKS,
        _("keeping what was agreed"),
        fields={"text": Fate.EMPTIED, "feedback": Fate.EMPTIED},
        person="person",
    )
)
declare_personal(
    Holding(
        "work.Assignment",
        Whom.PERSON,
        Category.TALKS,
        _("what is to be reached at the client"),
        fields={"direction": Fate.CLEANED, "type": Fate.CLEANED, "goal": Fate.CLEANED},
    )
)
declare_personal(
    Holding(
        "work.Note",
        Whom.PERSON,
        Category.TALKS,
        _("knowing what was said and agreed"),
        fields={"text": Fate.EMPTIED},
        person="person",
    )
)
for _model in ("work.Activity", "work.Agreement", "work.Assignment"):
    declare_free(_model, _("a key of the source system"), "external_id")
declare_free("work.Activity", _("a random key of a form"), "closing_key")
declare_free("work.ActivityReason", _("codes and keys of records"))
for _model in ("work.Stage", "work.Outcome", "work.Instrument"):
    declare_free(_model, _("rules of the method"))
