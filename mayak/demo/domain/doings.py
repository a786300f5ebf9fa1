"""What the client does: log-ins, hotline questions, trainings, events, portal, newsletters."""

from math import exp, log

from mayak.demo.domain.days import HISTORY, Days, moment
from mayak.demo.domain.library import PROGRAMS
from mayak.demo.domain.products import Bought
from mayak.demo.domain.sheets import Row
from mayak.demo.domain.speech import HOTLINE_FEEDBACK, QUESTIONS
from mayak.demo.domain.story import Story
from mayak.demo.domain.world import People, World

# Log-ins by month of the year: reports in winter and spring, holidays in summer.
SEASON = (0.75, 1.15, 1.25, 1.15, 0.85, 0.9, 0.7, 0.75, 1.0, 1.1, 1.05, 1.15)
# So many of the latest weeks show single days, older weeks one row each.
DETAILED_WEEKS = 5
BY_TOPIC = {rubric: [row for row in QUESTIONS if row[1] == rubric] for _topic, rubric, _text in QUESTIONS}


def write_usage(world: World, story: Story, people: People, bought: Bought) -> None:
    """Log-ins: one row a week and person, single days lately; they fall before the client leaves."""
    roll, days = story.rng.random, world.days
    rows = world.sheets.rows["usage.UsageDay"]
    stopped = -9 - int(roll() * 34) if story.fate == "sleepy" else story.end
    if story.fate == "new_silent" and roll() < 0.5:
        return
    growth = 0.55 / HISTORY if story.fate == "growing" else 0.0
    users = [person for person in people.all if person.usage_share >= 0.4]
    for person in users or [people.head]:
        share = max(person.usage_share, 0.4) * (0.6 + roll() * 0.8)
        for week in range((-story.start) // 7 + 1):
            last = -7 * week
            first = last - 6
            if last < story.since or first > stopped or not person.works_on(last):
                continue
            season = SEASON[int(days.iso(last)[5:7]) - 1]
            level = story.usage_rate * share * season * story.mood(last) * (1 + growth * last)
            level *= 0.55 + roll() * 0.9
            if level < 0.5 and roll() > level:
                continue
            span = [day for day in days.working_between(first, last) if story.since <= day <= stopped]
            if span:
                _week(rows, story, person.id, bought.main_kit, days, span, max(1, int(level + 0.5)), week)


def _week(
    rows: list[Row], story: Story, person: int, kit: int, days: Days, span: list[int], logins: int, week: int
) -> None:
    roll = story.rng.random
    count = min(len(span), logins, 3 if week < DETAILED_WEEKS else 1)
    step = len(span) / count
    for part in range(count):
        portion = logins // count + (part < logins % count)
        day = span[int(step * part) + int(roll() * int(step))]
        rows.append(
            (
                story.id,
                person,
                kit,
                days.iso(day),
                portion,
                int(portion * (1 + roll() * 2)),
                int(portion * (1 + roll() * 4)),
            )
        )


def write_hotline(world: World, story: Story, people: People) -> None:
    """Questions to the hotline with answers and ratings; rarer in summer, none once trouble has come far."""
    roll, days, add = story.rng.random, world.days, world.sheets.add
    day = float(story.start)
    mean = 30 / story.hotline_rate
    while True:
        day += 1 + mean * min(4.0, -_log(roll()))
        asked = days.on_or_before(int(day))
        if day > story.end:
            return
        if asked < story.since or story.mood(asked) < 0.65 or (asked > -70 and story.fate == "sleepy"):
            continue
        staff = people.at(asked)
        person = staff[int(roll() * len(staff))] if staff else people.head
        topic, _rubric, question = _question(story, person.topics)
        at = 545 + int(roll() * 480)
        if asked == 0:
            at = 545 + int(roll() * 100)
        took = 20 + int(roll() * roll() * 400)
        answered = moment(days.iso(asked), min(at + took, 1085)) if asked < 0 or took < 60 else None
        rating, feedback = _rating(story) if answered and asked < -1 else (None, "")
        add(
            "usage.HotlineRequest", story.id, person.id, moment(days.iso(asked), at),
            ("phone", "phone", "phone", "chat", "chat", "portal")[int(roll() * 6)],
            "consultation" if roll() < 0.7 else "document", topic, question, answered,
            world.hotline_names[int(roll() * len(world.hotline_names))], rating, feedback, roll() < 0.04,
        )  # fmt: skip


def _log(value: float) -> float:
    return log(max(value, exp(-8)))


def _question(story: Story, topics: list[str]) -> tuple[str, str, str]:
    roll = story.rng.random
    stock = BY_TOPIC.get(topics[int(roll() * len(topics))]) if topics and roll() < 0.8 else None
    stock = stock or list(QUESTIONS)
    return stock[int(roll() * len(stock))]


def _rating(story: Story) -> tuple[int | None, str]:
    roll = story.rng.random()
    if roll < 0.4:
        return None, ""
    rating = 5 if roll < 0.78 else 4 if roll < 0.94 else 3 if roll < 0.975 else 2 if roll < 0.993 else 1
    stock = HOTLINE_FEEDBACK[rating]
    return rating, stock[int(story.rng.random() * len(stock))]


def write_trainings(world: World, story: Story, people: People) -> None:
    """Trainings of users; certificates last a year. The key user of a trained client holds a valid one."""
    roll, days, add = story.rng.random, world.days, world.sheets.add
    for person in people.all:
        is_key = people.key is not None and person.id == people.key.id
        if not is_key and roll() > 0.45 * max(person.usage_share, 0.2):
            continue
        if is_key and not story.is_trained and roll() < 0.5:
            continue
        latest = -20 - int(roll() * 320) if story.is_trained or not is_key else -380 - int(roll() * 250)
        for day in (latest, latest - 350 - int(roll() * 60)):
            held = days.on_or_before(day)
            if held <= story.start + 10 or held > story.end or not person.works_on(held) or story.mood(held) < 0.6:
                continue
            with_term = roll() < 0.7
            add(
                "usage.Training", story.id, person.id, days.iso(held), "Обучение работе с системой",
                PROGRAMS[int(roll() * 4)], ("дистанционно", "очно", "вебинар")[int(roll() * 3)],
                f"ОБ-{abs(held)}-{person.id % 10000}" if with_term else "",
                days.iso(held + 365) if with_term else None,
            )  # fmt: skip


def write_attendance(world: World, story: Story, people: People) -> None:
    """Invitations to events by rubric, who came; seats at coming events."""
    roll, days, add = story.rng.random, world.days, world.sheets.add
    eager = roll()
    for person in people.all:
        if person.usage_share < 0.3 or eager < 0.25:
            continue
        for event in world.events:
            if event.day < story.start or event.day > max(story.end, 45 if not story.is_gone else story.end):
                continue
            chance = 0.22 if set(event.topics) & set(person.topics) else 0.015
            if roll() > chance or not person.works_on(event.day):
                continue
            came = None if event.day >= 0 else roll() < 0.25 + eager * 0.55 * story.mood(event.day)
            revenue = "4500.00" if came and event.is_paid else None
            add("usage.Attendance", event.id, story.id, person.id, days.iso(event.day), True, came, revenue)


def write_portal(world: World, story: Story, people: People) -> None:
    """Registration on the portal, visits, videos watched, links followed into the product."""
    roll, days, add = story.rng.random, world.days, world.sheets.add
    for person in people.all:
        if person.usage_share < 0.3 or roll() < 0.45:
            continue
        day = days.on_or_after(story.start + int(roll() * 200))
        if day > story.end:
            continue
        add("usage.PortalAction", story.id, person.id, days.iso(day), "registered", 1)
        while True:
            day = days.on_or_after(day + 12 + int(roll() * 70))
            if day > story.end or story.mood(day) < 0.6:
                break
            add("usage.PortalAction", story.id, person.id, days.iso(day), "visit", 1 + int(roll() * 3))
            if roll() < 0.35:
                add("usage.PortalAction", story.id, person.id, days.iso(day), "video", 1)
            if roll() < 0.3:
                add("usage.PortalAction", story.id, person.id, days.iso(day), "product_link", 1 + int(roll() * 2))


def write_mail(world: World, story: Story, people: People) -> None:
    """What became of each newsletter: opened, clicked, followed into the product, bounced, unsubscribed."""
    roll, days = story.rng.random, world.days
    rows = world.sheets.rows["usage.MailEvent"]
    for person in people.all:
        if not person.email or person.usage_share < 0.3 or roll() < 0.1:
            continue
        habit = 0.12 + roll() * 0.6
        bounces = roll() < 0.02
        for name, day in world.mailings:
            if day < story.start or day > story.end or not person.works_on(day):
                continue
            iso = days.iso(day)
            opened = clicks = to_product = None
            if not bounces and roll() < habit * story.mood(day):
                seen = days.on_or_after(min(day + int(roll() * 3), 0))
                opened = moment(days.iso(min(seen, 0)), 620 + int(roll() * (60 if seen >= 0 else 400)))
                if roll() < 0.3:
                    clicks = 1 + int(roll() * 3)
                    to_product = int(roll() * (clicks + 1))
            left = opened is not None and roll() < 0.002
            rows.append((story.id, person.id, name, moment(iso, 600), opened, clicks, to_product, bounces, left))
            if left:
                break
