"""The client itself, its people, responsibles, status, segments."""

from mayak.demo.domain import names
from mayak.demo.domain.sheets import array
from mayak.demo.domain.speech import LEAVE_REASONS, RUBRICS
from mayak.demo.domain.story import Story
from mayak.demo.domain.world import People, Sketch, World

# Position, department, profile, roles, how eagerly the product is used, rubrics by place in RUBRICS.
HEAD_POSITIONS = ("Директор", "Генеральный директор", "Управляющий", "Исполнительный директор")
STAFFING = (
    ("Главный бухгалтер", "Бухгалтерия", "Бухгалтерия", ("key_user", "responsible", "influencer"), 1.0, (0, 3, 4, 2)),
    ("Бухгалтер", "Бухгалтерия", "Бухгалтерия", ("user",), 0.8, (2, 3, 6)),
    ("Юрист", "Юридический отдел", "Право", ("user", "influencer"), 0.7, (9, 10)),
    ("Специалист по кадрам", "Отдел кадров", "Кадры", ("user",), 0.6, (5, 6, 11)),
    ("Специалист по закупкам", "Отдел закупок", "Закупки", ("user",), 0.5, (7, 8, 9)),
    ("Экономист", "Планово-экономический отдел", "Экономика", ("user", "needs_online"), 0.4, (4, 1)),
    ("Специалист по охране труда", "Служба охраны труда", "Охрана труда", ("has_contact",), 0.2, (11,)),
    ("Заместитель директора", "Администрация", "Руководство", ("influencer",), 0.1, (9,)),
)
CALL_TIMES = ("до обеда", "после 14:00", "10:00–12:00", "не в понедельник", "15:00–17:00", "")
OWN_TOPICS = ("Ведёт ИП на УСН", "Преподаёт на курсах", "Готовится к аттестату", "Ведёт ТСЖ соседей")
CONSENT_TEXT = "Согласие на обработку персональных данных и информационные сообщения, редакция 3"


def write_client(world: World, story: Story) -> None:
    """The client's own row, its status over time and who is responsible for it."""
    rng, days, company, place = story.rng, world.days, story.company, story.place
    region, timezone, _share = names.REGIONS[names.REGION_WHEEL[int(rng.random() * len(names.REGION_WHEEL))]]
    town = names.TOWNS[int(rng.random() * len(names.TOWNS))]
    street = names.STREETS[int(rng.random() * len(names.STREETS))]
    head_id, link = _group(world, story)
    status = "active"
    if story.is_gone:
        status = "disconnected"
    elif story.fate == "leaving":
        status = "leaving"
    elif story.since > -92:
        status = "new"
    remote_since = None
    if place.expert.mode == "remote":
        remote_since = max(story.since, days.month_start(-int(rng.random() * 900)))
    gone = story.is_gone or story.fate == "leaving"
    left_to = story.competitor if story.is_gone else ""
    reason = ""
    if story.is_gone:
        reason = "Перешли к конкуренту" if left_to else LEAVE_REASONS[(story.number * 3) % len(LEAVE_REASONS)]
        if reason == "Перешли к конкуренту" and not left_to:
            reason = "Сокращение расходов"
    world.sheets.add(
        "clients.Client",
        story.id,
        company.name,
        company.legal_name,
        names.inn(story.number + 14, company.is_personal),
        "" if company.is_personal else f"0000{1 + story.number % 9:02d}001",
        f"{region}, г. {town}, ул. {street}, {1 + int(rng.random() * 90)}",
        region,
        timezone,
        head_id,
        link,
        head_id if link == "Платит головная компания" else None,
        place.expert.mode,
        status,
        days.iso(story.since),
        days.iso_or_none(remote_since),
        days.iso_or_none(story.left if gone and story.is_gone else None),
        reason,
        left_to,
    )
    _statuses(world, story, status)
    _responsibles(world, story)


def _group(world: World, story: Story) -> tuple[int | None, str]:
    roll = story.rng.random()
    if story.company.size >= 3 and not story.is_gone:
        world.heads.append(story.id)
        del world.heads[:-20]
        return None, ""
    if roll < 0.03 and world.heads:
        return world.heads[-1], ("Филиал", "Дочерняя компания", "Платит головная компания")[int(roll * 100)]
    return None, ""


def _statuses(world: World, story: Story, status: str) -> None:
    iso, add = world.days.iso, world.sheets.add
    table, client, since = "clients.ClientStatusPeriod", story.id, story.since
    settled = since + 92
    if settled > 0:
        add(table, client, "new", iso(since), None)
        return
    add(table, client, "new", iso(since), iso(settled - 1))
    if story.is_gone and story.left is not None:
        announced = max(settled + 1, story.left - 35)
        add(table, client, "active", iso(settled), iso(announced - 1))
        if announced < story.left:
            add(table, client, "leaving", iso(announced), iso(story.left - 1))
        add(table, client, "disconnected", iso(max(announced, story.left)), None)
    elif status == "leaving":
        add(table, client, "active", iso(settled), iso(-13))
        add(table, client, "leaving", iso(-12), None)
    else:
        add(table, client, "active", iso(settled), None)


def _responsibles(world: World, story: Story) -> None:
    iso, add, place = world.days.iso, world.sheets.add, story.place
    table, client = "clients.Responsibility", story.id
    last = iso(story.left - 1) if story.is_gone and story.left is not None else None
    first = story.since
    previous_until = story.previous_expert_until
    if previous_until is not None and (story.left is None or previous_until < story.left - 30):
        add(table, client, world.leads[place.expert.mode], "expert", iso(first), iso(previous_until))
        first = previous_until + 1
    add(table, client, place.expert.staff_id, "expert", iso(first), last)
    if place.manager_id is not None:
        add(table, client, place.manager_id, "account_manager", iso(story.since), last)


def write_people(world: World, story: Story) -> People:
    """Who works at the client: the head, the accountant, others by size; phones, mails, consents, birthdays."""
    rng, company = story.rng, story.company
    people: list[Sketch] = []
    if company.is_personal:
        head_roles = ["decision_maker", "key_user", "user"]
        head = _person(world, story, "Индивидуальный предприниматель", "", "Руководство", head_roles, 0.7, (1, 9), 0)
        people.append(head)
        if rng.random() < 0.5:
            people.append(_person(world, story, "Бухгалтер", "", "Бухгалтерия", ["user"], 0.9, (1, 2, 4), 1))
        key: Sketch | None = head
    else:
        position = "Руководитель" if company.is_budget else HEAD_POSITIONS[int(rng.random() * 4)]
        head = _person(world, story, position, "Администрация", "Руководство", ["decision_maker"], 0.05, (9, 4), 0)
        people.append(head)
        count = min(len(STAFFING), 1 + int(rng.random() * 1.6) + (company.size - 1) + (rng.random() < 0.25))
        for order in range(count):
            position, department, profile, roles, share, rubrics = STAFFING[order]
            if company.is_budget and profile == "Бухгалтерия":
                rubrics = (*rubrics[:2], 12)
            people.append(_person(world, story, position, department, profile, list(roles), share, rubrics, order + 1))
        key = people[1]
        if story.fate == "no_key_user":
            _let_go(world, key, -3 - int(rng.random() * 40))
            key = None
        elif rng.random() < 0.1 and story.since < -300:
            gone = _person(world, story, "Главный бухгалтер", "Бухгалтерия", "Бухгалтерия", ["user"], 0.9, (0, 3), 9)
            _let_go(world, gone, -100 - int(rng.random() * 150))
            people.append(gone)
    if story.number % 25 == 3:
        _record_again(world, story, key or head)
    return People(people, key, head)


def _record_again(world: World, story: Story, person: Sketch) -> None:
    """Somebody recorded twice, as it happens: the second time by last name, initial and the same mobile."""
    number = world.sheets.new_id("clients.Person")
    world.sheets.add(
        "clients.Person", number, story.id, person.last_name, f"{person.first_name[:1]}.", "", "", "", "",
        array(["user"]), None, array([]), array([]), world.days.iso(max(story.since, -300)), None, None, "",
    )  # fmt: skip
    mobile = names.phone(person.id * 2)
    world.sheets.add("clients.PersonPhone", number, mobile, "", "mobile", False, False, 0)


def _let_go(world: World, person: Sketch, day: int) -> None:
    person.left = day
    rows = world.sheets.rows["clients.Person"]
    place = next(index for index in range(len(rows) - 1, -1, -1) if rows[index][0] == person.id)
    row = list(rows[place])
    row[13] = world.days.iso(day)
    rows[place] = tuple(row)


def _person(
    world: World,
    story: Story,
    position: str,
    department: str,
    profile: str,
    roles: list[str],
    share: float,
    rubrics: tuple[int, ...],
    order: int,
) -> Sketch:
    rng, days, sheets = story.rng, world.days, world.sheets
    roll = rng.random
    owner = story.company.owner if order == 0 else None
    if owner is not None:
        last, first, middle, female = owner
    else:
        female = roll() < (0.35 if order == 0 else 0.86 if profile != "Право" else 0.5)
        last = names.surname(int(roll() * 1000), female)
        stock = names.FEMALE_NAMES if female else names.MALE_NAMES
        first = stock[int(roll() * len(stock))]
        middle = names.patronymic(names.PATRONYMIC_STEMS[int(roll() * len(names.PATRONYMIC_STEMS))], female)
        if roll() < 0.06:
            middle = ""
    number = sheets.new_id("clients.Person")
    topics = [RUBRICS[index] for index in rubrics if roll() < 0.8] or [RUBRICS[rubrics[0]]]
    started = story.since - 30 if roll() < 0.8 else max(story.since, -int(roll() * 1200) - 20)
    birthday = None
    if roll() < 0.62:
        age, shift = 24 + int(roll() * 38), int(roll() * 365)
        birthday = days.iso(shift - 365 * 13)
        birthday = f"{days.today.year - age}{birthday[4:]}"
        if birthday.endswith("-02-29"):
            birthday = birthday[:-2] + "28"
    rhythm = (14, 14, 14, 7, 30, None)[int(roll() * 6)] if "key_user" in roles else None
    own_topics = [OWN_TOPICS[int(roll() * 4)]] if profile == "Бухгалтерия" and roll() < 0.07 else []
    person = Sketch(number, first, last, middle, female, roles, topics, share, started=None)
    sheets.add(
        "clients.Person", number, story.id, last, first, middle, position, department, profile, array(roles), birthday,
        array(topics), array(own_topics),
        days.iso(max(started, -14 * 365 + 1)), None, rhythm, CALL_TIMES[int(roll() * 6)] if order < 3 else "",
    )  # fmt: skip
    # An accountant at an ОСНО company who keeps a side firm on УСН is found by a selection for УСН (C4).
    if OWN_TOPICS[0] in own_topics:
        noted, person.own_regime = days.iso(max(-200, story.since)), "usn_income"
        sheets.add("clients.PersonTaxRegime", number, person.own_regime, "ведёт ИП родственника", "звонок", noted)
    _reach(world, story, person, order)
    return person


def _reach(world: World, story: Story, person: Sketch, order: int) -> None:
    roll, add, days = story.rng.random, world.sheets.add, world.days
    serial = person.id * 2
    has_mobile = roll() < 0.75
    mobile, office = names.phone(serial), names.phone(world.clients * 7 + story.number)
    if has_mobile:
        add("clients.PersonPhone", person.id, mobile, "", "mobile", roll() < 0.6, roll() < 0.03, 0)
    if not has_mobile or roll() < 0.55:
        extension = str(100 + order) if story.company.size > 1 else ""
        # The range of numbers is small: in a large office the two may be the same one.
        if not has_mobile or office != mobile:
            add("clients.PersonPhone", person.id, office, extension, "work", False, False, 1)
    if roll() < 0.88:
        box = names.in_address(person.last_name) + (f"-{names.in_address(person.first_name)[:1]}" if order else "")
        person.email = f"{box}@{story.company.domain}.example"
        add("clients.PersonEmail", person.id, person.email, "work", True, False, 0)
        given = days.on_or_after(max(story.since, -700 + int(roll() * 300)))
        if given <= 0:
            withdrawn = days.iso(int(given * roll())) if roll() < 0.04 else None
            for purpose, channel in (("Информационные сообщения", "email"), ("Звонки специалиста", "phone")):
                if roll() < 0.9:
                    add(
                        "clients.Consent",
                        person.id,
                        purpose,
                        channel,
                        days.iso(given),
                        withdrawn,
                        CONSENT_TEXT,
                        "договор",
                    )
