"""A bank statement in the 1C exchange form: its incoming payments as rows of the table of payments."""

from collections.abc import Iterator
from pathlib import Path

from mayak.exchange.sources.sheet import Row

SIGNATURE = "1CClientBankExchange"
HEADER = ("payer_inn", "paid", "amount", "purpose")


def is_statement(path: Path) -> bool:
    """Whether the file begins as the 1C exchange form does, in any of its encodings."""
    with path.open("rb") as stream:
        return SIGNATURE.encode() in stream.read(64)


def encoding_of(path: Path) -> str:
    """UTF-8 when it is that; else as the file says of itself (DOS: cp866), cp1251 by default."""
    content = path.read_bytes()
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "cp866" if "Кодировка=DOS".encode("cp866") in content[:2000] else "cp1251"
    return "utf-8-sig"


def rows_of(path: Path, encoding: str) -> Iterator[Row]:
    """A header, then one row per line of the file so that row numbers are line numbers; documents where they end."""
    with path.open(encoding=encoding, errors="replace") as stream:
        own: set[str] = set()
        document: dict[str, str] | None = None
        last = ""
        for number, raw in enumerate(stream, 1):
            line = raw.rstrip("\r\n")
            key, equals, value = line.partition("=")
            key, value = key.strip(), value.strip()
            if key == "РасчСчет" and document is None:
                own.add(value)
            row: Row = []
            if key == "СекцияДокумент":
                document, last = {}, ""
            elif key == "КонецДокумента" and document is not None:
                row = _payment(document, own)
                document = None
            elif document is not None and equals and " " not in key:
                document[key], last = value, key
            elif document is not None and line.strip() and last:
                # A long purpose wraps to the next line.
                document[last] += f" {line.strip()}"
            if number > 1:
                yield row
            else:
                yield list(HEADER)
        if document:
            yield _payment(document, own)


def _payment(document: dict[str, str], own: set[str]) -> Row:
    """The row of a document; nothing for money that went out."""
    came = document.get("ДатаПоступило", "")
    recipient = document.get("ПолучательСчет") or document.get("ПолучательРасчСчет", "")
    payer = document.get("ПлательщикСчет") or document.get("ПлательщикРасчСчет", "")
    if own and recipient not in own and (payer in own or not came):
        return []
    if not own and not came and document.get("ДатаСписано"):
        return []
    parts = [document.get("НазначениеПлатежа", "")]
    parts += [document.get(f"НазначениеПлатежа{n}", "") for n in range(1, 7)] if not parts[0] else []
    purpose = " ".join(part for part in parts if part)
    return [document.get("ПлательщикИНН", ""), came or document.get("Дата", ""), document.get("Сумма", ""), purpose]
