"""The demo office hangs together: sound, fictional, on working days, every plot told by all its records."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import ForeignKey
from stdnum.ru import inn

from mayak.accounts.models import Absence, Role, Staff, Team
from mayak.clients.models import Client, Person, PersonEmail, PersonPhone
from mayak.core import clock
from mayak.core.calendar import working_calendar
from mayak.core.errors import MayakError
from mayak.demo.domain.sheets import COLUMNS
from mayak.demo.queries import demo_cast
from mayak.demo.services import build_demo
from mayak.demo.tests.conftest import CLIENTS, TODAY
from mayak.lamps.models import LampDefinition
from mayak.lamps.services import refresh_office
from mayak.work.models import Activity

pytestmark = [pytest.mark.usefixtures("office"), pytest.mark.django_db]
ZONE = "Europe/Moscow"


def rows(statement: str) -> list[tuple[object, ...]]:
    """What a statement answers; %(today)s is the office's day."""
    with connection.cursor() as cursor:
        cursor.execute(statement, {"today": TODAY})
        return list(cursor.fetchall())


def number(statement: str) -> float:
    """The one figure a statement answers."""
    return float(rows(statement)[0][0])  # type: ignore[arg-type]


def test_office_has_its_cast() -> None:
    assert Client.objects.count() == CLIENTS
    assert Staff.objects.count() == 18
    assert Team.objects.count() == 4
    assert {member.role for member in Staff.objects.all()} == {str(role) for role in Role}
    assert not any(member.has_usable_password() for member in Staff.objects.all())


def test_some_clients_have_notes_that_nobody_seems_to_have_changed() -> None:
    assert 0 < number("SELECT count(*) FROM work_note") < CLIENTS / 3
    assert number("SELECT count(*) FROM work_note WHERE made_at >= %(today)s::date + 1") == 0
    assert number("SELECT count(*) FROM audit_change WHERE \"table\" = 'work_note'") == 0


def test_programmes_users_over_time_and_marks_stand_beside_the_clients() -> None:
    ended = "SELECT count(*) FROM clients_clientprogramme WHERE to_date < %(today)s"
    assert number("SELECT count(*) FROM clients_clientprogramme WHERE to_date IS NULL") > 0
    assert number(ended) > 0
    assert number("SELECT count(*) FROM clients_clientmark") > 0
    # The last number of a kit's users is the kit's own, and each kit has one.
    other = (
        "SELECT count(*) FROM clients_kit k WHERE NOT EXISTS (SELECT 1 FROM clients_kitusers u WHERE u.kit_id = k.id"
    )
    assert number(f"{other} AND u.users = k.users AND u.to_date IS NOT DISTINCT FROM k.active_to_date)") == 0
    assert number("SELECT count(*) FROM clients_kitusers") > number("SELECT count(*) FROM clients_kit")
    tables = "('clients_clientmark', 'clients_kitusers', 'clients_clientprogramme')"
    assert number(f'SELECT count(*) FROM audit_change WHERE "table" IN {tables}') == 0


def test_clients_enter_some_segments_by_themselves() -> None:
    refresh_office(as_of=min(TODAY, clock.today()))
    served = "JOIN facts_clientfacts f USING (client_id) WHERE f.is_served AND to_date IS NULL"
    held = f"SELECT count(*) FROM clients_clientsegment s JOIN clients_segmenttype t ON t.id = s.type_id {served}"
    assert number(f"{held} AND t.code = 'contact_necessity' AND s.is_automatic") > 0
    assert number(f"{held} AND t.code = 'newness' AND NOT s.is_automatic") == 0


def test_somebody_is_away_today_and_substituted() -> None:
    away = Absence.objects.get(from_date__lte=TODAY, to_date__gte=TODAY)
    assert away.substitute is not None
    assert away.substitute.role == Role.EXPERT


def test_every_reference_leads_somewhere() -> None:
    """Bulk writing may skip the checks of foreign keys, so all of them are checked here."""
    found = {}
    for label in COLUMNS:
        model = apps.get_model(label)
        for field in model._meta.local_concrete_fields:
            if isinstance(field, ForeignKey):
                other = field.related_model._meta.db_table
                table = model._meta.db_table
                found[label, field.name] = number(
                    f"SELECT count(*) FROM {table} item LEFT JOIN {other} other ON other.id = item.{field.column}"
                    f" WHERE item.{field.column} IS NOT NULL AND other.id IS NULL"
                )
    assert {key: count for key, count in found.items() if count} == {}


def test_phones_and_mailboxes_are_fictional() -> None:
    assert not PersonPhone.objects.exclude(number__regex=r"^\+799900\d{5}$").exists()
    assert not PersonEmail.objects.exclude(address__regex=r"^[a-z0-9-]+@[a-z0-9-]+\.example$").exists()


def test_inns_are_well_formed_but_of_no_region() -> None:
    for value in Client.objects.values_list("inn", flat=True):
        assert value.startswith("000")
        assert inn.is_valid(value)


def test_nobody_works_on_days_off() -> None:
    calendar = working_calendar()
    days = rows("SELECT DISTINCT (done_at AT TIME ZONE 'Europe/Moscow')::date FROM work_activity WHERE state = 'done'")
    assert [day for (day,) in days if not calendar.is_working(day)] == []  # type: ignore[arg-type]


def test_contacts_are_planned_for_working_days() -> None:
    calendar = working_calendar()
    days = rows("SELECT DISTINCT (planned_at AT TIME ZONE 'Europe/Moscow')::date FROM work_activity")
    assert [day for (day,) in days if not calendar.is_working(day)] == []  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("usage_usageday", "day"),
        ("usage_kitupdate", "updated_date"),
        ("usage_training", "day"),
        ("money_payment", "paid_date"),
        ("money_invoice", "issued_date"),
        ("money_act", "issued_date"),
        ("card_indicatorvalue", "confirmed_date"),
        ("usage_portalaction", "day"),
        ("money_promise", "promised_date"),
    ],
)
def test_nothing_has_happened_yet_after_today(table: str, column: str) -> None:
    assert number(f"SELECT count(*) FROM {table} WHERE {column} > %(today)s") == 0


def test_nothing_happens_after_a_client_left() -> None:
    late = """SELECT count(*) FROM clients_client client JOIN {table} item ON item.client_id = client.id
              WHERE client.left_date IS NOT NULL AND item.{column}::date > client.left_date + 10"""
    assert number(late.format(table="usage_usageday", column="day")) == 0
    assert number(late.format(table="work_activity", column="planned_at")) == 0
    assert number(late.format(table="money_invoice", column="issued_date")) == 0


def test_usage_falls_before_a_client_leaves() -> None:
    before, last = rows(
        """SELECT sum(logins) FILTER (WHERE day BETWEEN left_date - 270 AND left_date - 180),
                  sum(logins) FILTER (WHERE day > left_date - 90)
           FROM clients_client client JOIN usage_usageday ON client_id = client.id
           WHERE left_date > %(today)s - 400"""
    )[0]
    assert last < 0.55 * before  # type: ignore[operator]


def test_the_hotline_falls_silent_before_a_client_leaves() -> None:
    before, last = rows(
        """SELECT count(*) FILTER (WHERE asked_at::date BETWEEN left_date - 270 AND left_date - 180),
                  count(*) FILTER (WHERE asked_at::date > left_date - 60)
           FROM clients_client client JOIN usage_hotlinerequest ON client_id = client.id
           WHERE left_date > %(today)s - 400"""
    )[0]
    assert last < 0.4 * before  # type: ignore[operator]


def test_who_left_had_a_threat_and_a_reason() -> None:
    assert number("SELECT count(*) FROM clients_client WHERE left_date IS NOT NULL AND left_reason = ''") == 0
    share = number(
        """SELECT avg(EXISTS (SELECT 1 FROM cases_case WHERE client_id = client.id AND kind = 'threat')::int)
           FROM clients_client client WHERE left_date > %(today)s - 500"""
    )
    assert share > 0.9


def test_those_who_are_leaving_have_an_open_threat() -> None:
    assert (
        number(
            """SELECT count(*) FROM clients_client client WHERE status = 'leaving' AND NOT EXISTS
               (SELECT 1 FROM cases_case WHERE client_id = client.id AND kind = 'threat' AND closed_at IS NULL)"""
        )
        == 0
    )


def test_one_experts_pool_is_neglected() -> None:
    silent = rows(
        """SELECT staff.login FROM accounts_staff staff
           JOIN clients_responsibility responsible ON responsible.staff_id = staff.id AND responsible.to_date IS NULL
           WHERE responsible.role = 'expert' GROUP BY staff.id, staff.login
           HAVING avg((NOT EXISTS (SELECT 1 FROM work_activity WHERE client_id = responsible.client_id
                       AND done_at > %(today)s - 40))::int) > 0.5"""
    )
    assert [login for (login,) in silent] == ["paromov"]


def test_a_morning_is_done_and_the_day_is_planned() -> None:
    expert = Staff.objects.get(login="krylova")
    today = Activity.objects.filter(executor=expert, planned_at__date=TODAY)
    assert 4 <= today.filter(state="done").count() <= 8
    assert today.filter(state="planned", is_fixed_time=True).count() >= 2
    assert today.filter(state="planned", is_call_back=True).exists()


def test_people_have_birthdays_soon() -> None:
    coming = {(TODAY + timedelta(days=days)).strftime("%m-%d") for days in range(8)}
    days = Person.objects.values_list("birth_date", flat=True)
    assert any(day is not None and day.strftime("%m-%d") in coming for day in days)


def test_promises_are_broken_and_agreements_overdue() -> None:
    assert number("SELECT count(*) FROM work_agreement WHERE state = 'open' AND due_date < %(today)s") > 0
    broken = """SELECT count(*) FROM money_promise promise JOIN money_invoice invoice ON invoice.id = invoice_id
                WHERE expected_date < %(today)s AND NOT EXISTS (SELECT 1 FROM money_payment paid
                WHERE paid.invoice_id = invoice.id AND paid.paid_date <= expected_date)"""
    assert number(broken) > 0


def test_every_lamp_is_lit_for_somebody() -> None:
    refresh_office(as_of=TODAY)
    dark = LampDefinition.objects.exclude(states__state="lit").values_list("code", flat=True)
    assert list(dark) == []
    assert LampDefinition.objects.count() == 20


def test_the_cast_shows_figures_in_few_statements(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(2):  # type: ignore[operator]
        cast = demo_cast()
    logins = dict(Staff.objects.values_list("pk", "login"))
    assert [logins[person.staff_id] for person in cast] == ["krylova", "starov", "morskaya", "dalny", "ladova"]
    assert all(any(letter.isdigit() for letter in person.figures) for person in cast)


def test_an_office_with_clients_is_left_alone() -> None:
    with pytest.raises(MayakError):
        build_demo(clients=10, today=date(2026, 11, 18), say=lambda line: None)
