"""Who works in the office that is struck: clerks with clients of their own, and an administrator who imports."""

import re
from datetime import date
from pathlib import Path
from random import Random

from tests.faults.bots import Clerk, Workplace
from tests.faults.browser import Browser, Scissors, Traffic
from tests.faults.imports import Importer
from tests.faults.striking import StruckOffice

CLERKS = 4
SEES_ALL = ("director", "methodologist")

_PEOPLE = """
SELECT s.id, s.role, coalesce(array_agg(r.client_id ORDER BY r.client_id) FILTER (WHERE r.client_id IS NOT NULL), '{}')
FROM accounts_staff s LEFT JOIN clients_responsibility r
  ON r.staff_id = s.id AND r.role = 'expert' AND r.to_date IS NULL
GROUP BY s.id ORDER BY s.id
"""


def hire(office: StruckOffice, workplace: Workplace, today: date) -> list[Clerk]:
    """Clerks for the people whom the log-in page offers; every client belongs to one clerk who may see it."""
    people, everybody = _people(office)
    visible = {pk: everybody if role in SEES_ALL else own for pk, role, own in people}
    cast = [pk for pk in _cast(office) if visible.get(pk)]
    seats = [cast[number % len(cast)] for number in range(CLERKS)]
    shares: list[list[int]] = [[] for _ in seats]
    rng = Random(f"{workplace.seed} people")
    for client in everybody:
        able = [number for number, pk in enumerate(seats) if client in visible[pk]]
        shares[rng.choice(able)].append(client)
    clerks = []
    for number, pk in enumerate(seats):
        clerk = Clerk(f"clerk {number}", pk, workplace)
        clerk.clients, clerk.others, clerk.today = shares[number] or visible[pk], visible[pk], today
        clerk.deputies = [expert for expert, role, _own in people if role == "expert" and expert != pk]
        clerks.append(clerk)
    return clerks


def hire_importer(office: StruckOffice, workplace: Workplace, today: date, folder: Path) -> Importer:
    """The administrator, whose tables lie in the folder."""
    people, _everybody = _people(office)
    importer = Importer("importer", next(pk for pk, role, _own in people if role == "methodologist"), workplace)
    importer.office, importer.today, importer.folder = office, today, folder
    importer.executors = [pk for pk, role, _own in people if role == "expert"]
    return importer


def _people(office: StruckOffice) -> tuple[list[tuple[int, str, list[int]]], list[int]]:
    """(number, role, own clients) of the staff, and all clients."""
    with office.session() as session:
        people = session.execute(_PEOPLE).fetchall()
        clients = session.execute("SELECT id FROM clients_client ORDER BY id").fetchall()
    return [(pk, role, own) for pk, role, own in people], [pk for (pk,) in clients]


def _cast(office: StruckOffice) -> list[int]:
    page = Browser(office.port, Scissors(), Traffic(), Random(0)).get("/login/")
    return [int(pk) for pk in re.findall(r'name="staff" value="(\d+)"', page.text)]
