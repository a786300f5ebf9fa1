"""The functional card with its gaps, expired values and disagreeing sources; the segments with their history."""

from random import Random

from mayak.card.domain.values import SEPARATOR, BadValueError, Choice, canonical
from mayak.core.text import folded
from mayak.demo.domain import names, speech
from mayak.demo.domain.days import Days
from mayak.demo.domain.products import Bought
from mayak.demo.domain.story import Story
from mayak.demo.domain.world import Indicator, People, Sketch, World

SOURCES = ("call", "call", "call", "visit", "import", "hotline")
TOLD = {"call", "visit"}
REGISTRY = "register"
# What a public register may say otherwise than the client did.
RIVALS = {
    "transport": "lorries",
    "procurement": "supplier_223",
    "courts": "3 дела, ответчик",
    "headcount": "27",
}


def write_card(world: World, story: Story, people: People, bought: Bought) -> None:
    """Indicators of the client and its people."""
    for code, value in _facts_of(world, story, people).items():
        definition = world.indicators.get(code)
        if definition is not None:
            _value(world, story, definition, None, value, _conflict(story, code), people)
    rubrics, regime = (world.person_lists.get(name) for name in ("person.rubrics", "person.tax_regimes"))
    sources = world.indicators.get("person_sources")
    roll = story.rng.random
    for person in people.all:
        if rubrics and person.left is None:
            codes = sorted({world.rubrics[folded(topic)] for topic in person.topics if folded(topic) in world.rubrics})
            _value(world, story, rubrics, person.id, SEPARATOR.join(codes), "", people)
        if regime and roll() < 0.08:
            own = ("usn_income", "psn", "")[int(roll() * 3)]
            _own_regime(world, story, regime, person, own, people)
        if sources and roll() < 0.3:
            said = speech.SOURCES[int(roll() * len(speech.SOURCES))]
            _value(world, story, sources, person.id, said, "", people)
    _confirmed_fields(world, story, people)


def _own_regime(world: World, story: Story, regime: Indicator, person: Sketch, code: str, people: People) -> None:
    """What the person said of books kept for others: the record itself, and the day on which it was confirmed."""
    confirmed = _value(world, story, regime, person.id, person.own_regime or code, "", people)
    if confirmed is not None and code and not person.own_regime:
        world.sheets.add("clients.PersonTaxRegime", person.id, code, "", "звонок", world.days.iso(confirmed))


def _facts_of(world: World, story: Story, people: People) -> dict[str, str]:
    roll, company = story.rng.random, story.company
    heads = (1, 6, 18, 60, 240)[company.size]
    head = people.head
    accountant = people.key or people.head
    return {
        "actual_address": f"ул. {names.STREETS[story.number % len(names.STREETS)]}, {1 + story.number % 90}",
        "head": f"{head.last_name} {head.first_name} {head.middle_name}".strip(),
        "head_phone": names.phone(head.id * 2),
        "chief_accountant_phone": names.phone(accountant.id * 2),
        "client_holidays": speech.CLIENT_HOLIDAYS[int(roll() * 5)],
        "headcount": str(max(1, int(heads * (0.6 + roll() * 0.9)))),
        "budget_month": ("сентябрь", "октябрь", "октябрь", "ноябрь", "ноябрь", "декабрь")[int(roll() * 6)],
        "activity_kind": company.trade,
        "transport": speech.ACTIVITY_TRANSPORT[int(roll() * 5)],
        "procurement": "customer_44" if company.is_budget else speech.PROCUREMENT[int(roll() * 5)],
        "courts": ("", "1 дело, ответчик", "2 дела, истец", "")[int(roll() * 4)],
        "competitors": story.competitor,
        "accountants": str(1 + company.size * (roll() < 0.6)),
        "lawyers": "" if company.size < 2 else str(1 + (company.size > 3)),
        "hr_staff": "" if company.size < 2 else "1",
        "buyers": "2" if company.is_budget else "",
        "safety_staff": "" if company.size < 3 else "1",
        "decision_scheme": speech.DECISION_SCHEMES[int(roll() * 5)],
        "vendor_criteria": speech.CRITERIA[int(roll() * 6)],
    }


def _conflict(story: Story, code: str) -> str:
    """What another source says, if it disagrees."""
    roll = story.rng.random
    if code == "transport" and roll() < 0.06:
        return "lorries"
    if code == "headcount" and roll() < 0.05:
        return str(5 + int(roll() * 80))
    chance = Random(f"rival {story.number} {code}").random()
    return RIVALS[code] if code in RIVALS and chance < 0.09 else ""


def _value(
    world: World, story: Story, definition: Indicator, person: int | None, said: str, rival: str, people: People
) -> int | None:
    """A value with a former one and what another source says; its day, None when nobody asked.

    A list of records gets the confirmations alone.
    """
    roll, days, add = story.rng.random, world.days, world.sheets.add
    sheet = "card.Confirmation" if definition.is_list else "card.IndicatorValue"
    number, term = definition.pk, definition.term
    value, other = _fitting(definition, said, story.number), _fitting(definition, rival, story.number + 1)
    if roll() > 0.45 + story.card_quality * 0.55:
        return None
    reach = term or 365
    fresh = roll() < 0.25 + story.card_quality * 0.7
    age = int(roll() * reach * 0.95) if fresh else reach + 5 + int(roll() * 200)
    confirmed = days.on_or_before(min(-age, story.end))
    if confirmed < story.since:
        confirmed = days.on_or_after(story.since)
        if confirmed > 0:
            return None
    source = SOURCES[int(roll() * 6)]
    by = story.place.expert.staff_id
    name = world.staff_names[by]
    valid = days.iso_or_none(None if term is None else confirmed + term)
    told = (person or _teller(people)) if source in TOLD else None
    earlier = confirmed - 90 - int(roll() * 200)
    if earlier > story.start and roll() < 0.35:
        old = value if roll() < 0.6 else ""
        add(
            sheet, story.id, person, number, old, days.iso(earlier),
            days.iso_or_none(None if term is None else earlier + term), by, name, source, told,
            *_span(definition, earlier, confirmed - 1, days),
        )  # fmt: skip
    add(
        sheet, story.id, person, number, value, days.iso(confirmed), valid, by, name, source, told,
        *_span(definition, confirmed, None, days),
    )  # fmt: skip
    if other and value != other:
        seen = days.on_or_before(-3 - int(roll() * 60))
        if seen > story.since:
            add(
                "card.IndicatorValue", story.id, person, number, other, days.iso(seen),
                days.iso_or_none(None if term is None else seen + term), None, "", REGISTRY, None, days.iso(seen), None,
            )  # fmt: skip
    return confirmed


def _span(definition: Indicator, first: int, last: int | None, days: Days) -> tuple[str | None, ...]:
    """The first and last day of a word; a confirmation has only the last."""
    end = days.iso_or_none(last)
    return (end,) if definition.is_list else (days.iso(first), end)


def _fitting(definition: Indicator, said: str, number: int) -> str:
    """What was said as a value of the indicator's type: where it is none of the choices, any of them."""
    choices = [Choice(code, labels) for code, labels in definition.choices]
    try:
        return canonical(said, definition.type, choices)
    except BadValueError:
        return choices[number % len(choices)].code if choices else ""


def _teller(people: People) -> int | None:
    """Whom the expert asks: the key user, while there is one."""
    person = people.key or people.head
    return person.id if person.left is None else None


def _confirmed_fields(world: World, story: Story, people: People) -> None:
    """Some fields that indicators mirror were confirmed, a few of them long ago; some questions wait for a talk."""
    chance, days, add = Random(f"card {world.seed} {story.number}"), world.days, world.sheets.add
    by = story.place.expert.staff_id
    for definition in world.bound_indicators:
        if chance.random() > 0.2 + story.card_quality * 0.5:
            continue
        confirmed = days.on_or_before(min(-chance.randrange(1, 120), story.end))
        if confirmed < story.since:
            continue
        valid = days.iso_or_none(None if definition.term is None else confirmed + definition.term)
        source = SOURCES[chance.randrange(4)]
        add(
            "card.Confirmation", story.id, None, definition.pk, "", days.iso(confirmed), valid, by,
            world.staff_names[by], source, _teller(people) if source in TOLD else None, None,
        )  # fmt: skip
    wanted = chance.choice(sorted(world.indicators)) if world.indicators else ""
    if wanted and not wanted.startswith("person") and chance.random() < 0.12:
        asked = days.on_or_before(min(-chance.randrange(1, 9), story.end))
        add("card.QuestionToAsk", story.id, world.indicators[wanted].pk, by, days.iso(asked))


def write_segments(world: World, story: Story, bought: Bought) -> None:
    """One segment of each type; some changed their segment on the way."""
    days, add, roll = world.days, world.sheets.add, story.rng.random
    for code, value, before in _memberships(story, bought):
        known = world.segments.get(code)
        if known is None or value not in known[1]:
            continue
        type_id, segments = known
        entered = story.since
        changed = -30 - int(roll() * 300)
        if before and before in segments and changed > story.since + 30 and changed < story.end:
            add("clients.ClientSegment", story.id, type_id, segments[before], days.iso(entered), days.iso(changed - 1))
            entered = changed
        add("clients.ClientSegment", story.id, type_id, segments[value], days.iso(entered), None)


def _memberships(story: Story, bought: Bought) -> list[tuple[str, str, str]]:
    """Type, segment, the one before (or nothing)."""
    roll, company = story.rng.random, story.company
    price = bought.prices[-1][1] // 100
    in_trouble = story.mood(0) < 0.7
    loyalty = "red" if story.mood(0) < 0.4 else "yellow" if in_trouble or roll() < 0.2 else "green"
    stance = "none"
    if story.competitor:
        stance = "parallel" if roll() < 0.6 else "considers"
    elif roll() < 0.05:
        stance = "came_over"
    regime = (
        "osno"
        if company.is_budget or company.size >= 3
        else ("usn_income", "usn_net", "osno", "usn_net", "ausn")[int(roll() * 5)]
    )
    if company.is_personal:
        regime = ("usn_income", "usn_income", "psn", "usn_net")[int(roll() * 4)]
    if company.trade == "Растениеводство" and roll() < 0.6:
        regime = "eshn"
    level = (
        ("initial", "basic", "basic", "advanced")[int(roll() * 4)]
        if story.is_trained
        else ("none", "initial")[roll() < 0.5]
    )
    mode = story.place.expert.mode
    return [
        (
            "category",
            "a" if price > 16000 else "b" if price > 9000 else "c",
            "b" if roll() < 0.08 and price > 16000 else "",
        ),
        ("training_level", level, "basic" if level == "initial" and roll() < 0.4 else ""),
        ("staff_size", ("small", "small", "medium", "large", "huge")[company.size], ""),
        ("loyalty", loyalty, "green" if loyalty != "green" else ""),
        ("service_kind", mode if roll() < 0.95 else "mixed", "on_site" if mode == "remote" and roll() < 0.3 else ""),
        ("budget_month", ("m09", "m10", "m10", "m11", "m11", "m12")[int(roll() * 6)], ""),
        ("product_kind", "budget" if company.is_budget else "commercial", ""),
        ("newness", "new" if story.since > -183 else "permanent", ""),
        ("competitor_stance", stance, "none" if stance == "parallel" else ""),
        (
            "procurement_role",
            "customer" if company.is_budget else ("supplier", "none", "none", "both")[int(roll() * 4)],
            "",
        ),
        ("court_activity", ("none", "none", "none", "plaintiff", "defendant", "both")[int(roll() * 6)], ""),
        ("sales_potential", ("high", "medium", "medium", "low", "low")[int(roll() * 5)], ""),
        ("problem_level", "high" if story.mood(0) < 0.4 else "medium" if in_trouble or roll() < 0.15 else "low", ""),
        ("tax_regime", regime, ""),
        ("payer_size", ("small", "small", "medium", "large", "large")[company.size] if roll() < 0.93 else "zero", ""),
        ("transport", ("none", "none", "cars", "lorries", "special")[int(roll() * 5)], ""),
        ("contact_necessity", "high" if in_trouble else ("medium", "low")[roll() < 0.6], ""),
        (
            "permitted_status",
            "on_site" if mode == "on_site" and roll() < 0.4 else ("remote", "remote_with_visits")[roll() < 0.2],
            "",
        ),
        ("audit_result", ("passed", "passed", "remarks", "not_audited", "not_audited", "failed")[int(roll() * 6)], ""),
        (
            "recommended_set",
            "budget"
            if company.is_budget
            else ("accountant", "accountant", "universal", "lawyer", "hr")[int(roll() * 5)],
            "",
        ),
        (
            "amount_per_point",
            "up_to_5" if price < 5000 else "up_to_15" if price < 15000 else "up_to_40" if price < 40000 else "over_40",
            "",
        ),
        ("training_standard", ("met" if roll() < 0.8 else "partly") if story.is_trained else "unmet", ""),
    ]
