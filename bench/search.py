"""``python -m bench search``: what a search costs at 200 000 clients and 600 000 persons, beside a bare trigram query.

The reference is asked in the same run, of the same text, on the same connection: of words the ten names of persons
most like it by their trigrams, of digits ten phones that have them. A search is everything between the typed text and
the hits: reading the text, one statement over eight kinds within the rights (two when it is corrected), their reading.
"""

import random
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from bench.inside import ask_inside
from bench.report import table
from bench.setting import Setting
from bench.size import DESIGN, Say

CLIENTS = 200_000
LIMIT = 3.0
# The first times make the plans of the connection.
WARMING = 8


@dataclass(frozen=True)
class SearchLine:
    """Times of one way to search, in milliseconds."""

    name: str
    who: str
    statements: int
    p50: float
    p95: float
    bare_p50: float
    bare_p95: float


def measure_search(setting: Setting, say: Say, clients: int, times: int, *, is_fresh: bool) -> str:
    """Make the scratch office when it is not there, measure in a process of its own; the table."""
    url, mark = setting.beside("search"), f"search, {clients} clients, generator 1"
    if is_fresh or setting.marked(url) != mark:
        say(f"Making names, numbers and texts of {clients:,} clients")
        setting.remake(url)
        setting.mark(url, "unfinished")
        ask_inside(setting, DESIGN, "search_rows", clients, url=url)
        setting.mark(url, mark)
    say(f"Searching, each way {times} times")
    found = ask_inside(setting, DESIGN, "search", times, url=url)
    return _report([SearchLine(**line) for line in found["lines"]], found["rows"])


def make_rows(clients: int) -> int:
    """Inside the scratch office: fill it."""
    from bench.search_rows import fill_office

    return fill_office(clients)


def measure_inside(times: int) -> dict[str, Any]:
    """Inside the scratch office: every way to search, by the director and by an expert."""
    from django.db import connection

    from mayak.accounts.models import Staff

    director, expert = Staff.objects.get(login="search-director"), Staff.objects.get(login="search-1")
    texts = _texts(times + WARMING)
    lines = [
        _measure(name, user, samples)
        for user in (director, expert)
        for name, samples in (texts if user is director else _texts_of(expert, texts)).items()
    ]
    tables = ("clients_client", "clients_person", "clients_personphone", "money_invoice", "work_activity")
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f"(SELECT count(*) FROM {name})" for name in tables))
        rows = dict(zip(("clients", "persons", "phones", "invoices", "contacts"), cursor.fetchone(), strict=True))
    return {"lines": [asdict(line) for line in lines], "rows": rows}


def _measure(name: str, user: Any, texts: list[str]) -> SearchLine:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from mayak.desk.queries.search import Chosen, search_for

    searched: list[float] = []
    bare: list[float] = []
    for place, text in enumerate(texts):
        one, other = _timed(partial(search_for, user, text, Chosen())), _timed(partial(_bare, text))
        if place >= WARMING:
            searched.append(one)
            bare.append(other)
    with CaptureQueriesContext(connection) as captured:
        search_for(user, texts[-1], Chosen())
    return SearchLine(name, user.role, len(captured), *_shares(searched), *_shares(bare))


def _timed(act: Callable[[], Any]) -> float:
    started = time.perf_counter()
    act()
    return (time.perf_counter() - started) * 1000


def _shares(times: list[float]) -> tuple[float, float]:
    return statistics.median(times), statistics.quantiles(times, n=20)[-1]


def _bare(text: str) -> list[Any]:
    """The naive way to find something like a text: one trigram query over one table."""
    from mayak.core.prepared import prepared_cursor

    digits = "".join(sign for sign in text if sign.isdigit())
    with prepared_cursor() as cursor:
        if len(digits) > 3:
            cursor.execute(
                "SELECT id, number FROM clients_personphone WHERE digits LIKE %s LIMIT 10", [f"%{digits[-7:]}%"]
            )
        else:
            name = "translate((' ' || name_folded), 'abcehkmoptxy', 'авсенкмортху')"
            cursor.execute(
                f"SELECT id, name_folded FROM clients_person WHERE {name} %%> %s ORDER BY {name} <->> %s LIMIT 10",
                [text.lower(), text.lower()],
            )
        return list(cursor.fetchall())


def _texts(count: int) -> dict[str, list[str]]:
    """So many texts of every way to search, drawn from the office."""
    from django.db import connection

    chance = random.Random(1)
    with connection.cursor() as cursor:

        def drawn(sql: str) -> list[tuple[Any, ...]]:
            cursor.execute(f"SELECT * FROM ({sql}) t ORDER BY md5(t::text) LIMIT {count}")
            return list(cursor.fetchall())

        clients = drawn("SELECT name_folded, inn FROM clients_client WHERE id % 97 = 0")
        persons = drawn("SELECT p.last_name, p.first_name, c.name_folded FROM clients_person p JOIN clients_client c "
                        "ON c.id = p.client_id WHERE p.id % 97 = 0")  # fmt: skip
        phones = drawn("SELECT number FROM clients_personphone WHERE id % 97 = 0")
        invoices = drawn("SELECT number, amount::bigint FROM money_invoice WHERE id % 97 = 0")
        words = ["аванса", "семинар", "отпуск", "судебной", "договориться", "просрочили", "сверка", "обучения"]
    cores = [name.split(" ", 1)[1] for name, _inn in clients]
    return {
        "Name of a client": cores,
        "Beginning of a name": [core[:4] for core in cores],
        "Surname": [last for last, _first, _client in persons],
        "First name (very common)": [first for _last, first, _client in persons],
        "Surname and first name": [f"{last} {first}" for last, first, _client in persons],
        "Person and client": [f"{first} {client.split(' ', 1)[1]}" for _last, first, client in persons],
        "With a typo": [_with_typo(last, chance) for last, _first, _client in persons],
        "In the other layout": [_in_other_layout(last) for last, _first, _client in persons],
        "Last four digits": [number[-4:] for (number,) in phones],
        "Whole phone": [f"8 ({number[2:5]}) {number[5:]}" for (number,) in phones],
        "INN": [inn for _name, inn in clients],
        "Number of an invoice": [number for number, _amount in invoices],
        "Sum of an invoice": [f"{amount},00" for _number, amount in invoices],
        "Words of texts": [" ".join(chance.sample(words, 2)) for _place in range(count)],
        "Nothing of the kind": [f"щщ{place}ыъщ" for place in range(count)],
    }


def _texts_of(expert: Any, texts: dict[str, list[str]]) -> dict[str, list[str]]:
    """The same ways for an expert: most of what is typed is not of the own pool."""
    kept = ("Name of a client", "Surname", "With a typo", "In the other layout", "Last four digits", "Words of texts")
    return {name: texts[name] for name in kept}


def _with_typo(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word) - 1)
    return word[:at] + chance.choice("аеиорнтс") + word[at + 1 :]


def _in_other_layout(word: str) -> str:
    from mayak.clients.domain.keyboard import in_other_layout

    return in_other_layout(word)


def _report(lines: list[SearchLine], rows: dict[str, int]) -> str:
    told = ", ".join(f"{count:,} {name}".replace(",", "\u00a0") for name, count in rows.items())
    whole = statistics.mean(line.p50 for line in lines) / statistics.mean(line.bare_p50 for line in lines)
    cells = [
        [
            f"{line.name}, {line.who}",
            str(line.statements),
            f"{line.p50:.1f}",
            f"{line.p95:.1f}",
            f"{line.bare_p50:.1f}",
            f"{line.bare_p95:.1f}",
            f"{line.p50 / line.bare_p50:.2f} ×",
            f"{line.p95 / line.bare_p95:.2f} ×",
            "within" if line.p95 <= LIMIT * line.bare_p95 else f"over {LIMIT:.0f} ×",
        ]
        for line in lines
    ]
    head = ["Typed, by", "SQL", "p50, ms", "p95, ms", "Bare p50", "Bare p95", "p50 ratio", "p95 ratio", ""]
    return (
        f"The scratch office: {told}. All ways together: {whole:.2f} × a bare trigram query.\n\n{table(head, cells)}\n"
    )
