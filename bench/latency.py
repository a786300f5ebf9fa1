"""Latency of pages at one connection, the reference interleaved in the same run; medians of the rounds."""

import statistics
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import quote

from bench.servers import Office, Reference
from bench.targets import Target, Visit
from bench.wire import Answer, Wire

# So many requests at a time to one address, before the next one's turn: short enough that a busy moment of the
# machine hits all alike, long enough that the server's caches are warm as for a person at work.
BLOCK = 12
WARM_UP = 2
SHELVES = 60


@dataclass
class Timing:
    """p50 and p95 of each round, in milliseconds."""

    p50s: list[float] = field(default_factory=list)
    p95s: list[float] = field(default_factory=list)

    def add_round(self, seconds: list[float]) -> None:
        """Condense one round."""
        ordered = sorted(seconds)
        self.p50s.append(statistics.median(ordered) * 1000)
        self.p95s.append(ordered[min(len(ordered) - 1, round(len(ordered) * 0.95))] * 1000)

    @property
    def p50(self) -> float:
        """The median of the rounds."""
        return statistics.median(self.p50s)

    @property
    def p95(self) -> float:
        """The median of the rounds."""
        return statistics.median(self.p95s)

    def ratio_to(self, reference: "Timing") -> float:
        """How many times the reference, round by round; the median of the rounds."""
        return statistics.median(own / other for own, other in zip(self.p50s, reference.p50s, strict=True))

    def ratio_of_p95_to(self, reference: "Timing") -> float:
        """The same of the 95th percentiles."""
        return statistics.median(own / other for own, other in zip(self.p95s, reference.p95s, strict=True))


@dataclass
class PageFigures:
    """What was measured of one page. ``bare``: the page of as many bytes with one query; ``rows`` of it make them."""

    target: Target
    timing: Timing = field(default_factory=Timing)
    bare: Timing = field(default_factory=Timing)
    rows: int = 0
    raw_bytes: int = 0
    sent_bytes: int = 0
    problem: str = ""


@dataclass
class Latencies:
    """All pages, and the references of the same run: a page for somebody logged in, and the insert."""

    pages: list[PageFigures]
    reference: Timing
    insert: Timing
    reference_bytes: int = 0


class Measurement:
    """Reads the pages of both servers in turn."""

    def __init__(self, office: Office, reference: Reference, pages: list[Target]) -> None:
        self.reference = reference
        self.office = office
        self.wires: dict[str, Wire] = {}
        self.figures = Latencies([PageFigures(target) for target in pages], Timing(), Timing())

    def run(self, rounds: int, requests: int) -> Latencies:
        """``rounds`` × ``requests`` of every page that exists."""
        self._look_at_each()
        present = [page for page in self.figures.pages if not page.problem]
        for _round in range(rounds):
            seconds: dict[int, list[float]] = {id(page): [] for page in present}
            bare: dict[int, list[float]] = {id(page): [] for page in present}
            read: list[float] = []
            written: list[float] = []
            for start in range(0, requests, BLOCK):
                read += self.block_of_reference(start)
                written += self.block_of_inserts(start)
                for page in present:
                    bare[id(page)] += self._block(self._bare_page_of(page.rows), start)
                    seconds[id(page)] += self._block(self._visit_of(page.target), start)
            self.figures.reference.add_round(read)
            self.figures.insert.add_round(written)
            for page in present:
                page.timing.add_round(seconds[id(page)])
                page.bare.add_round(bare[id(page)])
        return self.figures

    def _look_at_each(self) -> None:
        """Once outside of the clock: does the page answer, how large is it, how many rows make a bare one as large."""
        least, more = (len(self._bare_page_of(rows)(0).content) for rows in (0, 100))
        for page in self.figures.pages:
            sizes = []
            for visit in page.target.visits[:5]:
                answer = self.visit(visit)
                if answer.status != 200:
                    page.problem = f"status {answer.status}"
                    break
                sizes.append((len(answer.content), len(answer.body)))
            if sizes:
                page.raw_bytes, page.sent_bytes = max(raw for raw, _ in sizes), max(sent for _, sent in sizes)
                usual = statistics.median(raw for raw, _ in sizes)
                page.rows = max(1, round((usual - least) * 100 / (more - least)))
        self.figures.reference_bytes = len(self._reference_page(0).body)

    def wire_of(self, login: str) -> Wire:
        """The one connection of this person."""
        if login not in self.wires:
            self.wires[login] = self.office.log_in(login)
        return self.wires[login]

    def visit(self, visit: Visit) -> Answer:
        """One request of a logged-in person, over the connection they all share."""
        wire = self.wire_of(visit.login)
        with self.connected(wire):
            return wire.get(quote(visit.path, safe="/?=&%"))

    @contextmanager
    def connected(self, wire: Wire) -> Iterator[None]:
        """People take turns on one connection: a browser's cookies, not its socket, say who asks."""
        for other in self.wires.values():
            if other is not wire and other.is_connected:
                wire.take_over(other)
        yield

    def block_of_reference(self, start: int) -> list[float]:
        """Some readings of the bare page."""
        return self._block(self._reference_page, start)

    def block_of_inserts(self, start: int) -> list[float]:
        """Some bare inserts."""
        return self._block(self._insert, start)

    def _visit_of(self, target: Target) -> Callable[[int], Answer]:
        return lambda number: self.visit(target.visits[number % len(target.visits)])

    def _block(self, ask: Callable[[int], Answer], start: int) -> list[float]:
        for number in range(WARM_UP):
            ask(start + number)
        answers = [ask(start + number) for number in range(BLOCK)]
        wrong = next((answer.status for answer in answers if answer.status != 200), None)
        if wrong is not None:
            raise SystemExit(f"a measured request was answered with {wrong}")
        return [answer.seconds for answer in answers]

    def _bare_page_of(self, rows: int) -> Callable[[int], Answer]:
        return lambda number: self.reference.wire.get(f"/bare/{number % SHELVES}/{rows}/")

    def _reference_page(self, number: int) -> Answer:
        return self.reference.wire.get(f"/shelf/{number % SHELVES}/")

    def _insert(self, number: int) -> Answer:
        return self.reference.wire.post("/insert/", {"text": f"note {number}"})
