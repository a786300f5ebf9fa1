"""What is measured: each page with the people who open it and the addresses they open."""

from collections.abc import Callable
from dataclasses import dataclass

from bench.size import DAY

EXPERTS = 12

# The design's budgets: p95 against a bare page with one indexed query and an equally large template, and of closing
# against a bare insert.
PAGE_RATIO, BOARD_RATIO, CLOSE_RATIO = 3.0, 4.0, 10.0
# The first screen, complete: where a bare page of 19 KB for somebody logged in takes 2.4 ms it may take 30.
SCREEN_RATIO = 30 / 2.4
PAGE_BYTES = 60_000
STATEMENTS = 12


@dataclass(frozen=True)
class Visit:
    """One request: who (a log-in name) asks for what."""

    login: str
    path: str


@dataclass(frozen=True)
class Target:
    """A page of the table. ``ratio``: its budget as a multiple of a bare page of its size; None: there is none."""

    name: str
    visits: tuple[Visit, ...]
    ratio: float | None = None
    first_screen: bool = False


def targets(per_page: int) -> list[Target]:
    """All pages of the table, each with so many different addresses. Needs Django."""
    director, experts = _people()
    clients = _clients_of(experts, per_page)
    words = ["ручей", "берег", "причал", "маршрут", "парус", "якорь", "мост", "звезда", "гавань", "вершина"]
    lamps = _busiest_lamps()

    def by_director(path: Callable[[int], str]) -> tuple[Visit, ...]:
        return tuple(Visit(director, path(number)) for number in range(per_page))

    def by_experts(path: str) -> tuple[Visit, ...]:
        return tuple(Visit(login, path) for login in _cycle(list(experts), per_page))

    return [
        Target("My day", by_experts("/"), PAGE_RATIO, first_screen=True),
        Target(
            "Client window",
            tuple(Visit(login, f"/clients/{pk}/") for login, pk, _ in clients),
            PAGE_RATIO,
            first_screen=True,
        ),
        Target("Functional card", tuple(Visit(login, f"/clients/{pk}/card/") for login, pk, _ in clients), PAGE_RATIO),
        Target(
            "Contact page",
            tuple(Visit(login, f"/contacts/{pk}/") for login, _, pk in clients),
            PAGE_RATIO,
            first_screen=True,
        ),
        Target("Board, one expert's", by_experts("/board/"), BOARD_RATIO, first_screen=True),
        Target(
            "Board, whole office by a lamp",
            by_director(lambda n: f"/board/?show={lamps[n % len(lamps)]}&page={n % 4 + 1}"),
            BOARD_RATIO,
        ),
        Target("Board, whole office", by_director(lambda n: f"/board/?page={n % 5 + 1}"), BOARD_RATIO),
        Target("Client list, whole office", by_director(lambda n: f"/clients/?page={n % 20 + 1}"), first_screen=True),
        Target("Client list, part of the name", by_director(lambda n: f"/clients/?q={words[n % len(words)]}")),
        Target("Client list, one expert's", by_experts("/clients/")),
        Target("Search while typing", by_director(lambda n: f"/search/?q={words[n % len(words)][:4]}")),
    ]


def contacts_to_close(per_round: int, rounds: int) -> list[tuple[str, int]]:
    """(who, planned contact) for the closing measurement, none of them twice nor opened by the pages."""
    _director, experts = _people()
    chosen = _clients_of(experts, per_round * rounds, skip=40)
    return [(login, activity) for login, _client, activity in chosen]


def _busiest_lamps() -> list[str]:
    from django.db.models import Count

    from mayak.lamps.models import LampState, State

    lit = LampState.objects.filter(state=State.LIT, lamp__is_active=True).values("lamp__code")
    return list(lit.annotate(n=Count("pk")).order_by("-n").values_list("lamp__code", flat=True)[:5])


def _people() -> tuple[str, dict[str, int]]:
    """A director, and experts with a pool who are not away."""
    from mayak.accounts.models import Absence, Role, Staff

    away = Absence.objects.filter(from_date__lte=DAY, to_date__gte=DAY)
    director = Staff.objects.filter(role=Role.DIRECTOR).order_by("pk").values_list("login", flat=True)[0]
    experts = Staff.objects.filter(role=Role.EXPERT).exclude(absences__in=away)
    return director, dict(experts.order_by("pk").values_list("login", "pk")[:EXPERTS])


def _clients_of(experts: dict[str, int], number: int, skip: int = 0) -> list[tuple[str, int, int]]:
    """(log-in, client, planned contact) spread over the experts' pools."""
    from mayak.work.models import Activity, ActivityState

    each = -(-number // len(experts))
    found: list[tuple[str, int, int]] = []
    pools = []
    for login, staff_id in experts.items():
        planned = Activity.objects.filter(executor_id=staff_id, state=ActivityState.PLANNED).order_by("client_id")
        one_a_client = dict(reversed(planned.values_list("client_id", "pk")))
        pools.append([(login, client, pk) for client, pk in sorted(one_a_client.items())[skip : skip + each]])
    for turn in range(each):
        found += [pool[turn] for pool in pools if turn < len(pool)]
    return found[:number]


def _cycle(items: list[str], number: int) -> list[str]:
    return [items[place % len(items)] for place in range(number)]
