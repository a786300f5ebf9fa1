"""Tables brought in while everything falls down: by the command and by the page, again until acknowledged."""

import json
import subprocess
import threading
from datetime import date, timedelta
from pathlib import Path

from tests.crash.office import Office
from tests.faults.bots import Bot
from tests.faults.browser import Page
from tests.faults.ledger import Deed

CLIENTS, ACTIVITIES, PAYMENTS = 3, 5, 4
LIMIT_SECONDS = 300


def tables(mark: str, executors: list[int], today: date) -> dict[str, bytes]:
    """Clients, activities and payments whose ids begin with the mark."""
    clients = [
        f"{mark}-{n};ООО «Поток {mark} {n}»;remote;active;m-{executors[n % len(executors)]};{today - timedelta(90)}"
        for n in range(CLIENTS)
    ]
    activities = [
        f"{mark}-a{n};{mark}-{n % CLIENTS};call;{today - timedelta(n + 1)};{today - timedelta(n + 1)};done;news;"
        f"m-{executors[n % len(executors)]};{mark} разговор"
        for n in range(ACTIVITIES)
    ]
    payments = [
        f"{mark}-p{n};{mark}-{n % CLIENTS};{today - timedelta(n + 1)};{1000 + n};{mark} оплата" for n in range(PAYMENTS)
    ]
    return {
        "clients.csv": _table("id;name;service_mode;status;expert;since", clients),
        "activities.csv": _table("id;client;kind;planned;done;state;outcome;executor;comment", activities),
        "payments.csv": _table("id;client;paid;amount;purpose", payments),
    }


def _table(head: str, rows: list[str]) -> bytes:
    return "\n".join([head, *rows, ""]).encode()


class Importer(Bot):
    """The administrator who brings in one portion of tables after the other."""

    office: Office
    executors: list[int]
    today: date
    folder: Path
    command: "subprocess.Popen[str] | None" = None
    _lock = threading.Lock()

    def act(self) -> None:
        """By the command or by the page."""
        way = self.rng.choice(["import by command", "import by page"])
        deed = self.ledger.begin(way, self.name)
        files = tables(deed.token, self.executors, self.today)
        if way == "import by page":
            self._by_page(deed, files)
        else:
            self._by_command(deed, files)
        self.gate.overdue.wait(self.rng.uniform(0.2, 1.5))

    # --- the command ------------------------------------------------------------------------------

    def _by_command(self, deed: Deed, files: dict[str, bytes]) -> None:
        folder = self.folder / deed.token
        folder.mkdir()
        for name, content in files.items():
            (folder / name).write_bytes(content)
        while not deed.is_acknowledged and not deed.is_refused:
            deed.tries += 1
            self._run(deed, folder)
            if not deed.is_acknowledged and self.gate.overdue.wait(0.3):
                return

    def _run(self, deed: Deed, folder: Path) -> None:
        self.command = self.office.popen("import", str(folder), "--json", is_merged=False)
        output, errors = self.command.communicate(timeout=LIMIT_SECONDS)
        status = self.command.returncode
        deed.answer = f"status {status}"
        if status == 0:
            deed.is_acknowledged = bool(json.loads(output[output.find("{") :])["committed"])
            if not output.startswith("{"):
                self.findings.append(f"import --json printed more than JSON: {output.partition('{')[0]}")
        elif status == 3:
            deed.is_refused = True
            self.findings.append(f"import {deed.token}: {output}")
        elif "Traceback" in errors:
            self.findings.append(f"import {deed.token} ended with\n{errors[-1500:]}")

    def kill_command(self) -> bool:
        """kill -9 of the running command; False when none runs."""
        command = self.command
        if command is None or command.poll() is not None:
            return False
        command.kill()
        return True

    # --- the page ---------------------------------------------------------------------------------

    def _by_page(self, deed: Deed, files: dict[str, bytes]) -> None:
        while not deed.is_acknowledged:
            planned = self._plan(deed, files, self.look("/import/").hidden("/import/"))
            if "/import/" not in planned.place:
                deed.is_refused = True
                self.findings.append(f"upload {deed.token}: {planned.status} {planned.text[-600:]}")
                return
            self._commit(deed, planned.place)

    def _plan(self, deed: Deed, files: dict[str, bytes], fields: dict[str, str]) -> Page:
        return self.ask(lambda: self.browser.upload("/import/", fields, files), deed)

    def _commit(self, deed: Deed, run: str) -> None:
        """Press the button until the plan is in; a plan that was overtaken is made anew by the caller."""
        address = f"{run}commit/"
        fields: dict[str, str | list[str]] = {**self.look(run).hidden(address)}
        answer = self.ask(lambda: self.browser.post(address, fields), deed)
        deed.answer = f"{answer.status} {answer.place}"
        # Refused: overtaken, or brought in by an earlier try whose answer was lost. The page of the run tells.
        shown = self.look(run)
        deed.is_acknowledged = shown.status == 200 and address not in shown.text
