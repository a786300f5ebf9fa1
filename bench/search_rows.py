"""A generated office for the measurement of search: names, numbers and texts by one INSERT per table."""

from collections.abc import Mapping
from typing import Any

from django.db import connection, models

PERSONS = 3
POOL = 300
_SYLLABLES = [
    "ба",
    "ве",
    "гор",
    "да",
    "жу",
    "за",
    "кра",
    "ли",
    "мо",
    "не",
    "ост",
    "пи",
    "ру",
    "сто",
    "та",
    "ул",
    "фа",
    "хо",
    "цве",
    "че",
    "ша",
    "щу",
    "эр",
    "юн",
    "яс",
    "бор",
    "вал",
    "гри",
    "доб",
    "ель",
    "зим",
    "иск",
    "кед",
    "лес",
    "мыс",
    "нор",
    "опа",
    "пол",
    "роз",
    "сев",
]
_FIRST = [
    "Анна",
    "Марина",
    "Олег",
    "Пётр",
    "Вера",
    "Глеб",
    "Семён",
    "Алёна",
    "Игорь",
    "Юлия",
    "Тимур",
    "Жанна",
    "Лев",
    "Ева",
    "Роман",
    "Нина",
    "Фёдор",
    "Дарья",
    "Степан",
    "Яна",
]
_MIDDLE = ["Олеговна", "Петрович", "Ивановна", "Сергеевич", "Львовна", "Фёдорович", "Семёновна", "Глебович"]
_FORMS = ["ООО", "АО", "ИП", "МБУ", "АНО", "ТСЖ"]
_KINDS = ["Сервис", "Строй", "Торг", "Транс", "Мебель", "Агро", "Дизайн", "Сад", "Снаб", "Центр"]
_WORDS = [
    "показали",
    "поиск",
    "и",
    "договорились",
    "о",
    "следующем",
    "звонке",
    "просили",
    "расчёт",
    "аванса",
    "по",
    "налогу",
    "ответили",
    "на",
    "вопрос",
    "про",
    "отпуск",
    "счёт",
    "оплатят",
    "после",
    "акта",
    "сравнили",
    "редакции",
    "документа",
    "прислали",
    "подборку",
    "судебной",
    "практики",
    "просроченный",
    "договор",
    "продлить",
    "обещали",
    "обучение",
    "бухгалтера",
    "записали",
    "на",
    "семинар",
    "удержания",
    "при",
    "увольнении",
    "сверили",
    "карту",
    "путевой",
    "лист",
]


def fill_office(clients: int) -> int:
    """Fill an empty, migrated office; returns the key of its director."""
    from mayak.accounts.models import Staff
    from mayak.clients.models import Client, Contract, Person, PersonEmail, PersonPhone, Responsibility
    from mayak.demo.copying import as_generator
    from mayak.demo.indexes import indexes_aside
    from mayak.money.models import Invoice
    from mayak.usage.models import HotlineRequest
    from mayak.work.models import Activity, Agreement

    experts = -(-clients // POOL)
    director = Staff.objects.create(login="search-director", last_name="Дальний", first_name="Лев", role="director")
    first = Staff.objects.bulk_create(
        Staff(login=f"search-{n}", last_name=f"Эксперт{n}", first_name="Ева", role="expert") for n in range(experts)
    )[0].pk
    persons = clients * PERSONS
    filled: list[tuple[type[models.Model], int, dict[str, str]]] = [
        (
            Client,
            clients,
            {
                "id": "n",
                "name": _CLIENT_NAME,
                "inn": "lpad((n * 7919 %% 9999999967)::text, 10, '7')",
                "service_mode": "'remote'",
                "status": "'active'",
            },
        ),
        (Responsibility, clients, {"client_id": "n", "staff_id": f"{first} + n %% {experts}", "role": "'expert'"}),
        (
            Person,
            persons,
            {
                "id": "n",
                "client_id": _CLIENT_OF,
                "last_name": _SURNAME,
                "first_name": _one(_FIRST, 3),
                "middle_name": _one(_MIDDLE, 4),
                "position": "'бухгалтер'",
            },
        ),
        (
            PersonPhone,
            persons,
            {"person_id": "n", "number": "'+7999' || lpad((n * 7919 %% 9999991)::text, 7, '0')", "kind": "'work'"},
        ),
        (
            PersonEmail,
            persons,
            {"person_id": "n", "address": "'p' || n || '@firm' || n %% 5000 || '.example'", "kind": "'work'"},
        ),
        (Contract, clients, {"client_id": "n", "number": "'К-' || n", "signed_date": "date '2026-01-12'"}),
        (
            Invoice,
            clients * 3,
            {
                "client_id": _CLIENT_OF,
                "number": "(n %% 99991)::text",
                "issued_date": "date '2026-01-05' + (n %% 300)::int",
                "period": "date '2026-01-01'",
                "amount": "1000 + n %% 90000",
            },
        ),
        (
            Activity,
            clients * 3,
            {
                "client_id": _CLIENT_OF,
                "executor_id": f"{first} + n %% {experts}",
                "planned_at": _MOMENT,
                "done_at": _MOMENT,
                "state": "'done'",
                "comment": _text(8),
            },
        ),
        (Agreement, clients, {"client_id": "n", "text": _text(5), "due_date": "date '2026-03-01'", "owner": "'us'"}),
        (HotlineRequest, clients, {"client_id": "n", "asked_at": _MOMENT, "topic": _text(2), "question": _text(9)}),
    ]
    tables = [model._meta.db_table for model, _rows, _columns in filled]
    with indexes_aside(tables):
        for model, rows, columns in filled:
            with as_generator() as cursor:
                cursor.execute(*_insert(model, rows, columns))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
    return director.pk


def _insert(model: type[models.Model], rows: int, columns: Mapping[str, str]) -> tuple[str, list[Any]]:
    """One INSERT of so many rows; columns that are not given get the default of the model's field."""
    names, values = list(columns), list(columns.values())
    params: list[Any] = []
    for field in model._meta.concrete_fields:
        if field.column in columns or field.generated or field.null or field.primary_key:
            continue
        names.append(str(field.column))
        values.append("%s")
        params.append(field.get_db_prep_save(field.get_default(), connection))
    quoted = ", ".join(f'"{name}"' for name in names)
    made = f"SELECT {', '.join(values)} FROM generate_series(1, %s::bigint) n"
    return f"INSERT INTO {model._meta.db_table} ({quoted}) {made}", [*params, rows]


def _chance(salt: int, of: int) -> str:
    """A number from 1 that the row's own number decides."""
    return f"(abs(hashint8(n * 131 + {salt})::bigint) %% {of} + 1)"


def _one(words: list[str], salt: int) -> str:
    listed = ", ".join(f"'{word}'" for word in words)
    return f"(ARRAY[{listed}])[{_chance(salt, len(words))}]"


def _text(words: int) -> str:
    return " || ' ' || ".join(_one(_WORDS, 50 + place) for place in range(words))


_CLIENT_OF = f"(n - 1) / {PERSONS} + 1"
_ENDINGS = ["ов", "ова", "ин", "ина"]
_MIDDLES = ["", *_SYLLABLES[:6]]
_STEM = f"{_one(_SYLLABLES, 1)} || {_one(_SYLLABLES, 2)} || {_one(_MIDDLES, 5)}"
_SURNAME = f"initcap({_STEM}) || {_one(_ENDINGS, 6)}"
_CORE = f"initcap({_one(_SYLLABLES, 11)} || {_one(_SYLLABLES, 12)} || {_one(['', *_SYLLABLES], 13)})"
_CLIENT_NAME = f"{_one(_FORMS, 14)} || ' «' || {_CORE} || {_one(['-', ' '], 15)} || {_one(_KINDS, 16)} || '»'"
_MOMENT = "timestamptz '2025-03-01 10:00+03' + (n %% 380) * interval '1 day'"
