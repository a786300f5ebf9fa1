"""What the access matrix needs to know of each address with an object: how to make an own and a foreign one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from mayak.accounts.models import Absence, Staff, StaffSession
from mayak.accounts.tests.makers import make_passkey, make_staff
from mayak.bulk.models import BulkRun
from mayak.card.models import IndicatorDefinition, StatusGroup
from mayak.clients.models import (
    Client,
    ClientDocument,
    ClientMark,
    ClientProgramme,
    Consent,
    ConsentPurpose,
    Person,
    PersonAttachment,
    PersonDeed,
    PersonPhone,
    PersonTaxRegime,
    Rubric,
    Segment,
    SegmentType,
)
from mayak.clients.services.attachments import path_of
from mayak.clients.tests.makers import make_client, make_contract, make_kit, make_person
from mayak.core import clock
from mayak.exchange.models import ImportRun, OfficeExport, PlanRow
from mayak.exchange.tests.makers import make_prepared_import
from mayak.facts.conditions.editing import beginning
from mayak.facts.selections.services import keep_selection
from mayak.notifications.tests.makers import make_notification
from mayak.playbook.models import PlaybookVersion
from mayak.playbook.versions import note_version
from mayak.privacy.models import PersonExport
from mayak.privacy.services.exporting import exports_folder
from mayak.team.models import HandOver
from mayak.work.models import Activity, Agreement, Note
from mayak.work.tests.makers import make_activity, make_agreement

Someone = Literal["own", "foreign"]


@dataclass(frozen=True)
class Office:
    """A client in the pool of the person who looks, and one in somebody else's."""

    viewer: Staff
    stranger: Staff
    own: Client
    foreign: Client

    def client(self, whose: Someone) -> Client:
        """The client of that someone."""
        return self.own if whose == "own" else self.foreign

    def staff(self, whose: Someone) -> Staff:
        """The viewer or the stranger."""
        return self.viewer if whose == "own" else self.stranger


def make_office(viewer: Staff) -> Office:
    """The smallest office that tells own from foreign."""
    stranger = make_staff()
    return Office(
        viewer,
        stranger,
        own=make_client(expert=viewer, manager=viewer),
        foreign=make_client(expert=stranger, manager=stranger),
    )


def _client(office: Office, whose: Someone) -> dict[str, object]:
    return {"pk": office.client(whose).pk}


def _staff(office: Office, whose: Someone) -> dict[str, object]:
    return {"pk": office.staff(whose).pk}


def _absence(office: Office, whose: Someone) -> dict[str, object]:
    day = date(2026, 5, 1)
    absence, _ = Absence.objects.get_or_create(staff=office.staff(whose), from_date=day, to_date=day)
    return {"pk": absence.pk}


def _card_line(office: Office, whose: Someone) -> dict[str, object]:
    return {**_client(office, whose), "key": "headcount"}


def _indicator(office: Office, whose: Someone) -> dict[str, object]:
    made = {"name": {"ru": "Хобби"}, "subject": "client"}
    return {"pk": IndicatorDefinition.objects.get_or_create(code="hobby", defaults=made)[0].pk}


def _client_tab(office: Office, whose: Someone) -> dict[str, object]:
    return {"pk": office.client(whose).pk, "code": "persons"}


def _contact_person(office: Office, whose: Someone) -> Person:
    client = office.client(whose)
    return Person.objects.filter(client=client).first() or make_person(client)


def _person(office: Office, whose: Someone) -> dict[str, object]:
    return {"pk": office.client(whose).pk, "person": _contact_person(office, whose).pk}


def _person_merge(office: Office, whose: Someone) -> dict[str, object]:
    client, kept = office.client(whose), _contact_person(office, whose)
    other = Person.objects.filter(client=client).exclude(pk=kept.pk).first() or make_person(client)
    return {"pk": client.pk, "person": kept.pk, "other": other.pk}


def _person_file(office: Office, whose: Someone) -> dict[str, object]:
    person = _contact_person(office, whose)
    about = {"person": person, "name": "letter.txt", "media_type": "text/plain", "size": 1, "added_at": clock.now()}
    attachment, _ = PersonAttachment.objects.get_or_create(stored=f"matrix-{person.pk}", defaults=about)
    path_of(attachment).parent.mkdir(parents=True, exist_ok=True)
    path_of(attachment).write_bytes(b"x")
    return {"pk": attachment.pk}


def _client_document(office: Office, whose: Someone) -> dict[str, object]:
    client = office.client(whose)
    about = {"client": client, "name": "letter.txt", "media_type": "text/plain", "size": 1, "added_at": clock.now()}
    document, _ = ClientDocument.objects.get_or_create(stored=f"matrix-{client.pk}", defaults=about)
    path_of(document).parent.mkdir(parents=True, exist_ok=True)
    path_of(document).write_bytes(b"x")
    return {"pk": document.pk}


def _person_deed(office: Office, whose: Someone) -> dict[str, object]:
    person = _contact_person(office, whose)
    deed = PersonDeed.objects.create(
        client=person.client, kind="leaving", person_id=person.pk, title="", made_at=clock.real_now()
    )
    return {"pk": deed.pk}


def _status_group(office: Office, whose: Someone) -> dict[str, object]:
    return {"pk": StatusGroup.objects.get(code="cooperation").pk}


def _rubric(office: Office, whose: Someone) -> dict[str, object]:
    return {"pk": Rubric.objects.get(code="vat").pk}


def _purpose(office: Office, whose: Someone) -> dict[str, object]:
    return {"pk": ConsentPurpose.objects.get(code="calls").pk}


def _person_part(office: Office, whose: Someone) -> dict[str, object]:
    return {**_person(office, whose), "part": "head"}


def _person_point(office: Office, whose: Someone) -> dict[str, object]:
    phone, _ = PersonPhone.objects.get_or_create(person=_contact_person(office, whose), number="+79990000016")
    return {**_person(office, whose), "table": "phone", "point": phone.pk}


def _person_regime(office: Office, whose: Someone) -> dict[str, object]:
    regime, _ = PersonTaxRegime.objects.get_or_create(person=_contact_person(office, whose), code="usn_income")
    return {**_person(office, whose), "regime": regime.pk}


def _person_purpose(office: Office, whose: Someone) -> dict[str, object]:
    return {**_person(office, whose), "purpose": ConsentPurpose.objects.get(code="calls").pk}


def _person_consent(office: Office, whose: Someone) -> dict[str, object]:
    consent, _ = Consent.objects.get_or_create(
        person=_contact_person(office, whose), purpose="Звонки", channel="phone", given_date=date(2026, 5, 1)
    )
    return {**_person(office, whose), "consent": consent.pk}


def _client_add(office: Office, whose: Someone) -> dict[str, object]:
    return {"pk": office.client(whose).pk, "code": "agreement"}


def _note(office: Office, whose: Someone) -> dict[str, object]:
    client, staff = office.client(whose), office.staff(whose)
    note, _ = Note.objects.get_or_create(client=client, author=staff, text="Note", defaults={"made_at": clock.now()})
    return {"pk": note.pk}


def _mark(office: Office, whose: Someone) -> dict[str, object]:
    mark, _ = ClientMark.objects.get_or_create(
        client=office.client(whose), text="Mark", defaults={"made_at": clock.now()}
    )
    return {"pk": mark.pk}


def _contact(office: Office, whose: Someone) -> dict[str, object]:
    client, staff = office.client(whose), office.staff(whose)
    planned = Activity.objects.filter(client=client, state="planned").first() or make_activity(client, staff)
    return {"pk": planned.pk}


def _agreement(office: Office, whose: Someone) -> dict[str, object]:
    client = office.client(whose)
    agreed = Agreement.objects.filter(client=client, state="open").first() or make_agreement(client, date(2026, 5, 1))
    return {"pk": agreed.pk}


def _import(office: Office, whose: Someone) -> dict[str, object]:
    run = ImportRun.objects.create(
        created_at=clock.real_now(), name="office.zip", as_of_date=date(2026, 5, 1), counts={"clients": {"create": 1}}
    )
    return {"pk": run.pk}


def _prepared_import(office: Office, whose: Someone) -> dict[str, object]:
    return {"pk": make_prepared_import().pk}


def _prepared_file(office: Office, whose: Someone) -> dict[str, object]:
    return {**_prepared_import(office, whose), "file": 1}


def _prepared_source(office: Office, whose: Someone) -> dict[str, object]:
    return {**_prepared_import(office, whose), "source": "1"}


def _import_row(office: Office, whose: Someone) -> dict[str, object]:
    place = _import(office, whose)
    run = ImportRun.objects.latest("pk")
    row = PlanRow.objects.create(run=run, table="clients", row=2, action="create", values={})
    return {**place, "row": row.pk}


def _export(office: Office, whose: Someone) -> dict[str, object]:
    return {"pk": OfficeExport.objects.create(created_at=clock.real_now(), form="zip").pk}


def _data_of_person(office: Office, whose: Someone) -> dict[str, object]:
    client = office.client(whose)
    return {"pk": (client.persons.first() or make_person(client)).pk}


def _person_export(office: Office, whose: Someone) -> dict[str, object]:
    client = office.client(whose)
    folder = exports_folder()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "matrix.json").write_text("{}")
    export = PersonExport.objects.create(
        person=client.persons.first() or make_person(client),
        form="json",
        created_at=clock.real_now(),
        file="matrix.json",
    )
    return {"pk": export.pk}


def _notification(office: Office, whose: Someone) -> dict[str, object]:
    return {"pk": make_notification(office.staff(whose)).pk}


def _passkey(office: Office, whose: Someone) -> dict[str, object]:
    return {"pk": make_passkey(office.staff(whose)).pk}


def _session(office: Office, whose: Someone) -> dict[str, object]:
    now = clock.real_now()
    moments = {"staff": office.staff(whose), "since": now, "seen_at": now}
    session, _ = StaffSession.objects.get_or_create(session_key=f"{whose} elsewhere", defaults=moments)
    return {"pk": session.pk}


def _bulk_run(office: Office, whose: Someone) -> dict[str, object]:
    moment = clock.real_now()
    return {"pk": BulkRun.objects.create(action="segment", author=office.staff(whose), created_at=moment).pk}


def _selection(office: Office, whose: Someone) -> dict[str, object]:
    return {"pk": keep_selection(user=office.staff(whose), name=whose, condition=beginning()).pk}


def _invitation(office: Office, whose: Someone) -> dict[str, object]:
    return {"token": "made-up"}


def _section(office: Office, whose: Someone) -> dict[str, object]:
    # The playbook is everybody's to read; the section that nobody has stands for the foreign one.
    return {"section": "stages" if whose == "own" else "made-up"}


def _definition(office: Office, whose: Someone) -> dict[str, object]:
    return {**_section(office, whose), "code": "card"}


def _hand_over(office: Office, whose: Someone) -> dict[str, object]:
    people = [office.viewer, office.stranger] if whose == "own" else [office.stranger, make_staff()]
    asked = HandOver.objects.create(
        giver=people[0],
        receiver=people[1],
        author=people[0],
        role="expert",
        from_date=date(2026, 5, 1),
        reason="Отпуск",
        created_at=clock.real_now(),
        state="cancelled",
    )
    return {"pk": asked.pk}


def _version(office: Office, whose: Someone) -> dict[str, object]:
    note_version()
    return {"number": PlaybookVersion.objects.latest("number").number if whose == "own" else 999_999}


def _of_client(make: Callable[[Client], int]) -> Callable[[Office, Someone], dict[str, object]]:
    """An address of a record of the client."""

    def place(office: Office, whose: Someone) -> dict[str, object]:
        client = office.client(whose)
        return {"pk": client.pk, "record": make(client)}

    return place


def _segment_type(office: Office, whose: Someone) -> dict[str, object]:
    kind = SegmentType.objects.get_or_create(code="tax", defaults={"name": {"ru": "Налог"}})[0]
    # The playbook is everybody's; what nobody has stands for the foreign one.
    return {"pk": kind.pk if whose == "own" else 10**9}


def _segment(office: Office, whose: Someone) -> dict[str, object]:
    place = _segment_type(office, "own")
    one = Segment.objects.get_or_create(
        type=SegmentType.objects.get(**place), code="usn", defaults={"name": {"ru": "УСН"}}
    )[0]
    return {**_segment_type(office, whose), "record": one.pk}


# Name of the address → the arguments of its url for an own or a foreign object.
OBJECTS: dict[str, Callable[[Office, Someone], dict[str, object]]] = {
    "absence_cancel": _absence,
    "agreement_kept": _agreement,
    "board_client": _client,
    "bulk_file": _bulk_run,
    "bulk_progress": _bulk_run,
    "bulk_run": _bulk_run,
    "client": _client,
    "client_add": _client_add,
    "client_around": _client,
    "client_card": _client,
    "client_card_fold": _client,
    "client_card_line": _card_line,
    "client_accesses": _client,
    "client_correction": _client,
    "client_details": _client,
    "client_edit": _client,
    "client_history": _client,
    "client_mark_off": _mark,
    "client_over_time": _client,
    "client_segment": _of_client(
        lambda client: SegmentType.objects.get_or_create(code="tax", defaults={"name": {"ru": "Налог"}})[0].pk
    ),
    "client_status": _client,
    "client_sheet": _client,
    "client_tab": _client_tab,
    "contact": _contact,
    "contact_agreement": _contact,
    "contact_close": _contact,
    "contact_draft": _contact,
    "contact_next": _contact,
    "client_document": _client_document,
    "client_document_remove": _client_document,
    "client_documents": _client,
    "contact_start": _client,
    "contract_add": _client,
    "contract_edit": _of_client(lambda client: make_contract(client, date(2026, 1, 1)).pk),
    "export_file": _export,
    "hand_over": _hand_over,
    "hand_over_back": _hand_over,
    "hand_over_cancel": _hand_over,
    "hand_over_progress": _hand_over,
    "hand_over_sheet": _hand_over,
    "import_bad_rows": _import,
    "import_columns": _prepared_import,
    "import_commit": _import,
    "import_discard": _import,
    "import_file_remove": _prepared_file,
    "import_files": _prepared_import,
    "import_look": _import,
    "import_numbers": _import,
    "import_progress": _import,
    "import_replan": _import,
    "import_row": _import_row,
    "import_run": _import,
    "import_source": _prepared_source,
    "import_stop": _import,
    "import_tables": _prepared_import,
    "import_undo": _import,
    "invitation": _invitation,
    "kit_add": _client,
    "kit_edit": _of_client(lambda client: make_kit(client).pk),
    "passkey_edit": _passkey,
    "passkey_remove": _passkey,
    "note": _note,
    "notification": _notification,
    "playbook_definition": _definition,
    "playbook_indicator": _indicator,
    "playbook_restore": _version,
    "playbook_status_group": _status_group,
    "playbook_status_group_move": _status_group,
    "playbook_section": _section,
    "person": _person,
    "person_add": _client,
    "person_congratulated": _person,
    "person_consent": _person_purpose,
    "person_deed_undo": _person_deed,
    "person_edit": _person_part,
    "person_file": _person_file,
    "person_file_add": _person,
    "person_file_remove": _person_file,
    "person_leaving": _person,
    "person_merge": _person_merge,
    "person_pairs": _client,
    "person_point": _person_point,
    "person_point_add": _person,
    "person_regime_add": _person,
    "person_regime_remove": _person_regime,
    "person_rubrics": _person,
    "person_withdrawal": _person_consent,
    "playbook_consent": _purpose,
    "playbook_rubric": _rubric,
    "playbook_version": _version,
    "programme_add": _client,
    "programme_edit": _of_client(lambda client: ClientProgramme.objects.create(client=client, name="VIP").pk),
    "person_data": _data_of_person,
    "person_erase": _data_of_person,
    "person_export": _data_of_person,
    "person_export_file": _person_export,
    "put_off": _client,
    "search_preview": _client,
    "selection": _selection,
    "segment_add": _segment_type,
    "segment_edit": _segment,
    "segment_type_edit": _segment_type,
    "segment_up": _segment,
    "session_end": _session,
    "staff_dismiss": _staff,
    "staff_edit": _staff,
    "staff_factor_reset": _staff,
    "staff_history": _staff,
    "staff_invite": _staff,
    "staff_password": _staff,
    "staff_sessions_end": _staff,
}
