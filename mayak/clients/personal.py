"""Personal data of this app, and fields without any."""

from pathlib import Path

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mayak.clients.models import PersonDeed
from mayak.core.personal import Category, Copies, Fate, Holding, Whom, declare_copies, declare_free, declare_personal
from mayak.core.traces import Trace


def _forget_deeds(trace: Trace) -> int:
    """Leaving, moving and merging keep the rows as they were before: they could bring the person back."""
    about = Q(person_id__in=trace.person_ids) | Q(other_id__in=trace.person_ids)
    return PersonDeed.objects.filter(about).delete()[0]


declare_copies(
    Copies(
        "deeds",
        _("Leaving and merging, to be taken back"),
        _("taking back what was done to a person"),
        models=["clients.PersonDeed"],
        fields=("title", "told", "steps"),
        erase=_forget_deeds,
        fate=_("the records are removed"),
    )
)

SERVING = _("serving the client: whom to call, how to address them")

declare_personal(
    Holding(
        "clients.Person",
        Whom.PERSON,
        Category.NAMES,
        SERVING,
        fields={
            "last_name": Fate.EMPTIED,
            "first_name": Fate.EMPTIED,
            "middle_name": Fate.EMPTIED,
            "birth_date": Fate.EMPTIED,
            "name_note": Fate.EMPTIED,
            "gender": Fate.EMPTIED,
            "address_as": Fate.EMPTIED,
            "declined": Fate.EMPTIED,
            "external_id": Fate.EMPTIED,
        },
        person="pk",
    )
)
declare_personal(
    Holding(
        "clients.Person",
        Whom.PERSON,
        Category.WORK,
        SERVING,
        fields={
            "position": Fate.EMPTIED,
            "department": Fate.EMPTIED,
            "profile": Fate.EMPTIED,
            "roles": Fate.EMPTIED,
            "started_date": Fate.EMPTIED,
            "call_time": Fate.EMPTIED,
        },
        person="pk",
    )
)
declare_personal(
    Holding(
        "clients.Person",
        Whom.PERSON,
        Category.INTERESTS,
        _("choosing news and materials for the person"),
        fields={"interests": Fate.EMPTIED, "topics": Fate.EMPTIED, "topics_note": Fate.EMPTIED},
        person="pk",
    )
)
declare_personal(
    Holding(
        "clients.Person",
        Whom.PERSON,
        Category.TALKS,
        SERVING,
        fields={"note": Fate.EMPTIED, "needs": Fate.EMPTIED, "mail_left_reason": Fate.EMPTIED},
        person="pk",
    )
)
for _model, _field in (("clients.PersonRubric", "source"), ("clients.PersonTaxRegime", "note")):
    declare_personal(
        Holding(
            _model,
            Whom.PERSON,
            Category.INTERESTS,
            _("choosing news and materials for the person"),
            fields={_field: Fate.EMPTIED},
            person="person",
            removes_rows=True,
        )
    )
declare_personal(
    Holding(
        "clients.PersonAttachment",
        Whom.PERSON,
        Category.TALKS,
        _("a photo, letters and papers of the person"),
        fields={"name": Fate.EMPTIED, "stored": Fate.EMPTIED},
        person="person",
        removes_rows=True,
        file_of=lambda attachment: (attachment.name, Path(settings.MEDIA_ROOT) / "persons" / attachment.stored),
    )
)
declare_personal(
    Holding(
        "clients.ClientDocument",
        Whom.PERSON,
        Category.TALKS,
        _("contracts, letters and papers of the client"),
        fields={"name": Fate.CLEANED},
    )
)
declare_personal(
    Holding(
        "clients.PersonPhone",
        Whom.PERSON,
        Category.CONTACTS,
        _("calling the person"),
        fields={
            "number": Fate.EMPTIED,
            "extension": Fate.EMPTIED,
            "label": Fate.EMPTIED,
            "invalid_reason": Fate.EMPTIED,
        },
        person="person",
        removes_rows=True,
    )
)
declare_personal(
    Holding(
        "clients.PersonEmail",
        Whom.PERSON,
        Category.CONTACTS,
        _("writing to the person"),
        fields={"address": Fate.EMPTIED, "label": Fate.EMPTIED, "invalid_reason": Fate.EMPTIED},
        person="person",
        removes_rows=True,
    )
)
declare_personal(
    Holding(
        "clients.Consent",
        Whom.PERSON,
        Category.CONSENTS,
        _("proof that the person allowed to be contacted"),
        fields={
            "purpose": Fate.KEPT,
            "channel": Fate.KEPT,
            "text": Fate.EMPTIED,
            "source": Fate.EMPTIED,
            "evidence": Fate.EMPTIED,
            "withdrawn_source": Fate.EMPTIED,
        },
        person="person",
        why_kept=_("that and when a consent was given and withdrawn proves past contacts lawful; without the name"),
    )
)
declare_personal(
    Holding(
        "clients.Client",
        Whom.PERSON,
        Category.MONEY,
        _("contract with the client; an entrepreneur’s name and tax number are the client’s own"),
        fields={
            "name": Fate.KEPT,
            "legal_name": Fate.KEPT,
            "inn": Fate.KEPT,
            "kpp": Fate.KEPT,
            "ogrn": Fate.KEPT,
            "address": Fate.KEPT,
            "region": Fate.KEPT,
            "group_link": Fate.CLEANED,
            "group_reason": Fate.CLEANED,
            "left_reason": Fate.CLEANED,
            "left_to": Fate.CLEANED,
        },
        why_kept=_("the party of a contract stands in accounting documents"),
    )
)
declare_personal(
    Holding(
        "clients.ClientProgramme",
        Whom.PERSON,
        Category.MONEY,
        _("special terms agreed with the client"),
        fields={"name": Fate.CLEANED, "terms": Fate.CLEANED, "document": Fate.CLEANED},
    )
)
declare_personal(
    Holding(
        "clients.Kit",
        Whom.PERSON,
        Category.USAGE,
        _("which kit the person works with"),
        fields={"product": Fate.KEPT, "place": Fate.CLEANED},
        person="person",
        why_kept=_("the kit is the client’s"),
    )
)
declare_personal(
    Holding(
        "clients.Contract",
        Whom.PERSON,
        Category.MONEY,
        _("contract with the client"),
        fields={"number": Fate.KEPT},
        why_kept=_("a contract is an accounting document"),
    )
)
declare_personal(
    Holding(
        "clients.ClientMark",
        Whom.PERSON,
        Category.TALKS,
        _("setting clients apart for work that is under way"),
        fields={"text": Fate.CLEANED},
    )
)
declare_free("clients.Client", _("a key of the source system, a name of a time zone"), "external_id", "timezone")
declare_free("clients.Kit", _("a key of the source system"), "external_id")
declare_free("clients.Contract", _("a key of the source system"), "external_id")
declare_free("clients.SegmentType", _("rules of the method"))
declare_free("clients.Segment", _("rules of the method"))
declare_free("clients.PersonTaxRegime", _("codes of the programme"), "code", "source")
declare_free("clients.PersonAttachment", _("codes of the programme"), "media_type")
declare_free("clients.ClientDocument", _("codes of the programme"), "media_type", "stored")
for _model in ("clients.Rubric", "clients.ConsentPurpose", "clients.ConsentText"):
    declare_free(_model, _("rules of the method"))
declare_free("clients.NameWord", _("words that names have, without whose; they go with the last name that has them"))
declare_free("clients.ErasedPerson", _("keyed hashes: nobody can read back what was hashed"))
