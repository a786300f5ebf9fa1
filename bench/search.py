"""``python -m bench search``: what a search costs at 200 000 clients and 600 000 persons, beside a bare trigram query.

The reference is asked in the same run, in turn with the search, on the same connection: the obvious trigram query
over the one table the text is meant for, without rights. Of words the ten names most like them, of digits and numbers
the ten most like them that have them inside, of texts the ten newest that have the words (by an index the scratch
office has for this alone). A text of the wrong layout and another form of a word find nothing by trigrams: there the
reference is asked of what was meant. A search is everything between the typed text and the hits: reading the text,
one statement over eight kinds within the rights (another one when it is corrected), their reading.
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
# The product has no trigrams of texts; the reference needs them.
TEXT_INDEX = "CREATE INDEX IF NOT EXISTS bench_comment_trgm ON work_activity USING gin (comment gin_trgm_ops)"

# A statement with its values.
Bare = tuple[str, list[str]]
# Of each way to search, texts and their references.
Samples = dict[str, list[tuple[str, Bare]]]


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
    with connection.cursor() as cursor:
        cursor.execute(TEXT_INDEX)
        cursor.execute("ANALYZE work_activity")
    texts = _texts(times + WARMING)
    lines = [
        _measure(name, user, samples)
        for user in (director, expert)
        for name, samples in (texts if user is director else _texts_of(texts)).items()
    ]
    tables = ("clients_client", "clients_person", "clients_personphone", "money_invoice", "work_activity")
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f"(SELECT count(*) FROM {name})" for name in tables))
        rows = dict(zip(("clients", "persons", "phones", "invoices", "contacts"), cursor.fetchone(), strict=True))
    return {"lines": [asdict(line) for line in lines], "rows": rows}


def _measure(name: str, user: Any, samples: list[tuple[str, Bare]]) -> SearchLine:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from mayak.desk.queries.search import Chosen, search_for

    searched: list[float] = []
    bare: list[float] = []
    for place, (text, reference) in enumerate(samples):
        one, other = _timed(partial(search_for, user, text, Chosen())), _timed(partial(_ask_bare, reference))
        if place >= WARMING:
            searched.append(one)
            bare.append(other)
    with CaptureQueriesContext(connection) as captured:
        search_for(user, samples[-1][0], Chosen())
    return SearchLine(name, user.role, len(captured), *_shares(searched), *_shares(bare))


def _timed(act: Callable[[], Any]) -> float:
    started = time.perf_counter()
    act()
    return (time.perf_counter() - started) * 1000


def _shares(times: list[float]) -> tuple[float, float]:
    return statistics.median(times), statistics.quantiles(times, n=20)[-1]


def _ask_bare(bare: Bare) -> list[Any]:
    """The values stand in the statement: the database plans for them, as for anybody who types such a query."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(*bare)
        return list(cursor.fetchall())


def _most_like(table: str, searched: str, text: str) -> Bare:
    """The ten names most like a text."""
    return (
        f"SELECT id, name_folded FROM {table} WHERE {searched} %%> %s ORDER BY {searched} <->> %s LIMIT 10",
        [text.lower(), text.lower()],
    )


def _client_like(text: str) -> Bare:
    from mayak.clients.models.client import CLIENT_SEARCHED

    return _most_like("clients_client", CLIENT_SEARCHED.format(c=""), text)


def _person_like(text: str) -> Bare:
    from mayak.clients.models.client import NAME_SEARCHED

    return _most_like("clients_person", NAME_SEARCHED.format(c=""), text)


def _having(table: str, column: str, part: str) -> Bare:
    """The ten values most like a part that they have inside."""
    sql = f"SELECT id, {column} FROM {table} WHERE {column} LIKE %s ORDER BY {column} <-> %s LIMIT 10"
    return sql, [f"%{part}%", part]


def _numbered(part: str) -> Bare:
    from mayak.clients.models.client import NUMBER_SEARCHED

    return _having("money_invoice", NUMBER_SEARCHED.format(c=""), part)


def _newest_with(text: str) -> Bare:
    """The ten newest texts that have the words."""
    words = text.split()
    fits = " AND ".join("comment ILIKE %s" for _word in words)
    sql = f"SELECT id, comment FROM work_activity WHERE {fits} ORDER BY planned_at DESC LIMIT 10"
    return sql, [f"%{word}%" for word in words]


def _texts(count: int) -> Samples:
    """So many texts of every way to search, drawn from the office, each with its reference."""
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
        # as they stand in the texts, and in another form, by which trigrams find nothing
        words = ["аванса", "семинар", "отпуск", "судебной", "договор", "просроченный", "сверили", "обучение"]
        forms = ["авансом", "семинара", "отпуска", "судебная", "договором", "просрочили", "сверка", "обучения"]
    cores = [name.split(" ", 1)[1] for name, _inn in clients]
    wrong = [_with_typo(last, chance) for last, _first, _client in persons]
    pairs = [chance.sample(range(len(words)), 2) for _place in range(count)]
    talks = [" ".join(words[place] for place in pair) for pair in pairs]
    bent = [" ".join(forms[place] for place in pair) for pair in pairs]
    nothing = [f"щщ{place}ыъщ" for place in range(count)]
    names = [f"{last} {first}" for last, first, _client in persons]
    both = [f"{first} {client.split(' ', 1)[1]}" for _last, first, client in persons]
    numbers = [number for (number,) in phones]
    return {
        "Name of a client": [(core, _client_like(core)) for core in cores],
        "Beginning of a name": [(core[:4], _client_like(core[:4])) for core in cores],
        "Surname": [(last, _person_like(last)) for last, _first, _client in persons],
        "First name (very common)": [(first, _person_like(first)) for _last, first, _client in persons],
        "Surname and first name": [(name, _person_like(name)) for name in names],
        "Person and client": [(pair, _person_like(pair)) for pair in both],
        "With a typo": [(word, _person_like(word)) for word in wrong],
        "In the other layout": [(_in_other_layout(last), _person_like(last)) for last, _first, _client in persons],
        "Last four digits": [(end[-4:], _having("clients_personphone", "digits", end[-4:])) for end in numbers],
        "Whole phone": [
            (f"8 ({number[2:5]}) {number[5:]}", _having("clients_personphone", "digits", number[2:]))
            for number in numbers
        ],
        "INN": [(inn, _having("clients_client", "inn", inn)) for _name, inn in clients],
        "Number of an invoice": [(number, _numbered(number)) for number, _amount in invoices],
        "Sum of an invoice": [(f"{amount},00", _numbered(str(amount))) for _number, amount in invoices],
        "Words of texts": [(text, _newest_with(text)) for text in talks],
        "The same in other forms": [(text, _newest_with(meant)) for text, meant in zip(bent, talks, strict=True)],
        "Nothing of the kind": [(text, _person_like(text)) for text in nothing],
    }


def _texts_of(texts: Samples) -> Samples:
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
            "within" if line.p50 <= LIMIT * line.bare_p50 else f"over {LIMIT:.0f} ×",
        ]
        for line in lines
    ]
    head = ["Typed, by", "SQL", "p50, ms", "p95, ms", "Bare p50", "Bare p95", "p50 ratio", "p95 ratio", ""]
    return (
        f"The scratch office: {told}. All ways together: {whole:.2f} × a bare trigram query.\n\n{table(head, cells)}\n"
    )
