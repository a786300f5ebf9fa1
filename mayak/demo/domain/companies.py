"""Fictional organisations: names of many forms, what they do, who works there."""

from dataclasses import dataclass
from random import Random

from mayak.demo.domain import names

NBSP = "\u00a0"

# Adjectives by gender (masculine, feminine, neuter) and nouns with their gender.
ADJECTIVES = tuple(
    (stem + m, stem + f, stem + n)
    for stem, m, f, n in (
        ("Северн", "ый", "ая", "ое"), ("Южн", "ый", "ая", "ое"), ("Восточн", "ый", "ая", "ое"),
        ("Западн", "ый", "ая", "ое"), ("Лесн", "ой", "ая", "ое"), ("Полев", "ой", "ая", "ое"),
        ("Речн", "ой", "ая", "ое"), ("Морск", "ой", "ая", "ое"), ("Горн", "ый", "ая", "ое"),
        ("Дальн", "ий", "яя", "ее"), ("Верхн", "ий", "яя", "ее"), ("Средн", "ий", "яя", "ее"),
        ("Тихий"[:-2], "ий", "ая", "ое"), ("Тёпл", "ый", "ая", "ое"), ("Светл", "ый", "ая", "ое"),
        ("Зелён", "ый", "ая", "ое"), ("Бел", "ый", "ая", "ое"), ("Син", "ий", "яя", "ее"),
        ("Красн", "ый", "ая", "ое"), ("Золот", "ой", "ая", "ое"), ("Серебрян", "ый", "ая", "ое"),
        ("Янтарн", "ый", "ая", "ое"), ("Медн", "ый", "ая", "ое"), ("Каменн", "ый", "ая", "ое"),
        ("Стар", "ый", "ая", "ое"), ("Нов", "ый", "ая", "ое"), ("Больш", "ой", "ая", "ое"),
        ("Малый"[:-2], "ый", "ая", "ое"), ("Добр", "ый", "ая", "ое"), ("Ясн", "ый", "ая", "ое"),
        ("Вольн", "ый", "ая", "ое"), ("Утренн", "ий", "яя", "ее"), ("Вечерн", "ий", "яя", "ее"),
        ("Летн", "ий", "яя", "ее"), ("Зимн", "ий", "яя", "ее"), ("Осенн", "ий", "яя", "ее"),
        ("Весенн", "ий", "яя", "ее"), ("Сосновы"[:-1], "ый", "ая", "ое"), ("Кедров", "ый", "ая", "ое"),
        ("Берёзов", "ый", "ая", "ое"), ("Рябинов", "ый", "ая", "ое"), ("Ключев", "ой", "ая", "ое"),
    )
)  # fmt: skip
NOUNS = tuple(
    (noun, gender)
    for gender, nouns in enumerate(
        (
            "Лад Ручей Двор Берег Мыс Бор Остров Причал Якорь Парус Мост Ветер Дом Край Путь Рассвет Холм Утёс Залив "
            "Маршрут Стан Простор Горизонт Прилив Сад Колос Родник Город Порт Фарватер",
            "Вершина Долина Гавань Волна Поляна Роща Заря Звезда Дорога Пристань Верста Равнина Излучина Дубрава "
            "Усадьба Слобода Застава Мельница Верфь Линия Орбита Радуга Лагуна Станция",
            "Поле Озеро Утро Село Побережье Раздолье Подворье Созвездие Дело Наследие",
        )
    )
    for noun in nouns.split()
)
STEMS = [
    "Вершина",
    "Мостовик",
    "Агролиния",
    "Ясень",
    "Парус",
    "Росток",
    "Форпост",
    "Азимут",
    "Меридиан",
    "Вектор",
    "Контур",
    "Гранит",
    "Базальт",
    "Кедр",
    "Клён",
    "Ольха",
    "Рябина",
    "Янтарь",
    "Опора",
    "Магистраль",
    "Каскад",
    "Импульс",
    "Ориентир",
    "Полюс",
    "Эталон",
    "Баланс",
    "Квартал",
    "Фасад",
    "Кровля",
    "Периметр",
    "Атлант",
    "Борей",
    "Зенит",
    "Флагман",
    "Фрегат",
    "Шхуна",
    "Бриз",
    "Норд",
    "Вест",
    "Лоцман",
    "Штиль",
    "Прибой",
    "Бакен",
    "Створ",
    "Галс",
    "Румб",
    "Ватерлиния",
    "Киль",
    "Форватер",
    "Топаз",
    "Кварц",
    "Сапфир",
    "Малахит",
    "Агат",
    "Оникс",
    "Рубикон",
    "Терем",
    "Изба",
    "Сруб",
    "Венец",
    "Конёк",
    "Наличник",
    "Ставень",
    "Очаг",
    "Уголёк",
]
SUFFIXES = [
    "Строй",
    "Торг",
    "Сервис",
    "Трейд",
    "Транс",
    "Проект",
    "Снаб",
    "Монтаж",
    "Мебель",
    "Агро",
    "Фуд",
    "Логистик",
    "Авто",
    "Тех",
    "Дизайн",
    "Пласт",
]
CENTRES = [
    "Парус",
    "Росток",
    "Родник",
    "Радуга",
    "Маяк",
    "Горизонт",
    "Созвездие",
    "Гармония",
    "Диалог",
    "Успех",
    "Лад",
    "Исток",
    "Надежда",
    "Берег",
]
STREETS_OF_HOUSES = [
    "Берёзовая",
    "Рябиновая",
    "Садовая",
    "Портовая",
    "Маячная",
    "Озёрная",
    "Тенистая",
    "Лесная",
    "Кедровая",
    "Речная",
]

TRADES = {
    "Строй": "Строительство зданий", "Торг": "Оптовая торговля", "Сервис": "Ремонт и обслуживание оборудования",
    "Трейд": "Оптовая торговля", "Транс": "Грузовые перевозки", "Проект": "Проектирование и изыскания",
    "Снаб": "Оптовые поставки", "Монтаж": "Монтаж инженерных систем", "Мебель": "Производство мебели",
    "Агро": "Растениеводство", "Фуд": "Производство пищевых продуктов", "Логистик": "Складские и транспортные услуги",
    "Авто": "Торговля автозапчастями", "Тех": "Производство оборудования", "Дизайн": "Дизайн и отделка помещений",
    "Пласт": "Производство изделий из пластмасс",
}  # fmt: skip
OTHER_TRADES = (
    "Розничная торговля", "Оптовая торговля", "Грузовые перевозки", "Строительство зданий", "Аренда недвижимости",
    "Производство пищевых продуктов", "Ремонт оборудования", "Гостиничные услуги", "Общественное питание",
    "Деревообработка", "Металлообработка", "Управление недвижимостью", "Охранные услуги", "Рекламные услуги",
)  # fmt: skip


@dataclass(frozen=True)
class Company:
    """An organisation as its card shows it. ``size``: 0 sole trader, 1 small … 4 very large."""

    name: str
    legal_name: str
    domain: str
    is_budget: bool
    is_personal: bool
    size: int
    trade: str
    owner: tuple[str, str, str, bool] | None = None


def _phrase(rng: Random) -> str:
    noun, gender = NOUNS[int(rng.random() * len(NOUNS))]
    return f"{ADJECTIVES[int(rng.random() * len(ADJECTIVES))][gender]} {noun.lower()}"


def _commercial(rng: Random) -> Company:
    roll, suffix = rng.random(), ""
    if roll < 0.5:
        suffix = SUFFIXES[int(rng.random() * len(SUFFIXES))]
        title = f"{STEMS[int(rng.random() * len(STEMS))]}-{suffix}"
    elif roll < 0.9:
        title = _phrase(rng)
    else:
        title = STEMS[int(rng.random() * len(STEMS))]
    trade = TRADES[suffix] if suffix else OTHER_TRADES[int(rng.random() * len(OTHER_TRADES))]
    size = (1, 1, 1, 2, 2, 2, 2, 3, 3, 4)[int(rng.random() * 10)]
    form, full = ("ООО", "Общество с ограниченной ответственностью")
    if size >= 3 and rng.random() < 0.35:
        form, full = ("АО", "Акционерное общество")
    return Company(f"{form}{NBSP}«{title}»", f"{full} «{title}»", names.in_address(title), False, False, size, trade)


def _sole_trader(rng: Random) -> Company:
    female = rng.random() < 0.4
    last = names.surname(int(rng.random() * 1000), female)
    first = (names.FEMALE_NAMES if female else names.MALE_NAMES)[int(rng.random() * 45)]
    middle = names.patronymic(names.PATRONYMIC_STEMS[int(rng.random() * len(names.PATRONYMIC_STEMS))], female)
    return Company(
        f"ИП{NBSP}{last}{NBSP}{first[0]}.{NBSP}{middle[0]}.",
        f"Индивидуальный предприниматель {last} {first} {middle}",
        f"ip-{names.in_address(last)}",
        False,
        True,
        0,
        OTHER_TRADES[int(rng.random() * len(OTHER_TRADES))],
        (last, first, middle, female),
    )


def _budget(rng: Random, number: int) -> Company:
    centre = CENTRES[int(rng.random() * len(CENTRES))]
    kind = int(rng.random() * 7)
    digit = 1 + number % 60
    name, legal, trade = (
        (f"МБУ{NBSP}«Центр „{centre}“»", f"Муниципальное бюджетное учреждение «Центр „{centre}“»", "Социальные услуги"),
        (f"МБОУ{NBSP}«Школа №{NBSP}{digit}»", f"Муниципальное бюджетное общеобразовательное учреждение «Школа № {digit}»",
         "Общее образование"),
        (f"МБДОУ{NBSP}«Детский сад №{NBSP}{digit} „{centre}“»",
         f"Муниципальное бюджетное дошкольное образовательное учреждение «Детский сад № {digit} „{centre}“»",
         "Дошкольное образование"),
        (f"ГБУЗ{NBSP}«Поликлиника №{NBSP}{digit}»",
         f"Государственное бюджетное учреждение здравоохранения «Поликлиника № {digit}»", "Здравоохранение"),
        (f"МАУ{NBSP}«Дом культуры „{centre}“»", f"Муниципальное автономное учреждение «Дом культуры „{centre}“»",
         "Культура"),
        (f"Администрация посёлка {names.TOWNS[number % len(names.TOWNS)]}",
         f"Администрация муниципального образования «Посёлок {names.TOWNS[number % len(names.TOWNS)]}»",
         "Муниципальное управление"),
        (f"ГАУ{NBSP}«Центр спорта „{centre}“»", f"Государственное автономное учреждение «Центр спорта „{centre}“»",
         "Физкультура и спорт"),
    )[kind]  # fmt: skip
    short = ("centre", "school", "garden", "clinic", "dk", "adm", "sport")[kind]
    return Company(
        name, legal, f"{short}-{names.in_address(centre)}-{digit}", True, False, 2 + (number % 3 == 0), trade
    )


def _non_profit(rng: Random, number: int) -> Company:
    centre = CENTRES[int(rng.random() * len(CENTRES))]
    street = STREETS_OF_HOUSES[int(rng.random() * len(STREETS_OF_HOUSES))]
    house = 1 + number % 40
    kind = number % 4
    if kind == 0:
        title, full, trade = (
            f"«Школа „{centre}“»",
            "Автономная некоммерческая организация",
            "Дополнительное образование",
        )
        return Company(
            f"АНО{NBSP}{title}", f"{full} {title}", f"ano-{names.in_address(centre)}", False, False, 1, trade
        )
    if kind == 1:
        title = f"«{centre}»"
        full = "Садоводческое некоммерческое товарищество"
        return Company(
            f"СНТ{NBSP}{title}", f"{full} {title}", f"snt-{names.in_address(centre)}", False, False, 1, "Садоводство"
        )
    title = f"«{street}, {house}»"
    full = "Товарищество собственников жилья"
    return Company(
        f"ТСЖ{NBSP}{title}", f"{full} {title}", f"tszh-{names.in_address(street)}-{house}", False, False, 1,
        "Управление многоквартирным домом",
    )  # fmt: skip


def make_company(rng: Random, number: int) -> Company:
    """A company for the client of this number; forms are mixed as in a real pool."""
    roll = rng.random()
    if roll < 0.64:
        return _commercial(rng)
    if roll < 0.78:
        return _sole_trader(rng)
    if roll < 0.92:
        return _budget(rng, number)
    return _non_profit(rng, number)
