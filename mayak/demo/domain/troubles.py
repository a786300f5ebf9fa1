"""Cases: threats, competitors, complaints, problems, tasks, open and closed, with reactions."""

from mayak.demo.domain import speech
from mayak.demo.domain.days import moment
from mayak.demo.domain.story import Story
from mayak.demo.domain.world import People, World


def threat_day(story: Story) -> int | None:
    """The day on which the threat of disconnection was heard; the threat call of the same day says so."""
    if story.trouble_from is None or story.fate == "declining":
        return None
    last = story.recovered if story.recovered is not None else story.left
    if last is None:
        return None
    return min(story.trouble_from + int((last - story.trouble_from) * 0.62), -2)


def write_cases(world: World, story: Story, people: People) -> None:
    """The cases of one client."""
    roll = story.rng.random
    threat = threat_day(story)
    owner = story.place.manager_id or story.place.expert.staff_id
    if threat is not None and threat >= story.start:
        _threat(world, story, people, threat, owner)
    if story.competitor and (story.fate == "competitor" or roll() < 0.6):
        _competitor(world, story, people, threat, owner)
    for _number in range(int(roll() * 3.2)):
        day = world.days.on_or_before(story.start + int(roll() * (story.end - story.start)))
        if day > story.since:
            kind = "task" if roll() < 0.62 else "problem"
            stock = speech.TASK_TITLES if kind == "task" else speech.PROBLEM_TITLES
            _case(world, story, people, kind, stock[int(roll() * len(stock))], day, 3 + int(roll() * 20))
    if roll() < 0.06:
        day = world.days.on_or_before(max(story.start, -int(roll() * 500) - 1))
        if story.since < day <= story.end:
            title = speech.COMPLAINT_TITLES[int(roll() * len(speech.COMPLAINT_TITLES))]
            _case(world, story, people, "complaint", title, day, 2 + int(roll() * 9))


def _person(people: People, day: int) -> int:
    key = people.key if people.key and people.key.works_on(day) else people.head
    return key.id


def _term(world: World, story: Story, opened: int, working_days: int, is_closed: bool) -> str:
    """The day by which a case is to be settled: the norm; an open one that lasts has got a new term meanwhile."""
    norm = world.days.add_working(opened, working_days)
    renewed = world.days.on_or_after(-3 + int(story.rng.random() * 22))
    return world.days.iso(norm if is_closed else max(norm, renewed))


def _threat(world: World, story: Story, people: People, day: int, owner: int) -> None:
    roll, days = story.rng.random, world.days
    opened = days.on_or_before(day)
    closed, result = None, ""
    if story.recovered is not None:
        closed = days.on_or_after(story.recovered)
        result = speech.THREAT_KEPT[int(roll() * 3)]
    elif story.is_gone and story.left is not None:
        closed, result = days.on_or_after(story.left), "Не удержан, клиент отключился."
    is_closed = closed is not None and closed <= 0
    world.sheets.add(
        "cases.Case", story.id, people.head.id, "threat", "Угроза отключения", moment(days.iso(opened), 690),
        _term(world, story, opened, 5, is_closed), moment(days.iso(opened), 700 + int(roll() * 200)),
        moment(days.iso(closed), 960) if is_closed and closed is not None else None, owner, result if is_closed else "",
        story.competitor,
    )  # fmt: skip


def _competitor(world: World, story: Story, people: People, threat: int | None, owner: int) -> None:
    roll, days = story.rng.random, world.days
    seen = -5 - int(roll() * 80) if story.fate == "competitor" or threat is None else threat - int(roll() * 30)
    opened = days.on_or_before(min(seen, story.end))
    if opened <= story.start:
        return
    closed = None
    if story.recovered is not None:
        closed = days.on_or_after(story.recovered)
    elif story.is_gone and story.left is not None:
        closed = days.on_or_after(story.left)
    elif story.fate not in ("competitor", "leaving"):
        closed = days.on_or_after(opened + 20)
    is_closed = closed is not None and opened <= closed <= 0
    waits = opened > -9 and roll() < 0.5
    world.sheets.add(
        "cases.Case", story.id, _person(people, opened), "competitor", f"Появился конкурент: {story.competitor}",
        moment(days.iso(opened), 640 + int(roll() * 200)), _term(world, story, opened, 10, is_closed),
        None if waits else moment(days.iso(opened), 860 + int(roll() * 120)),
        moment(days.iso(closed), 900) if is_closed and closed is not None else None, owner,
        "Провели сравнение, остаются с нами." if is_closed and not story.is_gone else "", story.competitor,
    )  # fmt: skip


def _case(world: World, story: Story, people: People, kind: str, title: str, day: int, length: int) -> None:
    roll, days = story.rng.random, world.days
    closed = days.on_or_after(day + length)
    stays_open = day > -60 and roll() < 0.12
    is_closed = closed <= 0 and not stays_open
    at = 560 + int(roll() * 400)
    reacted = None if not is_closed and roll() < 0.3 else moment(days.iso(day), min(at + 15 + int(roll() * 180), 1079))
    world.sheets.add(
        "cases.Case", story.id, _person(people, day), kind, title, moment(days.iso(day), at),
        _term(world, story, day, 10, is_closed), reacted, moment(days.iso(closed), 950) if is_closed else None,
        story.place.expert.staff_id, speech.CASE_RESULTS[int(roll() * 4)] if is_closed else "", "",
    )  # fmt: skip
