"""The workbook of samples: every table with its headers, two made-up rows that come in cleanly, explanations."""

from io import BytesIO
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from mayak.exchange.export.rows import as_text
from mayak.exchange.sources.files import EXPLANATIONS
from mayak.exchange.tables import BY_CODE, TABLES
from mayak.exchange.tables.spec import Column, Kind

_CLIENTS = ("О-К1", "О-К2")
_STAFF = ("О-С1", "О-С2")
_PERSONS = ("О-Л1", "О-Л2")

Pair = tuple[Any, Any]
# Table → column → the cells of both rows. Everything here is made up.
EXAMPLES: dict[str, dict[str, Pair]] = {
    "teams": {
        "id": ("О-О1", "О-О2"),
        "name": ("Отдел сопровождения", "Группа Лугового"),
        "parent": ("", "О-О1"),
        "service_mode": ("ДС", "КС"),
    },
    "staff": {
        "id": _STAFF,
        "login": ("obrazec.ladova", "obrazec.burov"),
        "last_name": ("Ладова", "Буров"),
        "first_name": ("Вера", "Иван"),
        "middle_name": ("Игоревна", ""),
        "role": ("эксперт", "персональный менеджер"),
        "team": ("О-О2", "О-О1"),
        "email": ("ladova@office.example", "burov@office.example"),
        "phone": ("+79990000001", ""),
        "hired": ("01.02.2020", "15.03.2021"),
    },
    "clients": {
        "id": _CLIENTS,
        "name": ("Ромашка", "Лютик"),
        "legal_name": ("ООО «Ромашка»", ""),
        "inn": ("7707083893", ""),
        "region": ("Московская область", ""),
        "timezone": ("МСК", "МСК+2"),
        "service_mode": ("ДС", "КС"),
        "status": ("действующий", "новый"),
        "expert": ("О-С1", "О-С1"),
        "account_manager": ("О-С2", ""),
        "since": ("01.02.2020", "12.01.2026"),
    },
    "persons": {
        "id": _PERSONS,
        "client": _CLIENTS,
        "last_name": ("Рощина", "Тихая"),
        "first_name": ("Анна", "Лидия"),
        "middle_name": ("Олеговна", ""),
        "position": ("главный бухгалтер", "юрист"),
        "roles": ("КлП, ЛПР", "пользователь"),
        "birthday": ("24.11.1984", ""),
        "phones": ("*+7 999 000-00-13 доб. 12 (рабочий), +7 999 000-00-14 (мобильный)", "+79990000015"),
        "emails": ("roshchina@romashka.example", ""),
        "interests": ("налоги, кадры", ""),
    },
    "consents": {
        "person": _PERSONS,
        "purpose": ("рассылка", "рассылка"),
        "channel": ("e-mail", "e-mail"),
        "given": ("01.02.2025", "12.01.2026"),
    },
    "responsibles": {
        "client": _CLIENTS,
        "staff": ("О-С1", "О-С1"),
        "role": ("эксперт", "эксперт"),
        "from": ("01.02.2020", "12.01.2026"),
    },
    "kits": {
        "id": ("О-КТ1", "О-КТ2"),
        "client": _CLIENTS,
        "product": ("Бухгалтер", "Юрист"),
        "kind": ("онлайн", "локальный"),
        "users": (5, 1),
        "price": ("12 500,00", "8000"),
        "active_from": ("01.02.2020", "12.01.2026"),
    },
    "contracts": {
        "number": ("15", "16"),
        "client": _CLIENTS,
        "signed": ("01.02.2025", "12.01.2026"),
        "ends": ("31.01.2027", "11.01.2027"),
        "monthly_amount": ("12 500,00", "8000"),
    },
    "segments": {
        "client": _CLIENTS,
        "type": ("Категория", "Категория"),
        "segment": ("B", "C"),
        "entered": ("01.02.2025", "12.01.2026"),
    },
    "indicators": {
        "client": _CLIENTS,
        "person": ("О-Л1", ""),
        "indicator": ("Число сотрудников", "Число сотрудников"),
        "value": ("40", "12"),
        "confirmed": ("01.02.2026", "12.01.2026"),
    },
    "invoices": {
        "number": ("1001", "1002"),
        "client": _CLIENTS,
        "issued": ("01.02.2026", "01.02.2026"),
        "due": ("15.02.2026", ""),
        "period": ("2026-02", "2026-02"),
        "amount": ("12 500,00", "8000"),
    },
    "acts": {
        "number": ("1001", "1002"),
        "client": _CLIENTS,
        "period": ("2026-02", "2026-02"),
        "issued": ("28.02.2026", "28.02.2026"),
        "amount": ("12 500,00", "8000"),
        "returned": ("10.03.2026", ""),
    },
    "payments": {
        "client": _CLIENTS,
        "payer_inn": ("7707083893", ""),
        "paid": ("10.02.2026", "12.02.2026"),
        "amount": ("12 500,00", "8000"),
        "invoice": ("1001", "1002"),
        "purpose": ("Оплата по счёту 1001", "Оплата по счёту 1002"),
    },
    "promises": {
        "client": _CLIENTS,
        "invoice": ("1001", "1002"),
        "promised": ("16.02.2026", "17.02.2026"),
        "expected": ("20.02.2026", "25.02.2026"),
    },
    "usage": {
        "client": _CLIENTS,
        "person": ("О-Л1", ""),
        "kit": ("О-КТ1", ""),
        "day": ("02.02.2026", "02.02.2026"),
        "logins": (3, 1),
        "searches": (10, ""),
    },
    "updates": {"kit": ("О-КТ1", "О-КТ2"), "updated": ("02.02.2026", "03.02.2026")},
    "hotline": {
        "id": ("О-Г1", "О-Г2"),
        "client": _CLIENTS,
        "person": ("О-Л1", ""),
        "asked": ("02.02.2026 14:05", "03.02.2026"),
        "channel": ("телефон", "чат"),
        "topic": ("Налоги", "Кадры"),
        "question": ("Как отразить аванс?", "Как оформить отпуск?"),
    },
    "trainings": {
        "id": ("О-У1", "О-У2"),
        "client": _CLIENTS,
        "person": _PERSONS,
        "day": ("05.02.2026", "06.02.2026"),
        "program": ("Поиск документов", "Первые шаги"),
    },
    "events": {
        "id": ("О-М1", "О-М2"),
        "name": ("Семинар о налогах", "Вебинар о кадрах"),
        "day": ("20.02.2026", "25.02.2026"),
        "kind": ("семинар", "вебинар"),
    },
    "attendance": {
        "event": ("О-М1", "О-М2"),
        "client": _CLIENTS,
        "person": _PERSONS,
        "invited": ("да", "да"),
        "attended": ("да", "нет"),
    },
    "portal": {
        "client": _CLIENTS,
        "day": ("02.02.2026", "03.02.2026"),
        "action": ("visit", "visit"),
        "count": (2, 1),
    },
    "mail_events": {
        "client": _CLIENTS,
        "person": _PERSONS,
        "mailing": ("Новости февраля", "Новости февраля"),
        "sent": ("02.02.2026 10:00", "02.02.2026 10:00"),
        "opened": ("02.02.2026 11:20", ""),
    },
    "assignments": {
        "id": ("О-П1", "О-П2"),
        "client": _CLIENTS,
        "direction": ("Сервис", "Сервис"),
        "goal": ("Провести обучение", "Познакомиться"),
        "opened": ("01.02.2026", "12.01.2026"),
        "executor": ("О-С1", "О-С1"),
    },
    "activities": {
        "id": ("О-Р1", "О-Р2"),
        "assignment": ("О-П1", "О-П2"),
        "client": _CLIENTS,
        "person": ("О-Л1", ""),
        "kind": ("call", "visit"),
        "planned": ("02.02.2026 10:00", "03.02.2026"),
        "done": ("02.02.2026 10:00", ""),
        "minutes": (15, ""),
        "state": ("done", "planned"),
        "comment": ("Договорились об обучении", ""),
        "executor": ("О-С1", "О-С1"),
    },
    "agreements": {
        "id": ("О-Д1", "О-Д2"),
        "client": _CLIENTS,
        "activity": ("О-Р1", ""),
        "text": ("Прислать программу обучения", "Позвонить после отпуска"),
        "due": ("10.02.2026", "01.03.2026"),
        "owner": ("us", "client"),
    },
    "cases": {
        "id": ("О-З1", "О-З2"),
        "client": _CLIENTS,
        "kind": ("problem", "threat"),
        "title": ("Не обновляется комплект", "Смотрят на конкурента"),
        "opened": ("02.02.2026", "03.02.2026"),
        "owner": ("О-С1", "О-С2"),
    },
    "materials": {
        "id": ("О-Б1", "О-Б2"),
        "kind": ("news", "script"),
        "title": ("Изменения в налогах", "Первый разговор"),
        "text": ("Что изменилось с начала года", "С чего начать"),
    },
}


def cell_of(column: Column, value: Any) -> Any:
    """A code of an enumeration as people write it; anything else as it is."""
    if column.kind is Kind.CHOICE and column.choices and value in column.choices.words:
        return column.choices.words[value][0]
    return value


def header_of(column: Column) -> str:
    """The Russian header; a star marks what a new row cannot do without."""
    return f"{column.label} *" if column.required else column.label


def write_samples() -> BytesIO:
    """The workbook."""
    stream = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        needed = book.add_format({"bold": True, "bottom": 2, "text_wrap": True, "valign": "top", "bg_color": "#E6EFF7"})
        text = book.add_format({"num_format": "@"})
        _explain(book, head)
        for table in TABLES:
            sheet = book.add_worksheet(table.label)
            sheet.freeze_panes(1, 0)
            example = EXAMPLES[table.code]
            for place, column in enumerate(table.columns):
                sheet.set_column(place, place, max(12, min(32, len(column.label) + 4)), text)
                sheet.write_string(0, place, header_of(column), needed if column.required else head)
                for row, value in enumerate(example.get(column.code, ("", "")), 1):
                    if value != "":
                        sheet.write_string(row, place, as_text(cell_of(column, value)), text)
    stream.seek(0)
    return stream


def _explain(book: Any, head: Any) -> None:
    """Every column: whether it is needed and how its cells are written."""
    sheet = book.add_worksheet(EXPLANATIONS[0])
    sheet.freeze_panes(1, 0)
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for place, (title, width) in enumerate(
        ((_("Table"), 22), (_("Column"), 24), (_("Code"), 18), (_("Required"), 14), (_("How to write it"), 80))
    ):
        sheet.set_column(place, place, width, wrapped)
        sheet.write_string(0, place, title, head)
    number = 1
    for table in TABLES:
        for column in table.columns:
            row = (table.label, column.label, column.code, _("yes") if column.required else "", explained(column))
            for place, value in enumerate(row):
                sheet.write_string(number, place, value)
            number += 1


def explained(column: Column) -> str:
    """How the cells of a column are written."""
    if column.kind is Kind.REFERENCE:
        return _("The code of a row of the table “%(table)s”") % {"table": BY_CODE[column.table].title}
    if column.choices:
        words = "; ".join(" / ".join(words[:2]) for words in column.choices.words.values() if words)
        return _("One of: %(words)s") % {"words": words} if column.kind is Kind.CHOICE else words
    if column.code == "id":
        return _("The row’s key in your system: by it the row is found the next time")
    return {
        Kind.DAY: _("31.03.2026 or 2026-03-31"),
        Kind.MOMENT: _("31.03.2026 14:05, or the day alone"),
        Kind.MONTH: _("2026-03 or 03.2026"),
        Kind.AMOUNT: _("Roubles: 1234.56 or 1 234,56"),
        Kind.INTEGER: _("A whole number"),
        Kind.YES_NO: _("yes or no"),
        Kind.INN: _("10 or 12 digits; format the column as text so that zeros stay"),
        Kind.PHONES: _("Through comma; * before a favourite, - before an unwanted one, the kind in brackets"),
        Kind.EMAILS: _("Through comma; * before a favourite, - before an unwanted one, the kind in brackets"),
        Kind.WORDS: _("Words through comma"),
        Kind.QUANTITIES: _("Names through comma, with quantities: seminar*2, calculator"),
        Kind.CANCELLED: _("The day of cancelling, or yes"),
    }.get(column.kind, "")
