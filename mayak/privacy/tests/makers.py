"""A person whose data lie everywhere, and the whole office as a dump would hold it."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from pathlib import Path

from django.conf import settings
from django.db import connection

from mayak.accounts.models import Staff
from mayak.accounts.tests.makers import make_staff
from mayak.audit.services import acting, because
from mayak.calling.models import ContactDraft
from mayak.card.models import IndicatorDefinition, IndicatorValue
from mayak.cases.models import Case
from mayak.clients.models import Client, Consent, Person, PersonEmail, PersonPhone
from mayak.clients.tests.makers import make_client, make_person
from mayak.core import clock
from mayak.delivery.models import Letter
from mayak.exchange.models import FormerRow, ImportRun, PlanRow
from mayak.exchange.storage import imports_folder
from mayak.notifications.models import Notification
from mayak.planning.models import PutOff
from mayak.usage.models import Attendance, Event, HotlineRequest, MailEvent, Training
from mayak.work.models import Assignment
from mayak.work.tests.makers import make_activity, make_agreement, make_done

_numbers = count(1)


@dataclass
class Known:
    """The person, and every text that must not be found after an erasure."""

    person: Person
    client: Client
    expert: Staff
    values: set[str] = field(default_factory=set)


def make_known_person(
    last: str = "Рощинская", first: str = "Евлампия", middle: str = "Порфирьевна", number: str = "+79990001234"
) -> Known:
    """A person with a past: every kind of record, history, import, letter, draft, file."""
    expert = make_staff()
    client = make_client(expert=expert, name="ООО «Ромашка»")
    mail = "evlampia.r@romashka.example"
    key = f"PERS-77123-{next(_numbers)}"
    with acting(staff_id=expert.pk, origin="page"):
        person = make_person(
            client,
            last_name=last,
            first_name=first,
            middle_name=middle,
            position="Хранительница печати",
            birth_date=date(1971, 3, 9),
            roles=["key_user"],
            interests=["виолончель"],
            external_id=key,
        )
        phone = PersonPhone.objects.create(person=person, number="+79990009876")
        phone.number = number
        phone.save()
        PersonPhone.objects.create(person=person, number="+79990005555").delete()
        PersonEmail.objects.create(person=person, address=mail)
        person.position = "Главный каллиграф"
        person.save()
    known = Known(person, client, expert, {last, first, middle, "9990001234", "9990009876", "9990005555", mail})
    known.values |= {"Хранительница печати", "Главный каллиграф", "виолончель", "1971-03-09", key}
    _talks(known)
    _copies(known, last, first, number, mail)
    return known


def _talks(known: Known) -> None:
    person, client, expert, now = known.person, known.client, known.expert, clock.now()
    secret = "собирается на пенсию"
    known.values |= {secret, "любит сирень", "боится чата", "диплом 8841"}
    done = make_done(client, expert, now - timedelta(days=3), person=person, comment=f"Она {secret}")
    done.goal = f"Узнать, {secret} ли"
    done.scenario = [{"key": "news", "say": f"{person.first_name}, добрый день", "is_ticked": True, "answer": secret}]
    done.save()
    with because(f"{person.last_name} просила"):
        make_done(client, expert, now - timedelta(days=2), comment=f"Передать {person.last_name[:-2]}ой привет")
    planned = make_activity(client, expert, person=person, goal=f"Узнать у {person.last_name[:-2]}ой дату оплаты")
    ContactDraft.objects.create(
        activity=planned, staff=expert, payload={"comment": f"{person.full_name}"}, saved_at=clock.real_now()
    )
    make_agreement(client, clock.today(), person=person, text="Выслать: любит сирень")
    Case.objects.create(client=client, person=person, kind="task", title=f"Обида: {person.full_name}", opened_at=now)
    HotlineRequest.objects.create(client=client, person=person, asked_at=now, question="боится чата", topic="чат")
    Training.objects.create(client=client, person=person, day=clock.today(), certificate="диплом 8841")
    event = Event.objects.create(name="Семинар", day=clock.today())
    Attendance.objects.create(event=event, client=client, person=person, is_attended=True)
    MailEvent.objects.create(client=client, person=person, mailing="Выпуск", sent_at=now)
    Consent.objects.create(
        person=person, purpose="Рассылка", channel="email", given_date=clock.today(), text=f"Я, {person.full_name}"
    )
    indicator = IndicatorDefinition.objects.exclude(bound_to__gt="").first()
    assert indicator is not None
    for one in (person, None):
        IndicatorValue.objects.create(
            client=client, person=one, indicator=indicator, value=person.full_name, confirmed_date=clock.today()
        )
    PutOff.objects.create(
        client=client, until_date=clock.today(), reason=f"{person.last_name} в отпуске", author=expert, made_at=now
    )
    Assignment.objects.create(
        client=client, executor=expert, direction="Долг", goal=f"Обзвон: {person.last_name}", opened_date=clock.today()
    )


def _copies(known: Known, last: str, first: str, number: str, mail: str) -> None:
    person, client, expert, now = known.person, known.client, known.expert, clock.real_now()
    Notification.objects.create(
        staff=expert,
        kind="agreements.due",
        key=f"k{person.pk}",
        params={"client": client.name, "text": f"Перезвонить {last}"},
        client_id=client.pk,
        created_at=now,
    )
    Letter.objects.create(
        key=f"l{person.pk}",
        staff=expert,
        address="expert@office.example",
        subject="Ваш день",
        text=f"{client.name}: позвонить {last}, {number}",
        html=f"<p>{first} {last}</p>",
        message_id=f"m{person.pk}",
        created_at=now,
        due_at=now,
    )
    folder = imports_folder() / f"known{person.pk}"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "a.csv").write_bytes(f"id;last_name;first_name\n{person.external_id};{last};{first}\n".encode("cp1251"))
    run = ImportRun.objects.create(
        created_at=now,
        name=f"{last}.csv",
        state="committed",
        as_of_date=clock.today(),
        folder=folder.name,
        notes=[{"table": "persons", "row": 2, "column": "phones", "value": number, "reason": "?"}],
        counts={"persons": {"create": 1}},
    )
    row = PlanRow.objects.create(
        run=run,
        table="persons",
        row=2,
        action="create",
        key=str(person.external_id),
        title=f"{last} {first}",
        target_id=person.pk,
        values={"client_id": client.pk, "last_name": last, "first_name": first, "+phones": [[number, "", "work"]]},
        raw=[person.external_id, last, int(number[1:])],
    )
    FormerRow.objects.create(
        run=run,
        plan_row_id=row.pk,
        db_table="clients_person",
        object_id=person.pk,
        operation="U",
        before={"last_name": last, "client_id": client.pk},
        after={"last_name": last},
    )


def dump() -> str:
    """Every table as pg_dump writes its rows (by COPY), as this transaction sees them."""
    pieces: list[str] = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT format('%I', tablename) FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        for (table,) in cursor.fetchall():
            with cursor.copy(f"COPY {table} TO STDOUT") as copy:
                pieces.append(f"\n-- {table}\n")
                pieces += [bytes(part).decode() for part in copy]
    return "".join(pieces)


def media() -> bytes:
    """Everything that lies among the office's files."""
    return b"".join(path.read_bytes() for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file())


def found_in(text: str, values: set[str]) -> dict[str, str]:
    """Which values are found, and the line that betrays each."""
    folded = text.casefold()
    found = {}
    for value in values:
        place = folded.find(value.casefold())
        if place >= 0:
            found[value] = folded[max(0, place - 200) : place + 100]
    return found
