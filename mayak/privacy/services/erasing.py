"""Erasing a person: the data go, the record stays, so that figures and links do not change.

One transaction over the whole office, done by the worker. The audit trail records none of the values that go; it gets
one line that says who erased whom, when and why, and so does the security journal. A crash leaves nothing half done.
"""

from collections.abc import Iterator
from functools import partial
from typing import Any

import structlog
from django.conf import settings
from django.db import models, transaction
from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.utils import translation
from django.utils.translation import gettext as _

from mayak.accounts.journal import record_security_event
from mayak.accounts.models import EventKind, Staff
from mayak.audit.models import Change, Operation
from mayak.audit.services import LONGEST_REASON, acting
from mayak.clients.events import ClientsChanged
from mayak.clients.models import ErasedPerson, Person, PersonEmail
from mayak.clients.models.erased import key_digest, mail_digest, name_digest
from mayak.core import clock, events
from mayak.core.database import DATABASE_AWAY
from mayak.core.errors import ConflictError, InvalidInputError, MayakError
from mayak.core.personal import Fate, Holding, Whom, all_copies, emptied, holdings, may_hold_text
from mayak.core.traces import Trace, Words
from mayak.jobs import single_run
from mayak.privacy.models import Deed, Erasure
from mayak.privacy.services.tracing import model_of, same_persons, trace_of
from mayak.privacy.services.viewing import record_deed

SHORTEST_REASON = 5
ORIGIN = "erasure"
log = structlog.get_logger(__name__)
Fields = dict[str, Fate]


def ask_for_erasure(*, person: Person, author: Staff | None, reason: str) -> Erasure:
    """Ask the worker to erase a person. Raises InvalidInputError without a reason, ConflictError when it is asked."""
    from mayak.privacy.tasks import erase_person_data

    reason = reason.strip()
    if len(reason) < SHORTEST_REASON:
        raise InvalidInputError(_("Say why, in a few words."), field="reason")
    with transaction.atomic():
        locked = Person.objects.select_for_update().get(pk=person.pk)
        if ErasedPerson.objects.filter(person=locked).exists():
            raise ConflictError(_("This person's data were erased before."))
        if Erasure.objects.filter(person=locked, done_at=None, error="").exists():
            raise ConflictError(_("This person's data are being erased already."))
        clean = trace_of(locked).at_clients.cleaned(reason)[: Erasure._meta.get_field("reason").max_length]
        erasure = Erasure.objects.create(person=locked, author=author, reason=clean, asked_at=clock.real_now())
        erase_person_data.defer(erasure_id=erasure.pk)
    return erasure


def carry_out(*, erasure_id: int) -> None:
    """Do what was asked for; a second worker, or a second time, does nothing."""
    with single_run(f"mayak.erasure.{erasure_id}") as is_ours:
        erasure = Erasure.objects.select_related("author").filter(pk=erasure_id, done_at=None).first()
        if not is_ours or erasure is None:
            return
        try:
            erase_now(erasure=erasure)
        except DATABASE_AWAY:
            raise
        except (MayakError, OSError) as error:
            log.exception("erasure failed", erasure=erasure_id)
            Erasure.objects.filter(pk=erasure_id).update(error=str(error))


def erase_now(*, erasure: Erasure) -> dict[str, int]:
    """Erase, in one transaction; how many records changed by place."""
    author = erasure.author
    with acting(staff_id=author.pk if author else None, origin="off"), transaction.atomic():
        person = Person.objects.select_for_update().get(pk=erasure.person_id)
        trace = trace_of(person)
        persons = same_persons(person)
        for one in persons:
            _remember(one, persons)
        counts = {copies.name: copies.erase(trace) for copies in all_copies()}
        for model, held in _by_model():
            counts[model._meta.label] = counts.get(model._meta.label, 0) + _erase_in(model, held, trace)
        for one in persons:
            _settle(one)
            _tell(one, erasure)
        erasure.counts = {place: number for place, number in counts.items() if number}
        erasure.done_at = clock.real_now()
        erasure.save(update_fields=["counts", "done_at"])
        events.publish(ClientsChanged(trace.client_ids))
    return counts


def _by_model() -> Iterator[tuple[type[models.Model], list[Holding]]]:
    """The declared models, parts before the person: what is removed must still be linked."""
    labels = dict.fromkeys(holding.model for holding in holdings() if holding.whom is Whom.PERSON)
    for label in sorted(labels, key=lambda label: label == Person._meta.label):
        held = [holding for holding in holdings() if holding.model == label and holding.whom is Whom.PERSON]
        yield model_of(held[0]), held


def _erase_in(model: type[models.Model], held: list[Holding], trace: Trace) -> int:
    path = next((holding.person for holding in held if holding.person), "")
    fields: Fields = {name: fate for holding in held for name, fate in holding.fields.items()}
    own = model._default_manager.filter(**{f"{path}__in": trace.person_ids}) if path else model._default_manager.none()
    if any(holding.removes_rows for holding in held):
        number = own.count()
        _drop_files(held, own)
        own.delete()
        return number + _clean_texts(model, held[0], fields, trace)
    number = sum(_empty(row, _fates(row, held, fields), trace.at_clients) for row in own.iterator())
    return number + _clean_texts(model, held[0], fields, trace)


def _drop_files(held: list[Holding], rows: "models.QuerySet[Any]") -> None:
    for holding in held:
        if holding.file_of is not None:
            for row in rows:
                # A file does not come back with the transaction: it goes when the rows have gone for good. What a
                # crash in between leaves is swept by the nightly task.
                transaction.on_commit(partial(holding.file_of(row)[1].unlink, missing_ok=True))


def _fates(row: models.Model, held: list[Holding], fields: Fields) -> Fields:
    """What becomes of the fields of one record: what is still to be done is cleaned, not emptied."""
    kept = {name for holding in held for name, is_to_do in holding.to_do.items() if is_to_do(row)}
    return fields | dict.fromkeys(kept, Fate.CLEANED) if kept else fields


def _empty(row: models.Model, fields: Fields, words: Words) -> int:
    """A record of the person: emptied, or cleaned where that is what was declared."""
    changed: dict[str, Any] = {}
    for name, fate in fields.items():
        one, value = row._meta.get_field(name), getattr(row, name)
        if fate is Fate.EMPTIED:
            changed[name] = emptied(one, value)
        elif fate is Fate.CLEANED:
            changed[name] = _cleaned(one, value, words)
    changed = {name: value for name, value in changed.items() if value != getattr(row, name)}
    return type(row)._default_manager.filter(pk=row.pk).update(**changed) if changed else 0


def _cleaned(one: Any, value: Any, words: Words) -> Any:
    return words.cleaned(value) if isinstance(value, str) else words.cleaned_json(value)


def _clean_texts(model: type[models.Model], holding: Holding, fields: Fields, trace: Trace) -> int:
    """Other records: the person's words go out of their texts, all of them where the client is the person's."""
    names = [name for name, fate in fields.items() if fate is not Fate.KEPT and _is_text(model, name)]
    client = holding.client or getattr(model, "CLIENT_PATH", "")
    number = 0
    for words, where in _portions(client, trace):
        if not words or not names:
            continue
        rows, found = model._default_manager.filter(where), Q()
        for name in names:
            rows = rows.annotate(**{f"{name}_text": Cast(name, TextField())})
            found |= Q(**{f"{name}_text__iregex": words.in_database})
        for row in rows.filter(found).iterator():
            texts = {name: _cleaned(row._meta.get_field(name), getattr(row, name), words) for name in names}
            changed = {name: text for name, text in texts.items() if text != getattr(row, name)}
            if changed:
                number += model._default_manager.filter(pk=row.pk).update(**changed)
    return number


def _portions(client: str, trace: Trace) -> list[tuple[Words, Q]]:
    if not client:
        return [(trace.everywhere, Q())]
    here = Q(**{f"{client}__in": trace.client_ids})
    return [(trace.at_clients, here), (trace.everywhere, Q())]


def _is_text(model: type[models.Model], name: str) -> bool:
    return name != "external_id" and may_hold_text(model._meta.get_field(name))


def _remember(person: Person, persons: list[Person]) -> None:
    """Hashes by which an import recognises the person (mailboxes that others have say nothing)."""
    digests = [name_digest(person.client_id, person.last_name, person.first_name, person.middle_name)]
    addresses = set(person.emails.values_list("address", flat=True))
    others = PersonEmail.objects.filter(address__in=addresses).exclude(person__in=persons)
    digests += [mail_digest(address) for address in addresses - set(others.values_list("address", flat=True))]
    ErasedPerson.objects.create(
        person=person,
        erased_at=clock.real_now(),
        key_digest=key_digest(person.external_id) if person.external_id else "",
        digests=digests,
    )


def _settle(person: Person) -> None:
    """The person is nobody's colleague any more: no role, no call."""
    with translation.override(settings.LANGUAGE_CODE):
        shown = _("Data erased")
    left = person.left_date or clock.today()
    Person.objects.filter(pk=person.pk).update(last_name=shown, left_date=left)


def _tell(person: Person, erasure: Erasure) -> None:
    """One line in the history, one in the security journal, one in the journal of personal data; none names anybody."""
    Change.objects.create(
        at=clock.real_now(),
        actor_id=erasure.author_id,
        origin=ORIGIN,
        reason=erasure.reason[:LONGEST_REASON],
        table=Person._meta.db_table,
        object_id=person.pk,
        client_id=person.client_id,
        operation=Operation.UPDATE,
    )
    detail = _("person %(person)d of client %(client)d") % {"person": person.pk, "client": person.client_id}
    record_security_event(EventKind.PERSON_ERASED, staff=erasure.author, detail=detail)
    if erasure.author_id:
        record_deed(staff_id=erasure.author_id, deed=Deed.ERASED, person_id=person.pk, client_id=person.client_id)
