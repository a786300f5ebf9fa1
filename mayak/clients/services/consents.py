"""Consents: given by an exact version of a text, withdrawn by whoever says so (C4, G2)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from mayak.accounts.models import Staff
from mayak.clients.models import Consent, ConsentPurpose, ConsentText
from mayak.clients.services.editing import lock_person, tell_changed
from mayak.core import clock
from mayak.core.errors import ConflictError, InvalidInputError
from mayak.core.playbook import playbook_changed
from mayak.core.text import localized


@dataclass(frozen=True)
class Given:
    """How a consent was given: to which text, when, by which way (``source``), what proves it."""

    text_id: int
    at: datetime
    source: str
    evidence: str = ""


@transaction.atomic
def give_consent(*, user: Staff, person_id: int, given: Given) -> Consent:
    """Record a consent. The words as they stand are kept with it, whatever becomes of the playbook.

    Raises InvalidInputError for a moment that has not come, ConflictError for one that is given already.
    """
    person = lock_person(user=user, person_id=person_id)
    text = ConsentText.objects.select_related("purpose").get(pk=given.text_id)
    day = clock.day_of(given.at)
    if day > clock.today():
        raise InvalidInputError(_("A consent cannot be given on a day that has not come."), field="at")
    purpose = localized(text.purpose.name, "ru")
    same = Consent.objects.filter(person=person, purpose=purpose, channel=text.purpose.channel)
    if same.filter(given_date=day).exists():
        raise ConflictError(_("A consent of that day is recorded already."), hint=_("Choose another day."))
    if same.filter(withdrawn_date=None, text_version=text).exists():
        raise ConflictError(_("This text has the person's consent already."))
    consent = Consent.objects.create(
        person=person,
        purpose=purpose,
        channel=text.purpose.channel,
        given_date=day,
        given_at=given.at,
        text=localized(text.text, "ru"),
        text_version=text,
        source=given.source,
        evidence=given.evidence,
    )
    tell_changed(person.client_id)
    return consent


@transaction.atomic
def withdraw_consent(*, user: Staff, person_id: int, consent_id: int, source: str) -> Consent:
    """End a consent today, and every other one in force for the same purpose and channel."""
    person = lock_person(user=user, person_id=person_id)
    consent = Consent.objects.get(person=person, pk=consent_id)
    Consent.objects.filter(person=person, purpose=consent.purpose, channel=consent.channel, withdrawn_date=None).update(
        withdrawn_date=clock.today(), withdrawn_source=source
    )
    tell_changed(person.client_id)
    consent.refresh_from_db()
    return consent


@transaction.atomic
def publish_consent_text(*, user: Staff, purpose: ConsentPurpose, text: dict[str, str]) -> ConsentText:
    """New words for a purpose are its next version, in force today; the same words again change nothing."""
    ConsentPurpose.objects.select_for_update().get(pk=purpose.pk)
    kept = list(purpose.texts.all())
    if kept and kept[0].is_active and kept[0].text == text:
        return kept[0]
    number = max((each.order for each in kept), default=0) + 1
    made = ConsentText.objects.create(
        purpose=purpose, code=str(number), order=number, text=text, from_date=clock.today()
    )
    playbook_changed("consents", staff_id=user.pk)
    return made
