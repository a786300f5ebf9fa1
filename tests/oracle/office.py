"""Random offices as exchange tables, thick with days on both sides of every bound."""

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from tests.oracle.signals import Row, Tables

# Days around every bound of the signals, before and after D.
BOUNDS = (0, 1, 5, 6, 7, 8, 12, 13, 14, 15, 24, 25, 29, 30, 31, 44, 45, 46, 58, 59, 60, 61, 364, 365, 366, -1, -30, -31)

RUSSIAN: dict[str, dict[str, str]] = {
    "clients": {
        "id": "Код",
        "name": "Наименование",
        "service_mode": "Вид сопровождения",
        "since": "Клиент с",
        "left": "Отключён",
    },
    "persons": {
        "id": "Код",
        "client": "Клиент",
        "last_name": "Фамилия",
        "roles": "Роли",
        "started": "Работает с",
        "left": "Ушёл",
    },
    "kits": {
        "id": "Код",
        "client": "Клиент",
        "product": "Система",
        "kind": "Вид",
        "active_from": "С",
        "active_to": "По",
    },
    "contracts": {
        "id": "Код",
        "number": "Номер",
        "client": "Клиент",
        "signed": "Дата",
        "ends": "Действует до",
        "payment_terms": "Оплата",
        "prepaid_until": "Оплачено до",
    },
    "invoices": {
        "id": "Код",
        "number": "Номер",
        "client": "Клиент",
        "issued": "Дата",
        "due": "Срок оплаты",
        "period": "Период",
        "amount": "Сумма",
        "cancelled": "Отменён",
    },
    "payments": {"id": "Номер", "client": "Клиент", "paid": "Дата", "amount": "Сумма", "invoice": "Счёт"},
    "acts": {
        "id": "Код",
        "number": "Номер",
        "client": "Клиент",
        "period": "Период",
        "issued": "Дата",
        "amount": "Сумма",
        "due_back": "Вернуть до",
        "returned": "Возвращён",
    },
    "usage": {"client": "Клиент", "day": "Дата", "logins": "Входы"},
    "updates": {"kit": "Комплект", "updated": "Дата"},
    "trainings": {
        "id": "Номер",
        "client": "Клиент",
        "person": "Контактное лицо",
        "day": "Дата",
        "valid_until": "Действует до",
    },
    "hotline": {"id": "Номер", "client": "Клиент", "asked": "Дата"},
}


@dataclass
class Dice:
    """Seeded choices around a day."""

    random: Random
    day: date

    def near(self, *, most: int = 900) -> date:
        """A day on or near a bound, or anywhere in the past."""
        if self.random.random() < 0.7:
            return self.day - timedelta(days=self.random.choice(BOUNDS))
        return self.day - timedelta(days=self.random.randrange(-40, most))

    def maybe(self, share: float, *, most: int = 900) -> date | None:
        """Such a day, or nothing."""
        return self.near(most=most) if self.random.random() < share else None

    def amount(self) -> Decimal:
        """A sum with kopecks."""
        return Decimal(self.random.randrange(1, 5_000_00)) / 100

    def some(self, most: int) -> range:
        """Nothing, one or a few."""
        return range(self.random.choice([0, 1, 1, 2, most]))


def random_office(seed: int, day: date, clients: int = 60, missing: tuple[str, ...] = ()) -> Tables:
    """Tables of a random office; ``missing`` tables stay empty."""
    dice = Dice(Random(seed), day)
    tables: Tables = {name: [] for name in RUSSIAN}
    for number in range(clients):
        _add_client(tables, dice, str(number + 1))
    return {name: [] if name in missing else rows for name, rows in tables.items()}


def _add_client(tables: Tables, dice: Dice, client: str) -> None:
    pick = dice.random
    tables["clients"].append(
        {
            "id": client,
            "name": f"ООО «Клиент {client}»",
            "service_mode": "remote",
            "since": dice.maybe(0.3),
            "left": dice.maybe(0.1),
        }
    )
    _add_people(tables, dice, client)
    for n in dice.some(3):
        start, end = dice.maybe(0.8), dice.maybe(0.3)
        if start and end and end < start:
            start, end = end, start
        kit = {
            "id": f"k{client}-{n}",
            "client": client,
            "product": "Система",
            "kind": pick.choice(["online", "local", "flash"]),
            "active_from": start,
            "active_to": end,
        }
        tables["kits"].append(kit)
        updated = {dice.near() for _ in dice.some(4)}
        tables["updates"] += [{"kit": kit["id"], "updated": one} for one in sorted(updated)]
    for one in sorted({dice.near(most=200) for _ in dice.some(6)}):
        tables["usage"].append({"client": client, "day": one, "logins": pick.choice([0, 0, 1, 3])})
    for n in dice.some(3):
        tables["contracts"].append(
            {
                "id": f"d{client}-{n}",
                "number": f"Д-{client}-{n}",
                "client": client,
                "signed": dice.near(),
                "ends": dice.maybe(0.7),
                "payment_terms": pick.choice(["monthly", "prepaid"]),
                "prepaid_until": dice.maybe(0.6),
            }
        )
    _add_money(tables, dice, client)
    tables["hotline"] += [{"id": f"h{client}-{n}", "client": client, "asked": dice.near()} for n in dice.some(3)]


def _add_people(tables: Tables, dice: Dice, client: str) -> None:
    pick = dice.random
    for n in dice.some(4):
        person = f"p{client}-{n}"
        roles = pick.choice([[], ["user"], ["key_user"], ["decision_maker"], ["key_user", "influencer"]])
        tables["persons"].append(
            {
                "id": person,
                "client": client,
                "last_name": f"Лицо{n}",
                "roles": roles,
                "started": dice.maybe(0.2),
                "left": dice.maybe(0.2),
            }
        )
        for place in dice.some(2):
            tables["trainings"].append(
                {
                    "id": f"t{person}-{place}",
                    "client": client,
                    "person": person,
                    "day": dice.near(),
                    "valid_until": dice.maybe(0.5),
                }
            )


def _add_money(tables: Tables, dice: Dice, client: str) -> None:
    pick = dice.random
    for n in dice.some(4):
        issued, amount = dice.near(), dice.amount()
        key = f"i{client}-{n}"
        tables["invoices"].append(
            {
                "id": key,
                "number": f"С-{client}-{n}",
                "client": client,
                "issued": issued,
                "due": dice.maybe(0.7),
                "period": issued.replace(day=1),
                "amount": amount,
                "cancelled": dice.maybe(0.1),
            }
        )
        part = pick.choice([None, None, amount, amount / 2, amount - Decimal("0.01")])
        if part:
            part = part.quantize(Decimal("0.01"))
        if part and part > 0:
            tables["payments"].append(
                {"id": f"y{key}", "client": client, "paid": dice.near(), "amount": part, "invoice": key}
            )
    if pick.random() < 0.2:
        tables["payments"].append(
            {"id": f"u{client}", "client": client, "paid": dice.near(), "amount": dice.amount(), "invoice": None}
        )
    for n in dice.some(3):
        issued = dice.near()
        tables["acts"].append(
            {
                "id": f"a{client}-{n}",
                "number": f"А-{client}-{n}",
                "client": client,
                "period": issued.replace(day=1),
                "issued": issued,
                "amount": dice.amount(),
                "due_back": dice.maybe(0.5),
                "returned": dice.maybe(0.4),
            }
        )


@dataclass(frozen=True)
class Form:
    """How an old system writes its tables."""

    name: str
    encoding: str
    separator: str
    is_russian: bool

    def text(self, column: str, value: Any) -> str:
        """A value as this system writes it."""
        if value is None:
            return ""
        if isinstance(value, list):
            return ", ".join(value)
        if isinstance(value, Decimal):
            return f"{value:.2f}".replace(".", ",") if self.is_russian else f"{value:.2f}"
        if isinstance(value, date):
            if column == "period":
                return f"{value:%Y-%m}"
            return f"{value:%d.%m.%Y}" if self.is_russian else f"{value:%Y-%m-%d}"
        return str(value)

    def write(self, tables: Tables, folder: Path) -> None:
        """One file per table that has rows."""
        for table, rows in tables.items():
            if rows:
                self._write_table(table, rows, folder / f"{table}.csv")

    def _write_table(self, table: str, rows: list[Row], path: Path) -> None:
        columns = list(RUSSIAN[table])
        heads = [RUSSIAN[table][column] if self.is_russian else column for column in columns]
        with path.open("w", encoding=self.encoding, newline="") as file:
            writer = csv.writer(file, delimiter=self.separator)
            writer.writerow(heads)
            writer.writerows([self.text(column, row[column]) for column in columns] for row in rows)


FORMS = (
    Form("cp1251", "cp1251", ";", is_russian=True),
    Form("utf8", "utf-8", ",", is_russian=False),
    Form("bom-tab", "utf-8-sig", "\t", is_russian=True),
)
