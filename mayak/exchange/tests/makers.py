"""Small offices as tables: the least that every table needs, each changeable by the test."""

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from mayak.exchange.choosing.services import start_upload
from mayak.exchange.models import ImportRun
from mayak.exchange.queries import Report, report_of
from mayak.exchange.services import import_path

Rows = Sequence[Sequence[Any]]

STAFF: Rows = [
    ["id", "login", "last_name", "first_name", "role"],
    ["S1", "ladova", "Ладова", "Вера", "expert"],
    ["S2", "burov", "Буров", "Иван", "account_manager"],
]
CLIENTS: Rows = [
    ["id", "name", "service_mode", "expert", "since"],
    ["11", "Ромашка", "remote", "S1", "2020-02-01"],
    ["12", "Лютик", "on_site", "S1", ""],
]
PERSONS: Rows = [["id", "client", "last_name"], ["P1", "11", "Рощина"], ["P2", "12", "Лугова"]]
KITS: Rows = [["id", "client", "product", "kind", "price"], ["K1", "11", "Бухгалтер", "online", "1000"]]
INVOICES: Rows = [
    ["id", "number", "client", "issued", "period", "amount"],
    ["I1", "15", "11", "2025-01-10", "2025-01", "100"],
    ["I2", "15", "11", "2026-01-10", "2026-01", "200"],
]
BASE: dict[str, Rows] = {"staff": STAFF, "clients": CLIENTS, "persons": PERSONS, "kits": KITS, "invoices": INVOICES}
# One row of every further table.
REST: dict[str, Rows] = {
    "teams": [
        ["id", "name", "parent", "service_mode"],
        ["T1", "Отдел", "", "remote"],
        ["T2", "Группа", "T1", "on_site"],
    ],
    "consents": [["person", "purpose", "channel", "given"], ["P1", "Рассылка", "email", "2026-01-01"]],
    "responsibles": [["client", "staff", "role", "from", "to"], ["12", "S1", "expert", "2024-01-01", ""]],
    "contracts": [["number", "client", "signed", "ends"], ["5", "11", "2025-03-31", "2026-03-31"]],
    "segments": [["client", "type", "segment", "entered"], ["11", "Категория", "C", "2025-01-01"]],
    "indicators": [
        ["client", "person", "indicator", "value", "confirmed", "source"],
        ["11", "P1", "Хобби", "дача", "2025-01-01", "Звонок"],
    ],
    "acts": [["number", "client", "period", "issued", "amount"], ["7", "11", "2026-01", "2026-01-31", "5"]],
    "payments": [
        ["paid", "amount", "payer_inn", "purpose"],
        ["2026-01-15", "40", "", "a"],
        ["2026-01-15", "40", "", "a"],
    ],
    "promises": [["client", "invoice", "promised", "expected"], ["11", "I2", "2026-01-12", "2026-01-20"]],
    "usage": [
        ["client", "person", "kit", "day", "logins"],
        ["11", "P1", "K1", "2026-01-15", "3"],
        ["11", "", "", "2026-01-15", "1"],
    ],
    "updates": [["kit", "updated"], ["K1", "2026-01-15"]],
    "hotline": [["id", "client", "asked", "question"], ["H1", "11", "2026-03-31 14:05", "=1+1"]],
    "trainings": [["id", "client", "person", "day"], ["H1", "11", "P1", "2026-01-01"]],
    "events": [["id", "name", "day", "topics"], ["E1", "Семинар", "2026-01-01", "НДС, УСН"]],
    "attendance": [["event", "client", "person", "attended"], ["E1", "11", "P1", "да"], ["E1", "11", "", "нет"]],
    "portal": [["client", "person", "day", "action", "count"], ["11", "", "2026-01-01", "visit", "2"]],
    "mail_events": [["client", "person", "mailing", "sent"], ["11", "P1", "Письмо", "2026-01-01 10:00"]],
    "assignments": [
        ["id", "client", "direction", "opened", "executor", "planned_instruments"],
        ["Z1", "11", "Долг", "2026-01-01", "S1", "Семинар*2"],
    ],
    "activities": [
        ["id", "client", "kind", "planned", "done", "state", "outcome", "executor", "instruments"],
        ["A1", "11", "call", "2026-01-10", "2026-01-10 12:00", "done", "product", "S1", "Калькулятор*3, Семинар"],
    ],
    "agreements": [
        ["id", "client", "activity", "text", "due", "owner"],
        ["G1", "11", "A1", "-Перезвонить", "2026-03-01", "us"],
    ],
    "cases": [
        ["id", "client", "kind", "title", "opened", "owner"],
        ["C1", "11", "threat", "Уходят", "2026-01-01", "S1"],
    ],
    "materials": [["id", "kind", "title"], ["M1", "news", "НДС"]],
}
WHOLE = {**BASE, **REST}


def write_table(path: Path, rows: Rows, *, encoding: str = "utf-8", delimiter: str = ";") -> Path:
    """A table as a text file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding=encoding, newline="") as stream:
        csv.writer(stream, delimiter=delimiter).writerows(rows)
    return path


def write_folder(folder: Path, tables: dict[str, Rows], **form: str) -> Path:
    """A folder with a file per table."""
    for name, rows in tables.items():
        write_table(folder / f"{name}.csv", rows, **form)
    return folder


def write_book(path: Path, tables: dict[str, Rows]) -> Path:
    """A workbook with a sheet per table; cells keep their types."""
    with xlsxwriter.Workbook(str(path), {"default_date_format": "dd.mm.yyyy", "strings_to_formulas": False}) as book:
        for name, rows in tables.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path


def bring(path: Path, *, is_whole: bool = False, is_dry: bool = False) -> Report:
    """Import and report."""
    return report_of(import_path(path=path, is_whole=is_whole, is_dry=is_dry))


def make_prepared_import() -> ImportRun:
    """An import whose one uploaded table waits for its plan."""
    table = "id;name;service_mode\n1;Ромашка;ДС\n".encode()
    return start_upload(files=[SimpleUploadedFile("clients.csv", table)])


def numbers(report: Report, table: str) -> tuple[int, int, int, int]:
    """Created, updated, unchanged, failed."""
    row = report.tables[table]
    return row["created"], row["updated"], row["unchanged"], row["failed"]


def changes_of(table: str) -> list[list[Any]]:
    """The field differences of the latest run's table."""
    run = ImportRun.objects.latest("pk")
    return [change for row in run.rows.filter(table=table, action="update") for change in row.changes or []]
