"""What we do: assignments, planned contacts and attempts of two years, this morning's calls, the coming days."""

from dataclasses import dataclass
from typing import Any

from mayak.demo.domain import library, speech
from mayak.demo.domain.days import moment
from mayak.demo.domain.story import Story
from mayak.demo.domain.troubles import threat_day
from mayak.demo.domain.world import People, Sketch, World

# Outcomes of talks by frequency; what a talk in trouble ends with.
_TALKS_OF_HUNDRED = {
    "news": 20, "product": 22, "service": 19, "payment": 6, "card": 8, "feedback": 6, "task": 5, "technical": 2,
    "acquaintance": 3, "fruitless": 9,
}  # fmt: skip
TALKS = [outcome for outcome, share in _TALKS_OF_HUNDRED.items() for _ in range(share)]
TROUBLED_TALKS = ["fruitless", "fruitless", "product", "service", "payment", "technical", "news"]
MISSES = ("no_answer", "no_answer", "absent", "absent", "no_time", "changed")
STAGE_OF = {
    "news": "product", "product": "product", "service": "service", "payment": "payment", "card": "card",
    "acquaintance": "acquaintance", "feedback": "feedback", "technical": "technical",
}  # fmt: skip
GOAL_WHEEL = ("product", "service", "product", "service", "card", "feedback", "competitor", "product", "service")
INSTRUMENTS_OF = {
    "news": ("news", "newsletter"), "product": ("product_entry", "ready_solution", "calculator"),
    "service": ("webinar", "seminar", "hotline", "newsletter", "video_seminar"), "card": ("questionnaire",),
    "feedback": ("questionnaire",), "acquaintance": ("information_letter", "product_entry"),
    "task": ("document_selection", "video_seminar"), "payment": (), "technical": ("product_entry",),
}  # fmt: skip
EFFECTIVE = frozenset(INSTRUMENTS_OF) | {"threat"}
# On an ordinary morning so many lines of the day are already done, then two with agreed times follow.
MORNING, MORNING_TIMES = 7, (548, 562, 578, 595, 612, 634, 651)
AGREED_TIMES = (720, 870)
MANAGER_CYCLE = 84


@dataclass(slots=True)
class Desk:
    """Where the contacts of one client are written."""

    world: World
    story: Story
    people: People
    assignment: int
    executor: int
    last_id: int | None = None


def write_contacts(world: World, story: Story, people: People) -> None:
    """The expert's contacts, then the manager's."""
    desk = _expert_desk(world, story, people)
    _history(desk)
    if not story.is_gone:
        _now(desk)
    if story.place.manager_id is not None:
        _manager(world, story, people, story.place.manager_id)


def _assignment(world: World, story: Story, executor: int, direction: str, opened: int, closed: int | None) -> int:
    number = world.sheets.new_id("work.Assignment")
    lead = world.leads[story.place.expert.mode]
    world.sheets.add(
        "work.Assignment", number, story.id, direction, "Сопровождение", "Клиент работает в системе и продлевает договор",
        world.days.iso(opened), world.days.iso_or_none(closed), lead, executor, True,
    )  # fmt: skip
    for code, quantity in (("product_entry", 12), ("webinar", 4), ("document_selection", 2)):
        if code in world.instruments and story.rng.random() < 0.7:
            world.sheets.add("work.AssignmentInstrument", number, world.instruments[code], quantity)
    return number


def _expert_desk(world: World, story: Story, people: People) -> Desk:
    expert = story.place.expert
    direction = "Дистанционный обзвон" if expert.mode == "remote" else "Обслуживание с выездом"
    closed = story.left if story.is_gone else None
    number = _assignment(world, story, expert.staff_id, direction, story.since, closed)
    return Desk(world, story, people, number, expert.staff_id)


def _history(desk: Desk) -> None:
    world, story = desk.world, desk.story
    days, roll, expert = world.days, story.rng.random, story.place.expert
    threat = threat_day(story)
    for day in _past_days(desk):
        if threat is not None and day >= threat:
            _threat_call(desk, max(days.on_or_before(threat), days.on_or_after(story.since)))
            threat = None
        if story.fate == "unreachable" and day > -40:
            break
        if expert.is_late and day > -42 and story.position_in(4) != 0:
            break
        if story.fate == "new_silent":
            break
        _contact(desk, day)
    if story.fate == "unreachable":
        for day in days.working_between(-13, -1)[-6:]:
            _attempt(desk, day, "no_answer" if roll() < 0.7 else "absent", 560 + int(roll() * 400), 1)
    if roll() < 0.35 and story.fate not in ("new_silent", "unreachable") and not expert.is_late:
        _incoming(desk)


def _past_days(desk: Desk) -> list[int]:
    """Days of the planned contacts up to yesterday, oldest first: every cycle, levelled over the expert's days."""
    story, days = desk.story, desk.world.days
    cycle, roll = story.place.expert.cycle, story.rng.random
    index = days.today_index + story.place.position % cycle - cycle
    found: list[int] = []
    first = story.start + 2
    while days.working[index] >= first:
        is_last = not found
        place = index if is_last or roll() < 0.5 else index + (1 if roll() < 0.5 else -1)
        day = days.working[min(place, days.today_index - 1)]
        if day <= story.end and day >= first and (is_last or roll() > 0.07):
            found.append(day)
        index -= cycle
    return sorted(set(found))


def _contact(desk: Desk, day: int) -> None:
    """One planned contact with its attempts: a talk in four of five cases."""
    story, roll = desk.story, desk.story.rng.random
    minute = 550 + int(roll() * 460)
    attempt = 1
    while roll() > 0.79 and attempt <= 3:
        _attempt(desk, day, MISSES[int(roll() * len(MISSES))], minute, attempt)
        attempt += 1
        minute = min(minute + (20 if roll() < 0.6 else 65), 1070)
    if attempt <= 3:
        mood = story.mood(day)
        stock = TALKS if roll() < mood + 0.1 else TROUBLED_TALKS
        talk(desk, day, stock[int(roll() * len(stock))], minute, attempt)


def _pick(desk: Desk, day: int) -> Sketch:
    people, roll = desk.people, desk.story.rng.random
    if desk.story.meets_head and roll() < 0.1:
        return people.head
    if people.key is not None and people.key.works_on(day) and roll() < 0.8:
        return people.key
    present = [person for person in people.at(day) if person is not people.head] or [people.head]
    return present[int(roll() * len(present))]


def _words(desk: Desk, person: Sketch) -> dict[str, str]:
    roll = desk.story.rng.random
    events = desk.world.events
    return {
        **person.endings,
        "news": library.NEWS[int(roll() * len(library.NEWS))][0],
        "feature": library.FEATURES[int(roll() * len(library.FEATURES))][0],
        "event": events[int(roll() * len(events))].name if events else "НДС: вопросы квартала",
        "topic": person.topics[int(roll() * len(person.topics))],
    }


def _attempt(desk: Desk, day: int, outcome: str, minute: int, attempt: int) -> int:
    person = _pick(desk, day)
    stock = speech.COMMENTS[outcome]
    comment = stock[int(desk.story.rng.random() * len(stock))].format(**person.endings)
    return _done(desk, day, minute, person, outcome, attempt=attempt, minutes=1, comment=comment, kind="call")


def talk(desk: Desk, day: int, outcome: str, minute: int, attempt: int = 1, **more: Any) -> int:
    """A talk that took place, with its comment, instruments and perhaps an agreement."""
    world, story, roll = desk.world, desk.story, desk.story.rng.random
    person = _pick(desk, day)
    words = _words(desk, person)
    troubled = story.mood(day) < 0.55 and outcome == "fruitless"
    stock = speech.DECLINE_COMMENTS if troubled else speech.COMMENTS[outcome]
    comment = stock[int(roll() * len(stock))].format(**words)
    on_site = story.place.expert.mode == "on_site"
    kind = (
        "visit" if on_site and roll() < 0.75 else ("mail" if roll() < 0.03 else "online" if roll() < 0.04 else "call")
    )
    minutes = (
        25 + int(roll() * 30)
        if kind == "visit"
        else 4 + int(roll() * 9)
        if outcome != "fruitless"
        else 2 + int(roll() * 3)
    )
    number = _done(
        desk,
        day,
        minute,
        person,
        outcome,
        attempt=attempt,
        minutes=minutes,
        comment=comment,
        kind=kind,
        words=words,
        **more,
    )
    if outcome in EFFECTIVE:
        for code in INSTRUMENTS_OF.get(outcome, ()):
            if roll() < 0.45 and code in world.instruments:
                world.sheets.add("work.ActivityInstrument", number, world.instruments[code], 1)
        if roll() < 0.24:
            _agreement(desk, number, day, person, words)
    return number


def _done(
    desk: Desk,
    day: int,
    minute: int,
    person: Sketch,
    outcome: str,
    *,
    attempt: int,
    minutes: int,
    comment: str,
    kind: str,
    words: dict[str, str] | None = None,
    direction: str = "outgoing",
    unplanned: bool = False,
    type: str = "planned",
) -> int:
    world, roll = desk.world, desk.story.rng.random
    iso = world.days.iso(day)
    entered = reason = None
    if outcome == "product":
        entered = roll() < 0.75
    elif outcome in ("news", "acquaintance", "technical"):
        entered = roll() < 0.3
    if entered is False and roll() < 0.7:
        reason = speech.NOT_ENTERED[int(roll() * len(speech.NOT_ENTERED))].format(**person.endings)
    goal = _goal(desk, STAGE_OF.get(outcome, "product"), words or _words(desk, person))
    number = world.sheets.new_id("work.Activity")
    at = moment(iso, minute)
    executor = desk.executor
    if executor == world.absent_id and day >= -3:
        executor = world.substitute_id
    until = desk.story.previous_expert_until
    if until is not None and day <= until:
        executor = world.leads[desk.story.place.expert.mode]
    occasion = speech.OCCASIONS[int(roll() * len(speech.OCCASIONS))] if outcome == "news" and roll() < 0.6 else ""
    level = ("высокий", "средний", "средний", "низкий")[int(roll() * 4)] if outcome == "feedback" else ""
    world.sheets.add(
        "work.Activity", number, desk.assignment, desk.story.id, person.id, kind, direction, unplanned, type,
        world.stages.get(STAGE_OF.get(outcome, "product")), goal, at, False, False, at, minutes, "done",
        world.outcomes.get(outcome), attempt, comment, entered, reason or "", occasion, level, executor, executor, None,
    )  # fmt: skip
    desk.last_id = number
    return number


def _goal(desk: Desk, stage: str, words: dict[str, str]) -> str:
    stock = speech.GOALS.get(stage) or speech.GOALS["product"]
    return stock[int(desk.story.rng.random() * len(stock))].format(**words)


def _agreement(desk: Desk, activity: int, day: int, person: Sketch, words: dict[str, str]) -> None:
    story, days, roll = desk.story, desk.world.days, desk.story.rng.random
    ours = roll() < 0.6
    stock = speech.AGREEMENTS_US if ours else speech.AGREEMENTS_CLIENT
    due = days.on_or_after(day + 2 + int(roll() * 16))
    state, closed, feedback = "open", None, ""
    if due < -12 or (due < 0 and roll() < 0.86):
        state = "kept" if roll() < 0.9 * story.mood(due) + 0.02 else "broken"
    elif due >= 0 and roll() < 0.15:
        state = "kept"
    if state != "open":
        closed = days.iso(min(days.on_or_before(due), 0 if day == 0 else -1))
        feedback = speech.FEEDBACK[int(roll() * len(speech.FEEDBACK))].format(**words)
    desk.world.sheets.add(
        "work.Agreement", story.id, person.id, activity, stock[int(roll() * len(stock))].format(**words),
        days.iso(day), days.iso(due), "us" if ours else "client", state, closed, feedback,
    )  # fmt: skip


def _threat_call(desk: Desk, day: int) -> None:
    talk(desk, day, "threat", 675, type="emergency", unplanned=True)


def _incoming(desk: Desk) -> None:
    story, days, roll = desk.story, desk.world.days, desk.story.rng.random
    day = days.on_or_before(story.start + int(roll() * (story.end - story.start)))
    if story.start < day < 0:
        outcome = ("technical", "task", "service")[int(roll() * 3)]
        talk(desk, day, outcome, 560 + int(roll() * 420), direction="incoming", unplanned=True)


def _now(desk: Desk) -> None:
    """This morning's contacts and the next planned one."""
    story, days, roll = desk.story, desk.world.days, desk.story.rng.random
    expert = story.place.expert
    slot, rank = story.place.position % expert.cycle, story.place.position // expert.cycle
    next_day = days.working[days.today_index + slot]
    if story.fate == "new_silent":
        if roll() < 0.5:
            _planned(desk, days.on_or_before(-2), 600)
        return
    if expert.is_late and story.position_in(4) != 0:
        if story.position_in(11) == 0:
            _planned(desk, days.on_or_before(-20 + story.position_in(9)), 600)
        return
    if story.fate == "unreachable":
        _planned(desk, 0, 840, call_back=True)
        return
    if slot == 0 and rank < MORNING and not expert.is_absent:
        _morning(desk, rank)
        return
    if slot == 0 and rank - MORNING in (0, 1) and not expert.is_absent:
        _planned(desk, 0, AGREED_TIMES[rank - MORNING], fixed=True)
        return
    if slot == expert.cycle - 1 and rank == 3:
        _planned(desk, days.on_or_before(-1), 690)
        return
    if roll() < 0.07 and slot > 2:
        return
    agreed = slot > 0 and roll() < 0.12
    _planned(desk, next_day, (600, 630, 660, 720, 840, 870, 900, 960)[int(roll() * 8)], fixed=agreed)


def _morning(desk: Desk, rank: int) -> None:
    """One line of this morning, done: two of seven were not reached and are called back in the afternoon."""
    story, days, roll = desk.story, desk.world.days, desk.story.rng.random
    minute = MORNING_TIMES[rank]
    if rank in (2, 5):
        _attempt(desk, 0, "absent" if rank == 2 else "no_answer", minute, 1)
        _planned(desk, 0, 855 if rank == 2 else 765, call_back=True)
        return
    outcome = ("product", "service", "", "news", "fruitless", "", "product")[rank]
    talk(desk, 0, outcome, minute)
    cycle = story.place.expert.cycle if outcome != "fruitless" else 5
    _planned(desk, days.working[days.today_index + min(cycle, 10 + int(roll() * 3))], 660)


def _planned(desk: Desk, day: int, minute: int, *, fixed: bool = False, call_back: bool = False) -> None:
    world, story, roll = desk.world, desk.story, desk.story.rng.random
    person = desk.people.key if desk.people.key is not None else _pick(desk, 0)
    stage = GOAL_WHEEL[int(roll() * len(GOAL_WHEEL))]
    type_ = "planned"
    if story.fate == "new_called":
        stage = "acquaintance"
    elif story.mood(0) < 0.6:
        type_, stage = "problem", "product"
    elif story.habit == "chronic":
        type_, stage = "problem", "payment"
    number = world.sheets.new_id("work.Activity")
    at = moment(world.days.iso(day), minute)
    world.sheets.add(
        "work.Activity", number, desk.assignment, story.id, person.id,
        "visit" if story.place.expert.mode == "on_site" and not call_back and roll() < 0.7 else "call",
        "outgoing", False, type_, world.stages.get(stage), _goal(desk, stage, _words(desk, person)), at, fixed or call_back,
        call_back, None, None, "planned", None, 2 if call_back else 1, "", None, "", "", "", desk.executor, desk.executor,
        desk.last_id,
    )  # fmt: skip
    is_managers = desk.executor == story.place.manager_id
    kind = "cycle" if not is_managers and (not desk.last_id or roll() < 0.3) else "redial" if call_back else "outcome"
    if kind == "cycle" or desk.last_id:
        ref = "quarter" if kind == "cycle" else str(desk.last_id)
        world.sheets.add("work.ActivityReason", number, story.id, kind, ref, True)


def _manager(world: World, story: Story, people: People, manager: int) -> None:
    """The account manager's visits to the decision maker and calls between them."""
    days, roll = world.days, story.rng.random
    closed = story.left if story.is_gone else None
    number = _assignment(world, story, manager, "Дистанционный менеджер", story.since, closed)
    desk = Desk(world, story, People([people.head], people.head, people.head), number, manager)
    index = days.today_index + (story.number * 13) % MANAGER_CYCLE - MANAGER_CYCLE * 6
    while days.working[index] < 0:
        day = days.working[index]
        if story.start + 10 < day <= story.end and roll() < 0.9:
            outcome = "feedback" if roll() < 0.4 else "service" if roll() < 0.6 else "payment"
            talk(desk, day, outcome, 600 + int(roll() * 360))
        index += MANAGER_CYCLE
    if not story.is_gone:
        if index == days.today_index and story.number % 2:
            talk(desk, 0, "feedback", 585)
            index += MANAGER_CYCLE
        minute = (660, 900, 720, 840, 960)[story.number % 5]
        _planned(desk, days.working[index], minute, fixed=roll() < 0.5)
