"""Kits with their prices over time, updates, contracts with seasons of renewal, invoices, acts, payments, promises."""

from dataclasses import dataclass

from mayak.demo.domain.days import moment
from mayak.demo.domain.library import BUDGET_PRODUCT, PRODUCTS, TRADER_PRODUCT
from mayak.demo.domain.names import inn
from mayak.demo.domain.sheets import roubles
from mayak.demo.domain.speech import ACT_CAUSES
from mayak.demo.domain.story import Story
from mayak.demo.domain.world import People, World

# Renewals crowd in winter and at mid-year.
SEASON = (1, 1, 1, 2, 2, 3, 4, 5, 6, 6, 6, 7, 8, 9, 9, 10, 11, 12, 12, 12)
PREPAID_MONTHS = {"quarter": 3, "half_year": 6, "year": 12}
TERM = 10


@dataclass(slots=True)
class Bought:
    """What the other generators need of the kits. ``prices``: (first day, kopecks a month), oldest first."""

    main_kit: int
    kind: str
    prices: list[tuple[int, int]]

    def price_on(self, day: int) -> int:
        """Kopecks a month on a day."""
        price = self.prices[0][1]
        for first, value in self.prices:
            if first <= day:
                price = value
        return price


def write_kits(world: World, story: Story, people: People) -> Bought:
    """One or two kits, the price raised each February, and their updates."""
    roll, company = story.rng.random, story.company
    kind = "online" if story.is_online else ("local" if roll() < 0.7 else "flash")
    product = PRODUCTS[int(roll() * roll() * 4)]
    if company.is_budget:
        product = BUDGET_PRODUCT
    elif company.is_personal and roll() < 0.6:
        product = TRADER_PRODUCT
    users = 1 + company.size * int(1 + roll() * 2)
    base = int((28 + 14 * users + roll() * 60) * (0.7 if company.is_personal else 1.0)) * 10_000
    kit = _kit(world, story, product, kind, users, base, people.key.id if people.key else None)
    if company.size >= 2 and roll() < 0.22:
        _kit(world, story, PRODUCTS[2 + int(roll() * 2)], "online", 1, base // 3, None)
        base += base // 3
    bought = Bought(kit, kind, _prices(world, story, base))
    if kind != "online":
        _updates(world, story, kit)
    return bought


def _prices(world: World, story: Story, base: int) -> list[tuple[int, int]]:
    """Today's price and what it was before each February rise (8 %)."""
    steps: list[tuple[int, int]] = []
    price, day = base, 0
    februaries = [start for start in world.days.months(-760, 0) if world.days.iso(start)[5:7] == "02"]
    for start in reversed(februaries):
        if start <= story.since:
            break
        steps.append((start, price))
        price = int(price / 1.08 / 1000) * 1000
        day = start
    steps.append((min(story.since, day), price))
    return steps[::-1]


def _kit(world: World, story: Story, product: str, kind: str, users: int, base: int, person: int | None) -> int:
    days, add = world.days, world.sheets.add
    number = world.sheets.new_id("clients.Kit")
    last = days.iso(story.left - 1) if story.is_gone and story.left is not None else None
    method = "" if kind == "online" else ("engineer" if story.place.expert.mode == "on_site" else "internet")
    place = "" if kind == "online" else ("Бухгалтерия", "Сервер", "Кабинет юриста")[number % 3]
    prices = _prices(world, story, base)
    add(
        "clients.Kit", number, story.id, product, kind, users, roubles(prices[-1][1]), place, method, person,
        days.iso(story.since), last,
    )  # fmt: skip
    for index, (first, price) in enumerate(prices):
        until = days.iso(prices[index + 1][0] - 1) if index + 1 < len(prices) else last
        start = days.iso(max(first, story.since))
        if until is None or until >= start:
            add("clients.KitPrice", number, roubles(price), start, until)
    return number


def _updates(world: World, story: Story, kit: int) -> None:
    roll, days, add = story.rng.random, world.days, world.sheets.add
    last = story.end if not story.kit_stale else -15 - int(roll() * 25)
    day = story.start + int(roll() * 7)
    previous = None
    while day <= last:
        worked = days.on_or_before(day)
        if worked != previous and worked >= story.since and (day > last - 28 or roll() < 0.93):
            add("usage.KitUpdate", kit, days.iso(worked))
            previous = worked
        day += 7


def write_contracts(world: World, story: Story, bought: Bought) -> None:
    """A contract a year; the last may be renewed already, run out soon, or be left to run out by who leaves."""
    roll, days, add = story.rng.random, world.days, world.sheets.add
    month = SEASON[int(roll() * len(SEASON))]
    today_month = days.today.month
    start = days.month_start(0, (month - today_month) % 12 - 36)
    starts = [days.month_start(start, 12 * year) for year in range(4)]
    prepaid = PREPAID_MONTHS.get(story.habit)
    is_open_end = story.company.size <= 1 and roll() < 0.12 and not prepaid
    shift = story.number * 7 % 28
    for order, begin in enumerate(starts):
        ends = days.month_start(begin, 12) + shift - 1
        signed = days.on_or_before(begin + shift - 3 - int(roll() * 22))
        if signed < story.since:
            if ends < story.since + 30:
                continue
            signed, begin = story.since, max(begin, story.since)
        if signed > 0 or (story.left is not None and begin >= story.left):
            continue
        is_last = order == 3
        if is_last and begin + shift > 0 and roll() > 0.55:
            continue
        prepaid_until = None
        if prepaid:
            paid = begin
            while days.month_start(paid, prepaid) <= max(begin, min(0, story.end)):
                paid = days.month_start(paid, prepaid)
            prepaid_until = days.iso(min(days.month_start(paid, prepaid) + shift - 1, ends))
        add(
            "clients.Contract", story.id, f"К-{1000 + (story.number * 3 + order) % 9000}", days.iso(signed),
            None if is_open_end else days.iso(ends), "prepaid" if prepaid else "monthly", prepaid_until,
            roubles(bought.price_on(begin)),
        )  # fmt: skip


def write_money(world: World, story: Story, bought: Bought, people: People) -> None:
    """Invoices by the habit of the payer, payments, promises, acts for every month."""
    days = world.days
    step = PREPAID_MONTHS.get(story.habit, 1)
    months = days.months(story.start, story.end)
    shift = story.number % step
    for order, first in enumerate(months):
        if (order + shift) % step and order:
            continue
        length = step if order else step - shift % step
        _invoice(world, story, bought, people, first, length)
    _acts(world, story, bought, months)


def _delay(story: Story, issued: int) -> int | None:
    """Days from issue to payment; none: never paid."""
    roll = story.rng.random
    trouble = 1 - story.mood(issued)
    extra = int(trouble * 40)
    if trouble > 0.85 and roll() < 0.6:
        return None
    match story.habit:
        case "prompt":
            return 2 + int(roll() * 9) + extra + (25 if roll() < 0.02 else 0)
        case "late":
            return 9 + int(roll() * 18) + extra
        case "chronic":
            return 28 + int(roll() * 60) + extra
        case _:
            return 2 + int(roll() * 11) + extra // 2


def _invoice(world: World, story: Story, bought: Bought, people: People, first: int, length: int) -> None:
    roll, days, add = story.rng.random, world.days, world.sheets.add
    issued = days.on_or_after(max(first + story.number * 5 % 13, story.since))
    if issued > story.end:
        return
    number = world.sheets.new_id("money.Invoice")
    amount = bought.price_on(first) * length
    period = days.date(first)
    label = f"{number % 100000}"
    subject = f"Информационное обслуживание, {period:%m.%Y}" + (f", {length} мес." if length > 1 else "")
    cancelled = days.iso(days.on_or_after(issued + 1)) if roll() < 0.004 and issued < -10 else None
    due = issued + TERM
    add(
        "money.Invoice", number, story.id, label, days.iso(issued), days.iso(due), days.iso(first), roubles(amount),
        subject, cancelled, None,
    )  # fmt: skip
    if cancelled:
        return
    delay = _delay(story, issued)
    paid = None if delay is None else days.on_or_after(issued + delay)
    if paid is not None and paid <= 0:
        _payments(world, story, number, label, amount, paid)
    if paid is None or paid > due + 4:
        _promises(world, story, people, number, amount, due, paid)


def _payments(world: World, story: Story, invoice: int, label: str, amount: int, paid: int) -> None:
    roll, days, add = story.rng.random, world.days, world.sheets.add
    parts = [(paid, amount)]
    if roll() < 0.03:
        half = amount // 2
        later = days.on_or_after(paid + 9)
        parts = [(paid, half)] + ([(later, amount - half)] if later <= 0 else [])
    for day, part in parts:
        posted = moment(days.iso(day), 580 + story.number % 90 if day == 0 else 720)
        matched = None if roll() < 0.006 else invoice
        add(
            "money.Payment", story.id, inn(story.number + 14, story.company.is_personal), days.iso(day), posted,
            roubles(part), matched, f"Оплата по счёту № {label} за информационное обслуживание",
        )  # fmt: skip


def _promises(
    world: World, story: Story, people: People, invoice: int, amount: int, due: int, paid: int | None
) -> None:
    roll, days, add = story.rng.random, world.days, world.sheets.add
    asked = days.on_or_after(due + 1 + int(roll() * 3))
    person = people.key.id if people.key and people.key.left is None else people.head.id
    for _attempt in range(3):
        if asked > min(0, story.end) or (paid is not None and asked >= paid) or roll() < 0.2:
            break
        expected = days.on_or_after(asked + 4 + int(roll() * 8))
        if paid is not None and asked < paid <= expected + 3 and roll() < 0.8:
            expected = paid
        add("money.Promise", story.id, person, invoice, days.iso(asked), days.iso(expected), roubles(amount))
        asked = days.on_or_after(expected + 1 + int(roll() * 4))
    if paid is None and not story.is_gone:
        # Whoever still owes is asked again at every talk: the last word is a fresh one.
        asked = max(asked, days.on_or_before(-1 - int(roll() * 9)))
        if asked <= 0:
            expected = days.on_or_after(asked + 3 + int(roll() * 9))
            add("money.Promise", story.id, person, invoice, days.iso(asked), days.iso(expected), roubles(amount))


def _acts(world: World, story: Story, bought: Bought, months: list[int]) -> None:
    roll, days, add = story.rng.random, world.days, world.sheets.add
    for first in months:
        after = days.month_start(first, 1)
        if after > story.end + 1 or after - 1 < story.since:
            continue
        issued = days.on_or_before(after - 1)
        if issued < story.since:
            continue
        lag = 6 + int(roll() * 22)
        if story.acts_kept_back and first > -150 and roll() < 0.8:
            lag = 200
        elif roll() < 0.03:
            lag = 45 + int(roll() * 60)
        returned = days.on_or_after(issued + lag)
        is_back = returned <= 0
        number = f"{(story.number * 31 + first) % 90000 + 1}"
        cause = "" if is_back or issued > -20 else ACT_CAUSES[int(roll() * len(ACT_CAUSES))]
        at_expert = days.on_or_after(issued + 2)
        add(
            "money.Act", story.id, number, days.iso(first), days.iso(issued), roubles(bought.price_on(first)),
            days.iso(issued + 30), days.iso(at_expert) if at_expert <= 0 else None,
            days.iso(returned) if is_back else None, cause,
        )  # fmt: skip
