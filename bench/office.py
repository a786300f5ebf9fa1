"""A big office for measurements: plain SQL, tens of thousands of rows a second, the same rows every time.

``build_office()`` makes the size that the other systems were measured at (20 000 clients, 60 000 persons,
200 000 activities); ``build_office(**DESIGN_SIZE)`` the size of the design's budgets. The rows are plainer than
the demo office's, but every lamp has what it reads and each is lit for a believable share of the clients.
Needs an empty office. Run by hand: ``python -m bench.office [--design]``.
"""

import os
import sys
from collections.abc import Callable
from datetime import date, timedelta
from time import monotonic
from typing import Any

PEERS_SIZE: dict[str, Any] = {"clients": 20_000, "persons": 60_000, "activities": 200_000, "usage_rows": 1_000_000}
DESIGN_SIZE: dict[str, Any] = {"clients": 20_000, "persons": 60_000, "activities": 2_000_000, "usage_rows": 10_000_000}
POOL = 200

# ruff: noqa: E501
# Every statement runs once. Parameters: clients, persons (a client), activities (a client), usage (rows a client),
# experts (their first number and how many), today. Hashes of numbers stand in for chance.
STATEMENTS: tuple[tuple[str, str], ...] = (
    (
        "clients",
        """
        INSERT INTO clients_client (id, name, legal_name, inn, kpp, address, region, timezone, group_link,
            service_mode, status, since_date, left_reason, left_to)
        SELECT n, (ARRAY['ООО', 'АО', 'ИП', 'МБУ', 'АНО'])[1 + n %% 5] || ' «' ||
            (ARRAY['Северный', 'Лесной', 'Тихий', 'Горный', 'Полевой', 'Дальний', 'Ясный'])[1 + n %% 7] || ' ' ||
            (ARRAY['ручей', 'берег', 'мыс', 'причал', 'маршрут', 'бор', 'парус', 'якорь', 'двор', 'мост', 'утёс'])
            [1 + n %% 11] || ' ' || n || '»',
            '', '000' || lpad(n::text, 7, '0'), '000001001', 'г. Маячный, ул. Портовая, ' || 1 + n %% 90,
            (ARRAY['Самарская область', 'Пензенская область', 'Свердловская область'])[1 + n %% 3], 'Europe/Moscow',
            '', CASE WHEN n %% 6 = 0 THEN 'on_site' ELSE 'remote' END, 'active', %(today)s - 400 - n %% 2000, '', ''
        FROM generate_series(1, %(clients)s) n
        """,
    ),
    (
        "responsibles",
        """
        INSERT INTO clients_responsibility (client_id, staff_id, role, from_date, is_derived)
        SELECT n, %(first_expert)s + n %% %(experts)s, 'expert', %(today)s - 400 - n %% 2000, false
        FROM generate_series(1, %(clients)s) n
        """,
    ),
    (
        "persons",
        """
        INSERT INTO clients_person (id, client_id, last_name, first_name, middle_name, position, department, profile,
            roles, birth_date, interests, topics, call_time)
        SELECT (n - 1) * %(persons)s + k, n,
            (ARRAY['Зубова', 'Лугова', 'Тихая', 'Полянская', 'Рощина', 'Чайкина', 'Мостова', 'Вишнева'])[1 + (n * 3 + k) %% 8],
            (ARRAY['Марина', 'Анна', 'Лидия', 'Ирина', 'Вера', 'Нина', 'Жанна'])[1 + (n + k * 5) %% 7],
            (ARRAY['Олеговна', 'Ивановна', 'Павловна'])[1 + (n + k) %% 3],
            (ARRAY['Главный бухгалтер', 'Директор', 'Юрист', 'Бухгалтер'])[1 + (k - 1) %% 4], '', 'Бухгалтерия',
            CASE k WHEN 1 THEN '{key_user,responsible}'::varchar[] WHEN 2 THEN '{decision_maker}'::varchar[]
                ELSE '{user}'::varchar[] END,
            make_date(1970 + (n + k) %% 30, 1 + (n + k) %% 12, 1 + (n * 7 + k) %% 28), '{НДС,Отчётность}', '{}', ''
        FROM generate_series(1, %(clients)s) n, generate_series(1, %(persons)s) k
        """,
    ),
    (
        "phones",
        """
        INSERT INTO clients_personphone (person_id, number, extension, kind, is_favourite, is_unwanted, "order")
        SELECT id, '+799900' || lpad((id %% 100000)::text, 5, '0'), '', 'mobile', true, false, 0 FROM clients_person
        """,
    ),
    (
        "emails",
        """
        INSERT INTO clients_personemail (person_id, address, kind, is_favourite, is_unwanted, "order")
        SELECT id, 'person' || id || '@office.example', 'work', true, false, 0 FROM clients_person
        """,
    ),
    (
        "kits",
        """
        INSERT INTO clients_kit (id, client_id, product, kind, users, price_amount, place, update_method,
            active_from_date)
        SELECT n, n, 'Комплект «Бухгалтер»', CASE WHEN n %% 3 = 0 THEN 'local' ELSE 'online' END, 2,
            8000 + n %% 9000, '', '', %(today)s - 400 - n %% 2000
        FROM generate_series(1, %(clients)s) n
        """,
    ),
    (
        "prices",
        """
        INSERT INTO clients_kitprice (kit_id, price_amount, from_date) SELECT id, price_amount, active_from_date
        FROM clients_kit
        """,
    ),
    (
        "contracts",
        """
        INSERT INTO clients_contract (client_id, number, signed_date, ends_date, payment_terms, monthly_amount)
        SELECT n, 'К-' || n, %(today)s - 350 - n %% 15, %(today)s + 8 + n %% 350, 'monthly', 8000 + n %% 9000
        FROM generate_series(1, %(clients)s) n
        """,
    ),
    (
        "updates",
        """
        INSERT INTO usage_kitupdate (kit_id, updated_date)
        SELECT id, %(today)s - 7 * w - CASE WHEN id %% 7 = 0 THEN 20 ELSE 0 END - (id %% 5)::int
        FROM clients_kit, generate_series(0, 20) w WHERE kind = 'local'
        """,
    ),
    (
        "usage",
        """
        INSERT INTO usage_usageday (client_id, person_id, kit_id, day, logins, searches, documents)
        SELECT n, (n - 1) * %(persons)s + 1 + d %% %(persons)s, n,
            %(today)s - CASE WHEN n %% 8 = 0 THEN 12 ELSE 0 END - (d * greatest(1, 720 / %(usage)s))::int,
            1 + (n + d) %% 6, (n * d) %% 9, (n + d) %% 12
        FROM generate_series(1, %(clients)s) n, generate_series(0, %(usage)s - 1) d
        """,
    ),
    (
        "hotline",
        """
        INSERT INTO usage_hotlinerequest (client_id, person_id, asked_at, channel, kind, topic, question, handler,
            feedback, is_important, assignment_key, rating, answered_at)
        SELECT n, (n - 1) * %(persons)s + 1, m, 'phone', 'consultation', 'Отпускные после праздников', '', '', '',
            false, '', CASE WHEN (n + q) %% 3 = 0 THEN 3 + (n + q) %% 3 END, m + interval '1 hour'
        FROM generate_series(1, %(clients)s) n, generate_series(0, 11) q,
            LATERAL (SELECT (%(today)s - 3 - n %% 80 - q * 55)::timestamptz + interval '11 hours' AS m) at
        """,
    ),
    (
        "trainings",
        """
        INSERT INTO usage_training (client_id, person_id, day, kind, program, form, certificate, valid_until_date)
        SELECT n, (n - 1) * %(persons)s + 1, %(today)s - 20 - n %% 450, '', 'Быстрый старт', '', '',
            %(today)s + 345 - n %% 450
        FROM generate_series(1, %(clients)s) n
        """,
    ),
    (
        "invoices",
        """
        INSERT INTO money_invoice (id, client_id, number, issued_date, due_date, period, amount, subject)
        SELECT (n - 1) * 24 + m + 1, n, 'С-' || n || '-' || m, s, s + 10, s, 8000 + n %% 9000, ''
        FROM generate_series(1, %(clients)s) n, generate_series(0, 23) m,
            LATERAL (SELECT (date_trunc('month', %(today)s::date) - make_interval(months => m))::date AS s) month
        """,
    ),
    (
        "payments",
        """
        INSERT INTO money_payment (client_id, payer_inn, paid_date, amount, invoice_id, purpose, occurrence)
        SELECT client_id, '', issued_date + 4 + (client_id %% 9)::int, amount, id, '', 1 FROM money_invoice
        WHERE issued_date + 4 + (client_id %% 9)::int <= %(today)s AND NOT (client_id %% 11 = 0 AND issued_date > %(today)s - 75)
        """,
    ),
    (
        "acts",
        """
        INSERT INTO money_act (client_id, number, period, issued_date, amount, due_back_date, returned_date, cause)
        SELECT client_id, number, period, issued_date, amount, issued_date + 30,
            CASE WHEN client_id %% 12 <> 0 OR issued_date < %(today)s - 100 THEN issued_date + 15 END, ''
        FROM money_invoice WHERE issued_date <= %(today)s - 20
        """,
    ),
    (
        "assignments",
        """
        INSERT INTO work_assignment (id, client_id, direction, type, goal, opened_date, executor_id, is_standing)
        SELECT n, n, 'Дистанционный обзвон', '', '', %(today)s - 400, %(first_expert)s + n %% %(experts)s, true
        FROM generate_series(1, %(clients)s) n
        """,
    ),
    (
        "activities",
        """
        INSERT INTO work_activity (assignment_id, client_id, person_id, kind, direction, is_unplanned, type, stage_id,
            goal, planned_at, is_fixed_time, is_call_back, is_overload, done_at, minutes, state, outcome_id, attempt,
            comment, is_product_entered, not_entered_reason, occasion, feedback_level, scenario, executor_id)
        SELECT n, n, (n - 1) * %(persons)s + 1 + (a %% 6 = 0)::int, 'call', 'outgoing', false, 'planned', stage.id,
            'Войти вместе и показать новость', m, false, false, false, m, 5 + (n + a) %% 8, 'done', outcome.id, 1,
            'Вошли вместе, показали сравнение редакций. Просила прислать подборку.', true, '', '', '', '[]',
            %(first_expert)s + n %% %(experts)s
        FROM generate_series(1, %(clients)s) n CROSS JOIN generate_series(1, %(activities)s) a
        CROSS JOIN LATERAL (SELECT (%(today)s - n %% 14 - 1 - (a - 1) * greatest(1, 720 / %(activities)s))::timestamptz
            + make_interval(hours => 9 + (n + a) %% 8) AS m) at
        JOIN (SELECT id, row_number() OVER (ORDER BY "order") - 1 AS place, count(*) OVER () AS total FROM work_outcome
            WHERE is_active) outcome ON outcome.place = (n + a) %% outcome.total
        CROSS JOIN (SELECT id FROM work_stage WHERE number = 5) stage
        """,
    ),
    (
        "planned",
        """
        INSERT INTO work_activity (assignment_id, client_id, person_id, kind, direction, is_unplanned, type, goal,
            planned_at, is_fixed_time, is_call_back, is_overload, state, attempt, comment, not_entered_reason, occasion,
            feedback_level, scenario, executor_id)
        SELECT n, n, (n - 1) * %(persons)s + 1, 'call', 'outgoing', false, 'planned', 'Показать новую функцию',
            (%(today)s + ((n / %(experts)s) %% 14)::int)::timestamptz + make_interval(hours => 9 + n %% 8), n %% 9 = 0,
            false, false, 'planned', 1, '', '', '', '', '[]', %(first_expert)s + n %% %(experts)s
        FROM generate_series(1, %(clients)s) n WHERE n %% 10 <> 0
        """,
    ),
    (
        "agreements",
        """
        INSERT INTO work_agreement (client_id, person_id, text, made_date, due_date, owner, state, closed_date, feedback)
        SELECT n, (n - 1) * %(persons)s + 1, 'Прислать подборку документов', %(today)s - 10 - 30 * k,
            %(today)s + 3 - 30 * k - n %% 8, 'us', CASE WHEN k = 0 THEN 'open' ELSE 'kept' END,
            CASE WHEN k > 0 THEN %(today)s - 30 * k END, ''
        FROM generate_series(1, %(clients)s) n, generate_series(0, 3) k WHERE k > 0 OR n %% 4 = 0
        """,
    ),
    (
        "cases",
        """
        INSERT INTO cases_case (client_id, kind, title, opened_at, due_date, reacted_at, closed_at, owner_id, result,
            competitor)
        SELECT n, (ARRAY['problem', 'task', 'threat', 'competitor', 'complaint'])[1 + n %% 5], 'Большая задержка платежа',
            (%(today)s - n %% 300)::timestamptz, %(today)s - (n %% 300)::int + 10, (%(today)s - n %% 300)::timestamptz,
            CASE WHEN n %% 300 > 15 THEN (%(today)s - n %% 300 + 14)::timestamptz END,
            %(first_expert)s + n %% %(experts)s, '', ''
        FROM generate_series(1, %(clients)s) n
        """,
    ),
    (
        "segments",
        """
        INSERT INTO clients_clientsegment (client_id, type_id, segment_id, from_date)
        SELECT n, type_id, segment.id, %(today)s - 400
        FROM generate_series(1, %(clients)s) n
        JOIN (SELECT s.id, s.type_id, row_number() OVER (PARTITION BY s.type_id ORDER BY s."order") - 1 AS place,
                count(*) OVER (PARTITION BY s.type_id) AS total FROM clients_segment s
                JOIN clients_segmenttype t ON t.id = s.type_id AND t.code IN ('category', 'loyalty', 'tax_regime')
        ) segment ON segment.place = (n / 3) %% segment.total
        """,
    ),
    (
        "indicators",
        """
        INSERT INTO card_indicatorvalue (client_id, indicator_id, value, confirmed_date, valid_until_date,
            confirmed_by_name, source, from_date)
        SELECT n, d.id, '12', day, day + d.validity_days, '', 'звонок', day
        FROM generate_series(1, %(clients)s) n
        JOIN card_indicatordefinition d ON d.bound_to = '' AND d.subject = 'client' AND (n + d.id) %% 4 <> 0,
        LATERAL (SELECT %(today)s - ((n * 7 + d.id * 13) %% 420)::int AS day) at
        """,
    ),
)
# No audit trail; references are right by construction and not checked row by row where the database lets us.
BEGIN = """
SELECT set_config('timezone', %s, true), set_config('mayak.origin', 'off', true),
    CASE WHEN current_setting('is_superuser') = 'on' THEN set_config('session_replication_role', 'replica', true) END
"""
END = """
SET CONSTRAINTS ALL IMMEDIATE;
SELECT set_config('mayak.origin', '', true),
    CASE WHEN current_setting('is_superuser') = 'on' THEN set_config('session_replication_role', 'origin', true) END
"""
NUMBERED = ("clients_client", "clients_person", "clients_kit", "money_invoice", "work_assignment", "work_activity")


def build_office(
    *,
    clients: int = 20_000,
    persons: int = 60_000,
    activities: int = 200_000,
    usage_rows: int = 1_000_000,
    today: date | None = None,
    say: Callable[[str], Any] = print,
) -> None:
    """Fill an empty office of about these sizes; experts are ``expert1``, ``expert2``… with 200 clients each.

    Facts and lamps are left to the caller (that is what gets measured).
    """
    from django.db import connection, transaction

    from mayak.core import clock, playbook

    playbook.ensure_playbook()
    day = today or clock.today()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(BEGIN, [_zone()])
        first, experts = _hire(clients, day)
        values: dict[str, Any] = {
            "clients": clients,
            "persons": max(1, persons // clients),
            "activities": max(1, activities // clients),
            "usage": max(1, usage_rows // clients),
            "first_expert": first,
            "experts": experts,
            "today": day,
        }
        lent = _lend_defaults(cursor)
        for name, statement in STATEMENTS:
            started = monotonic()
            cursor.execute(statement, values)
            say(f"{name:14} {cursor.rowcount:>10,} rows {monotonic() - started:6.1f} s")
        cursor.execute(END)
        for table, column in lent:
            cursor.execute(f'ALTER TABLE {table} ALTER COLUMN "{column}" DROP DEFAULT')
        for table in NUMBERED:
            cursor.execute(f"SELECT setval(pg_get_serial_sequence(%s, 'id'), (SELECT max(id) FROM {table}))", [table])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _lend_defaults(cursor: Any) -> list[tuple[str, str]]:
    """Give the columns of the written tables the defaults that only the models know; they are taken back later."""
    from django.apps import apps
    from django.db import connection, models

    written = {statement.split("INTO", 1)[1].split()[0] for _name, statement in STATEMENTS}
    lent: list[tuple[str, str]] = []
    for model in apps.get_models():
        if model._meta.db_table not in written:
            continue
        for field in model._meta.local_concrete_fields:
            if (
                field.null
                or field.primary_key
                or field.generated
                or not (field.has_default() or field.empty_strings_allowed)
            ):
                continue
            value = field.get_db_prep_save(field.get_default(), connection)
            if value is None or isinstance(field, models.ForeignKey):
                continue
            cursor.execute(f'ALTER TABLE {model._meta.db_table} ALTER COLUMN "{field.column}" SET DEFAULT %s', [value])
            lent.append((model._meta.db_table, str(field.column)))
    return lent


def _zone() -> str:
    from mayak.core.clock import office_zone

    return office_zone().key


def _hire(clients: int, today: date) -> tuple[int, int]:
    """A director and one expert for every 200 clients; the first expert's number and how many."""
    from mayak.accounts.models import Role, Staff, Team

    team = Team.objects.create(name="Отдел ДС")
    hired = today - timedelta(days=1000)
    wanted = max(1, clients // POOL)
    Staff.objects.create(login="director", last_name="Дальний", first_name="Лев", role=Role.DIRECTOR, password="!")
    experts = Staff.objects.bulk_create(
        Staff(
            login=f"expert{number}", last_name=f"Эксперт {number}", first_name="Ева", role=Role.EXPERT, team=team,
            hired_date=hired, password="!",
        )
        for number in range(1, wanted + 1)
    )  # fmt: skip
    return experts[0].pk, wanted


def main() -> None:
    """Build the office that DATABASE_URL names."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    import django

    django.setup()
    started = monotonic()
    build_office(**(DESIGN_SIZE if "--design" in sys.argv else PEERS_SIZE))
    print(f"{monotonic() - started:.1f} s")


if __name__ == "__main__":
    main()
