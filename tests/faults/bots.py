"""Bots that do what people do all day, and do it again until the office answers."""

import re
import threading
import traceback
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from tests.faults.browser import Browser, Page, Scissors, Traffic, UnheardError
from tests.faults.ledger import Deed, Ledger

AWAY = (500, 502, 503, 504)
OUTCOMES = ("news", "product", "service", "acquaintance", "card", "feedback", "changed")


class GaveUpError(Exception):
    """The office did not answer until the end."""


class Gate:
    """Lets bots work, holds them between two actions, sends them home."""

    def __init__(self) -> None:
        self._open = threading.Event()
        self.end = threading.Event()
        self.overdue = threading.Event()
        self._changed = threading.Condition()
        self._inside = 0

    def open(self) -> None:
        """Work may go on."""
        self._open.set()

    def close(self) -> None:
        """Nobody begins anything new."""
        self._open.clear()

    def enter(self) -> bool:
        """Wait until work may begin; False when it is over."""
        while not self.end.is_set():
            if self._open.wait(0.2):
                with self._changed:
                    if self._open.is_set():
                        self._inside += 1
                        return True
        return False

    def leave(self) -> None:
        """The action is finished."""
        with self._changed:
            self._inside -= 1
            self._changed.notify_all()

    def is_empty(self, limit: float) -> bool:
        """Whether all finish what they began within ``limit`` seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: self._inside == 0, limit)


@dataclass
class Workplace:
    """What all bots of one test share."""

    seed: int
    port: int
    ledger: Ledger = field(default_factory=Ledger)
    gate: Gate = field(default_factory=Gate)
    scissors: Scissors = field(default_factory=Scissors)
    traffic: Traffic = field(default_factory=Traffic)
    findings: list[str] = field(default_factory=list)


class Bot(threading.Thread, ABC):
    """One person. Whatever it asks is asked again until the office answers."""

    def __init__(self, name: str, staff_id: int, workplace: Workplace) -> None:
        super().__init__(name=name, daemon=True)
        self.staff_id = staff_id
        self.rng = Random(f"{workplace.seed} {name}")
        self.browser = Browser(workplace.port, workplace.scissors, workplace.traffic, self.rng)
        self.ledger = workplace.ledger
        self.gate = workplace.gate
        self.findings = workplace.findings

    def run(self) -> None:
        """Log in, then one action after another."""
        while self.gate.enter():
            try:
                self.act()
            except GaveUpError:
                self.findings.append(f"{self.name}: the office did not answer until the end")
            except Exception:  # a thread tells nobody: the report does, and the test fails by it
                self.findings.append(f"{self.name} broke:\n{traceback.format_exc()}")
            finally:
                self.gate.leave()
            self.gate.overdue.wait(self.rng.uniform(0.1, 0.5))

    @abstractmethod
    def act(self) -> None:
        """One action."""

    def ask(self, send: Callable[[], Page], deed: Deed | None = None) -> Page:
        """Send until there is an answer that says something. GaveUpError when the test is over."""
        while True:
            if deed:
                deed.tries += 1
            try:
                page = send()
            except UnheardError:
                page = None
            if page is not None and page.status not in AWAY:
                return page
            if self.gate.overdue.wait(self.rng.uniform(0.05, 0.4)):
                raise GaveUpError

    def log_in(self) -> None:
        """A fresh session by the demo office's one click."""
        self.browser.cookies.clear()
        deed = self.ledger.begin("log in", self.name)
        self.ask(lambda: self.browser.get("/login/"))
        page = self.ask(lambda: self.browser.post("/demo-login/", {"staff": str(self.staff_id)}), deed)
        deed.is_acknowledged = page.status == 302 and "/login" not in page.place
        if not deed.is_acknowledged:
            self.findings.append(f"{self.name} cannot log in: {page.status} {page.place}")

    def look(self, path: str) -> Page:
        """A page of somebody who is logged in; a session that is gone is a finding."""
        if "sessionid" not in self.browser.cookies:
            self.log_in()
        page = self.ask(lambda: self.browser.get(path))
        if page.status in (301, 302) and "/login" in page.place:
            self.findings.append(f"{self.name} was logged out at {path}")
            self.log_in()
            page = self.ask(lambda: self.browser.get(path))
        return page


class Clerk(Bot):
    """Somebody with clients of their own (``clients``); the clients of all (``others``) are called now and then."""

    clients: list[int]
    others: list[int]
    today: date
    deputies: list[int]

    def act(self) -> None:
        """Mostly contacts."""
        actions = [self.record, self.put_off, self.correct, self.keep, self.be_absent, self.walk, self.enter_anew]
        self.rng.choices(actions, [45, 14, 14, 8, 7, 9, 3])[0]()

    def walk(self) -> None:
        """Open pages."""
        for path in self.rng.sample(["/", "/board/", "/clients/", "/team/", f"/clients/{self._own()}/"], 2):
            page = self.look(path)
            if page.status != 200:
                self.findings.append(f"{self.name}: {path} answered {page.status}")

    def enter_anew(self) -> None:
        """Log in again, and see the day."""
        self.log_in()
        self.look("/")

    def record(self) -> None:
        """Contact a client and close the contact, as the script of the contact page does it."""
        client = self.rng.choice(self.others) if self.rng.random() < 0.2 else self._own()
        self.look("/")
        begun = self.ask(lambda: self.browser.post(f"/clients/{client}/contact/", {}))
        if "/contacts/" not in begun.place:
            return
        page = self.look(begun.place)
        address = f"{begun.place}close/"
        fields: dict[str, str | list[str]] = {**page.hidden(address)}
        if not fields.get("idempotency_key"):
            return  # closed meanwhile by a colleague
        outcome = self.rng.choice(OUTCOMES)
        number = self.rng.choice((0, 1, 1, 2))
        contact = int(begun.place.split("/")[2])
        deed = self.ledger.begin(
            "contact", self.name, client=client, contact=contact, key=fields["idempotency_key"], agreements=number
        )
        fields |= {
            "outcome": outcome,
            "comment": f"{deed.token} договорились обо всём",
            "minutes": str(self.rng.randrange(1, 30)),
            "agreement": [
                f"выслать подборку {deed.token} {name} {self.rng.choice(('сегодня', 'завтра'))}"
                for name in "абв"[:number]
            ],
            "instrument": self.rng.sample(["news", "training", "offer"], self.rng.randrange(3)),
        }
        if outcome == "changed":
            fields["next_at"] = (self.today + timedelta(days=self.rng.randrange(2, 40))).isoformat()
        if self.rng.random() < 0.4:
            draft = {**fields, "agreement": []}
            self.ask(lambda: self.browser.post(f"{begun.place}draft/", draft))
        self._settle(deed, self.ask(lambda: self.browser.post(address, fields, is_scripted=True), deed))

    def put_off(self) -> None:
        """Put one of the own clients off."""
        client = self._own()
        address = f"/day/put-off/{client}/"
        fields = self.look(address).hidden(address)
        until = self.today + timedelta(days=self.rng.randrange(1, 25))
        deed = self.ledger.begin("put off", self.name, client=client)
        fields |= {"reason": f"{deed.token} просила позже", "until": until.isoformat()}
        self._settle(deed, self.ask(lambda: self.browser.post(address, {**fields}), deed))

    def correct(self) -> None:
        """Set the necessity of one of the own clients by hand."""
        client = self._own()
        address = f"/clients/{client}/necessity/"
        fields = self.look(address).hidden(address)
        deed = self.ledger.begin("correction", self.name, client=client)
        until = self.today + timedelta(days=self.rng.randrange(1, 25))
        value = f"0,{self.rng.randrange(10, 99)}"
        fields |= {"value": value, "reason": f"{deed.token} видно по разговору", "until": until.isoformat()}
        self._settle(deed, self.ask(lambda: self.browser.post(address, {**fields}), deed))

    def keep(self) -> None:
        """Tick an agreement of the day."""
        found = re.findall(r"/day/agreements/(\d+)/kept/", self.look("/").text)
        if not found:
            return
        agreement = int(self.rng.choice(found))
        deed = self.ledger.begin("agreement kept", self.name, agreement=agreement)
        self._settle(deed, self.ask(lambda: self.browser.post(f"/day/agreements/{agreement}/kept/", {}), deed))

    def be_absent(self) -> None:
        """Record an absence far ahead; sometimes take the last one back."""
        page = self.look("/team/")
        deed = self.ledger.begin("absence", self.name)
        # Far enough ahead for no plan of today; a day of its own for every one.
        day = (self.today + timedelta(days=400 + deed.number)).isoformat()
        fields = {
            **page.hidden("/team/"),
            "staff": str(self.staff_id),
            "substitute": str(self.rng.choice(self.deputies)),
            "from_date": day,
            "to_date": day,
            "reason": f"{deed.token} отпуск",
        }
        self._settle(deed, self.ask(lambda: self.browser.post("/team/", {**fields}), deed))
        if deed.is_acknowledged and self.rng.random() < 0.4:
            self._take_back()

    def _take_back(self) -> None:
        """One of the absences that are ours to change."""
        found = re.findall(r"/team/absences/(\d+)/cancel/", self.look("/team/").text)
        if not found:
            return
        absence = int(self.rng.choice(found))
        deed = self.ledger.begin("absence taken back", self.name, absence=absence)
        page = self.ask(lambda: self.browser.post(f"/team/absences/{absence}/cancel/", {}), deed)
        deed.answer = f"{page.status} {page.place}"
        deed.is_acknowledged = page.status in (302, 404)  # 404: it is gone, as was asked

    def _settle(self, deed: Deed, page: Page) -> None:
        deed.answer = f"{page.status} {page.place}"
        deed.is_acknowledged = bool(page.place) and "/login" not in page.place
        deed.is_refused = not deed.is_acknowledged
        if deed.is_refused and page.status not in (404, 409, 422):
            self.findings.append(f"{self.name}: {deed.kind} was answered {deed.answer}: {page.text[:300]}")
        if page.status == 422:
            said = re.findall(r'(?:class="(?:field__error|error)[^"]*"|role="alert")[^>]*>(.*?)<', page.text)
            self.findings.append(f"{self.name}: {deed.kind} {deed.token} is refused after {deed.tries} tries: {said}")

    def _own(self) -> int:
        return self.rng.choice(self.clients)
