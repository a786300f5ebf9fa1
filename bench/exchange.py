"""Import of a generated office of about 125 000 rows: validation, comparison with the office, commit; and again."""

import csv
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

from bench.inside import peak_memory

FIRST = date(2025, 1, 1)
Rows = Iterator[list[object]]


def measure(clients: int = 3000) -> list[tuple[str, float, str]]:
    """(what, figure, unit). Needs a configured Django and a database that may be written to."""
    from mayak.exchange.commit.refresh import count_of
    from mayak.exchange.services import commit_import, plan_import

    figures: list[tuple[str, float, str]] = []
    with tempfile.TemporaryDirectory() as folder:
        rows = write_office(Path(folder), clients)
        before = peak_memory()
        started = time.perf_counter()
        run = plan_import(path=Path(folder))
        planned = time.perf_counter()
        run = commit_import(run_id=run.pk)
        committed = time.perf_counter()
        taken = peak_memory() - before
        again = plan_import(path=Path(folder))
        repeated = time.perf_counter()
    # What the run says of itself: reading, checking, comparing and writing, without the facts and lamps after it.
    figures.append(("import: rows", rows, "rows"))
    figures.append(("import: read, check, compare", rows / (planned - started), "rows/s"))
    figures.append(("import: overall", rows / run.seconds, "rows/s"))
    figures.append(("import: facts and lamps afterwards", committed - started - run.seconds, "s"))
    figures.append(("import: the same again", rows / (repeated - committed), "rows/s"))
    figures.append(
        ("import: rows changed by the same again", count_of(again, "create") + count_of(again, "update"), "")
    )
    figures.append(("import: memory taken", taken, "MB"))
    return figures


def write_office(folder: Path, clients: int, mark: str = "") -> int:
    """Write the tables as cp1251 with semicolons; the number of rows. ``mark`` makes codes that no other run has."""
    chance = random.Random(1)
    tables: dict[str, tuple[list[str], Callable[[], Rows]]] = {
        "teams": (["Код", "Название"], lambda: iter([[f"T{mark}1", f"Отдел {mark}"]])),
        "staff": (
            ["Код", "Логин", "Фамилия", "Имя", "Роль", "Отдел"],
            lambda: (
                [f"S{mark}{n}", f"bench{mark}{n}", f"Эксперт{n}", "Анна", "эксперт", f"T{mark}1"] for n in range(12)
            ),
        ),
        "clients": (
            ["Код", "Наименование", "ИНН", "Вид сопровождения", "Статус", "Специалист", "Клиент с", "На ДС с"],
            lambda: (
                [
                    f"B{mark}{n}",
                    f"ООО «Организация {n}»",
                    f"{n:010}",
                    "ДС",
                    "новый",
                    f"S{mark}{n % 12}",
                    "01.02.2020",
                    "01.03.2024",
                ]
                for n in range(clients)
            ),
        ),
        "persons": (
            ["Код", "Клиент", "Фамилия", "Имя", "Должность", "Роли", "День рождения", "Телефоны", "E-mail"],
            lambda: (
                [
                    f"P{mark}{n}",
                    f"B{mark}{n % clients}",
                    f"Фамилия{n}",
                    "Вера",
                    "бухгалтер",
                    "КлП",
                    "31.03.1987",
                    f"*+7 (999) {n % 1000:03}-{n % 100:02}-13 (рабочий)",
                    f"p{n}@firm.example",
                ]
                for n in range(clients * 3)
            ),
        ),
        "kits": (
            ["Код", "Клиент", "Система", "Вид", "Цена в месяц", "С"],
            lambda: (
                [f"K{mark}{n}", f"B{mark}{n}", "Бухгалтер", "онлайн", "1 234,50", "01.01.2024"] for n in range(clients)
            ),
        ),
        "contracts": (
            ["Номер", "Клиент", "Дата", "Действует до", "Оплата"],
            lambda: ([f"Д-{mark}{n}", f"B{mark}{n}", "31.03.2025", "31.03.2026", "ежемесячно"] for n in range(clients)),
        ),
        "invoices": (
            ["Код", "Номер", "Клиент", "Дата", "Срок оплаты", "Период", "Сумма"],
            lambda: (
                [
                    f"I{mark}{n}-{m}",
                    f"{n * 6 + m}",
                    f"B{mark}{n}",
                    f"05.{m + 1:02}.2026",
                    f"15.{m + 1:02}.2026",
                    f"2026-{m + 1:02}",
                    "1234,50",
                ]
                for n in range(clients)
                for m in range(5)
            ),
        ),
        "payments": (
            ["Дата", "Сумма", "ИНН плательщика", "Назначение", "Клиент", "Счёт"],
            lambda: (
                [
                    f"1{m}.{m + 1:02}.2026",
                    "1234,50",
                    f"{n:010}",
                    f"Оплата по счёту {n * 6 + m}",
                    f"B{mark}{n}",
                    f"I{mark}{n}-{m}",
                ]
                for n in range(clients)
                for m in range(4)
            ),
        ),
        "usage": (
            ["Клиент", "Контактное лицо", "Комплект", "Дата", "Входы"],
            lambda: (
                [
                    f"B{mark}{n}",
                    f"P{mark}{n}",
                    f"K{mark}{n}",
                    (FIRST + timedelta(days=day)).strftime("%d.%m.%Y"),
                    chance.randint(0, 9),
                ]
                for day in range(20)
                for n in range(clients)
            ),
        ),
        "hotline": (
            ["Номер", "Клиент", "Дата", "Канал", "Вопрос"],
            lambda: (
                [f"H{mark}{n}", f"B{mark}{n % clients}", "31.03.2026 14:05", "телефон", "Как посчитать НДС"]
                for n in range(clients * 2)
            ),
        ),
        "activities": (
            ["Номер", "Клиент", "Способ", "План", "Факт", "Состояние", "Причина/результат", "Исполнитель"],
            lambda: (
                [
                    f"A{mark}{n}",
                    f"B{mark}{n % clients}",
                    "звонок",
                    "10.01.2026",
                    "10.01.2026 12:30",
                    "выполнена",
                    "Вовлечение в продукт",
                    f"S{mark}{n % 12}",
                ]
                for n in range(clients * 3)
            ),
        ),
    }
    total = 0
    for name, (header, rows) in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="cp1251", newline="") as stream:
            writer = csv.writer(stream, delimiter=";")
            writer.writerow(header)
            for row in rows():
                writer.writerow(row)
                total += 1
    return total
