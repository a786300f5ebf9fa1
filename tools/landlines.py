"""``python -m tools.landlines``: writes where Russian landline codes stand, in Russian and English.

The figures are those of libphonenumber; its tables of the whole world take 100 MB of every process that asks them.
"""

import json
from pathlib import Path

from phonenumbers.geodata import GEOCODE_DATA

CODES = Path(__file__).resolve().parent.parent / "mayak/clients/domain/landlines.json"


def russian_codes() -> dict[str, list[str]]:
    """Beginnings of numbers without +, each with its place in Russian and in English."""
    return {
        code: [places["ru"].replace(" - ", "-"), places.get("en") or places["ru"]]
        for code, places in sorted(GEOCODE_DATA.items())
        if code.startswith("7") and places.get("ru")
    }


def main() -> None:
    """Write the file anew."""
    lines = ",\n".join(
        f"{json.dumps(code)}: {json.dumps(places, ensure_ascii=False)}" for code, places in russian_codes().items()
    )
    CODES.write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
