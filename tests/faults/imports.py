"""Tables brought in while everything falls down: by the command and by the page, again until acknowledged."""

import json
import re
import subprocess
import threading
from datetime import date, timedelta
from pathlib import Path

from tests.crash.office import Office
from tests.faults.bots import Bot, GaveUpError
from tests.faults.ledger import Deed

CLIENTS, ACTIVITIES, PAYMENTS = 3, 5, 4
LIMIT_SECONDS = 300
UNDONE_SHARE = 0.35


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
    # Kills of the command that are ordered, and those that were made.
    doomed = 0
    killed = 0

    def act(self) -> None:
        """By the command or by the page."""
        way = "import by command" if self.doomed else self.rng.choice(["import by command", "import by page"])
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
        command = self.office.popen("import", str(folder), "--json", is_merged=False)
        if self.doomed:
            self._kill_soon(command)
        output, errors = command.communicate(timeout=LIMIT_SECONDS)
        status = command.returncode
        deed.answer = f"status {status}"
        if status == 0:
            deed.is_acknowledged = bool(json.loads(output[output.find("{") :])["committed"])
            if not output.startswith("{"):
                self.findings.append(f"import --json printed more than JSON: {output.partition('{')[0]}")
        elif status == 3:
            deed.is_refused = True
            self.findings.append(f"import {deed.token}: {output}")
        elif re.search("^Traceback", errors, re.MULTILINE):  # a crash; what the log tells in its lines is none
            self.findings.append(f"import {deed.token} ended with\n{errors[-1500:]}")

    def _kill_soon(self, command: "subprocess.Popen[str]") -> None:
        """kill -9 somewhere between its start and its end."""
        self.doomed -= 1
        self.killed += 1
        timer = threading.Timer(self.rng.uniform(0.1, 4.0), command.kill)
        timer.daemon = True
        timer.start()

    # --- the page ---------------------------------------------------------------------------------

    def _by_page(self, deed: Deed, files: dict[str, bytes]) -> None:
        run = ""
        while not deed.is_acknowledged:
            if not run:
                run = self._upload(deed, files)
                continue
            run = self._go_on(deed, run)
            self._pause()
        if self.rng.random() < UNDONE_SHARE:
            self._undo(deed, run)

    def _upload(self, deed: Deed, files: dict[str, bytes]) -> str:
        """The address of the new import; empty when a file was refused, as on a full disk."""
        fields = self.look("/import/").hidden("/import/")
        page = self.ask(lambda: self.browser.upload("/import/", fields, files), deed)
        deed.answer = f"{page.status} {page.place}"
        found = re.match(r"/import/\d+/", page.place)
        if found and all(name in self.look(page.place).text for name in files):
            return found[0]
        self._pause()
        return ""

    def _go_on(self, deed: Deed, run: str) -> str:
        """What the page of the import offers next; empty: begin anew."""
        page = self.look(run)
        if f'action="{run}stop/"' in page.text:  # at work, or interrupted and to be asked for again
            again = re.search(rf'class="rn__again" method="post" action="({run}\w+/)"', page.text)
            return self._press(deed, run, again[1]) if again else run
        if f'action="{run}commit/"' in page.text:
            return self._press(deed, run, f"{run}commit/")
        if page.place:  # the files are there, and nothing was planned yet
            return self._press(deed, run, f"{run}plan/")
        # Brought in; or a plan made after that, with nothing left to bring in.
        deed.is_acknowledged = f'action="{run}undo/look/"' in page.text or f'action="{run}discard/"' in page.text
        return run if deed.is_acknowledged else ""

    def _press(self, deed: Deed, run: str, address: str) -> str:
        page = self.ask(lambda: self.browser.post(address, {}), deed)
        deed.answer = f"{page.status} {page.place}"
        if page.status == 409 and address.endswith("commit/"):
            # Overtaken by another import, or brought in by an earlier try: the page tells.
            return run if f'action="{run}commit/"' not in self.look(run).text else ""
        return run

    def _undo(self, deed: Deed, run: str) -> None:
        """Take the import back again: its rows are all new and nobody else touched them."""
        if f'action="{run}undo/look/"' not in self.look(run).text:
            return
        deed.about["undo"] = "asked"
        self._press(deed, run, f"{run}undo/look/")
        asked = False
        while True:
            page = self.look(f"{run}undo/")
            if f'action="{run}undo/"' in page.text:
                self._press(deed, run, f"{run}undo/")
                asked = True
            elif f'action="{run}stop/"' in page.text:
                again = re.search(rf'class="rn__again" method="post" action="({run}[\w/]+/)"', page.text)
                if again:
                    self._press(deed, run, again[1])
            else:
                deed.about["undo"] = "done" if asked else "asked"
                return
            self._pause()

    def _pause(self) -> None:
        if self.gate.overdue.wait(self.rng.uniform(0.2, 0.6)):
            raise GaveUpError
