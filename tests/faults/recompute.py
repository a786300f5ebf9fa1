"""Facts, lamps and scores as they stand against the same measured anew: ``python -m tests.faults.recompute HOME``."""

import json
import sys
from pathlib import Path

TABLES = {
    "facts_clientfacts": "client_id",
    "lamps_lampstate": "client_id, lamp_id",
    "lamps_score": "client_id",
    "lamps_lampinterval": "client_id, lamp_id, from_date, to_date",
}


def main(home: Path) -> None:
    """Print what differs, as JSON."""
    from mayak.server.office import open_office

    with open_office(home):
        from mayak.lamps.services import refresh_office

        before = {table: _rows(table) for table in TABLES}
        refresh_office()
        wrong = []
        for table, former in before.items():
            now = _rows(table)
            keys = former.keys() | now.keys()
            wrong += [f"{table} {key}: {_difference(former.get(key, {}), now.get(key, {}))}" for key in keys]
    differing = sorted(line for line in wrong if not line.endswith(": "))
    sys.stdout.write(json.dumps({"rows": sum(map(len, before.values())), "wrong": differing}, ensure_ascii=False))


def _rows(table: str) -> dict[str, dict[str, object]]:
    from django.db import connection

    with connection.cursor() as cursor:
        key = ", ".join(f"{part}::text" for part in TABLES[table].split(", "))
        cursor.execute(f"SELECT concat_ws(':', {key}), to_jsonb(t) - 'id' - 'computed_at' FROM {table} t")
        return {key: json.loads(row) if isinstance(row, str) else row for key, row in cursor.fetchall()}


def _difference(former: dict[str, object], now: dict[str, object]) -> str:
    names = sorted(former.keys() | now.keys())
    return ", ".join(f"{n} {former.get(n)} → {now.get(n)}" for n in names if former.get(n) != now.get(n))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
