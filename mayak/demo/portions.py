"""A large office is written by several processes, slice by slice of its clients.

What a slice holds depends on its place alone, never on the number of processes: each has its own range of numbers
(primary keys), and the groups of companies stay within it. A small office is one slice, written right here.
"""

import os
from collections import Counter, deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from threading import Thread

from django.db import transaction

from mayak.core.clock import office_zone
from mayak.demo import copying
from mayak.demo.domain import card, contacts, doings, identity, products, troubles
from mayak.demo.domain.pools import Place, Pools
from mayak.demo.domain.sheets import Sheets
from mayak.demo.domain.story import has_manager, make_story
from mayak.demo.domain.world import World

PORTION = 200
SLICE = 2500
# Numbers kept for every client of a slice, at least twice what the average client needs; checked when it is written.
KEPT_NUMBERS = {"clients.Client": 1, "clients.Person": 7, "clients.Kit": 3, "money.Invoice": 40, "work.Assignment": 3}
KEPT_ACTIVITIES = 110


@dataclass(frozen=True)
class Slice:
    """Clients of consecutive numbers with their places in the pools and the first primary keys that are theirs."""

    first: int
    places: tuple[Place, ...]
    next_ids: dict[str, int]


def slices(world: World, pools: Pools, clients: int) -> Iterator[Slice]:
    """All slices of the office, in order."""
    for first in range(0, clients, SLICE):
        last = min(first + SLICE, clients)
        places = tuple(pools.deal(number, has_manager(world.seed, number)) for number in range(first, last))
        start = {label: number + first * _kept(label) for label, number in world.sheets.next_ids().items()}
        yield Slice(first, places, start)


def write_slice(world: World, part: Slice) -> Iterator[tuple[int, Counter[str]]]:
    """Write a slice in portions, each in a transaction of its own; gives (clients, rows by table) of each."""
    world.sheets = Sheets(dict(part.next_ids))
    world.heads = []
    for start in range(0, len(part.places), PORTION):
        places = part.places[start : start + PORTION]
        with transaction.atomic():
            for offset, place in enumerate(places, start):
                write_client(world, place, part.first + offset)
            written = Counter(copying.write_sheets(world.sheets))
        yield len(places), written
    for label, number in world.sheets.next_ids().items():
        if number > part.next_ids[label] + len(part.places) * _kept(label) and len(part.places) == SLICE:
            raise OverflowError(f"more rows of {label} than numbers kept for a slice")


def write_in_processes(world: World, parts: Iterator[Slice]) -> Iterator[tuple[int, Counter[str]]]:
    """Write the slices by as many processes as there are cores; gives (clients, rows by table) of each, in order."""
    workers = max(2, os.cpu_count() or 2)
    given = (world, str(office_zone()))
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_begin, initargs=given) as pool:
        waiting: deque[Future[tuple[int, Counter[str]]]] = deque()
        for part in parts:
            waiting.append(pool.submit(_write, part))
            if len(waiting) > 2 * workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def write_client(world: World, place: Place, number: int) -> None:
    """Everything of one client, from one plot."""
    story = make_story(world.seed, number, world.sheets.new_id("clients.Client"), place, world.days)
    identity.write_client(world, story)
    people = identity.write_people(world, story)
    bought = products.write_kits(world, story, people)
    products.write_contracts(world, story, bought)
    products.write_money(world, story, bought, people)
    doings.write_usage(world, story, people, bought)
    doings.write_hotline(world, story, people)
    doings.write_trainings(world, story, people)
    doings.write_attendance(world, story, people)
    doings.write_portal(world, story, people)
    doings.write_mail(world, story, people)
    card.write_card(world, story, people, bought)
    card.write_segments(world, story, bought)
    troubles.write_cases(world, story, people)
    contacts.write_contacts(world, story, people)


def _kept(label: str) -> int:
    return KEPT_NUMBERS.get(label, KEPT_ACTIVITIES)


# The office of a writing process, set when it starts: it is large, and every slice needs the same.
_office: list[World] = []


def _begin(world: World, zone: str) -> None:
    import django
    from django.conf import settings

    Thread(target=_end_with_parent, daemon=True).start()
    settings.TIME_ZONE = zone
    django.setup()
    _office.append(world)


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _write(part: Slice) -> tuple[int, Counter[str]]:
    rows: Counter[str] = Counter()
    for _clients, written in write_slice(_office[0], part):
        rows.update(written)
    return len(part.places), rows
