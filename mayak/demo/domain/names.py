"""Fictional people and places: names, towns, streets, mail addresses."""

MALE_NAMES = (
    "Александр Алексей Андрей Антон Артём Борис Вадим Валерий Василий Виктор Виталий Владимир Владислав Вячеслав "
    "Геннадий Георгий Глеб Григорий Даниил Денис Дмитрий Евгений Егор Иван Игорь Илья Кирилл Константин Лев Леонид "
    "Максим Марк Матвей Михаил Никита Николай Олег Павел Пётр Роман Руслан Семён Сергей Станислав Степан Тимур Юрий "
    "Ярослав"
).split()
FEMALE_NAMES = (
    "Александра Алина Алла Анастасия Ангелина Анна Валентина Валерия Варвара Вера Вероника Виктория Галина Дарья "
    "Диана Ева Евгения Екатерина Елена Елизавета Жанна Зоя Инна Ирина Карина Кира Ксения Лариса Лидия Любовь Людмила "
    "Маргарита Марина Мария Надежда Наталья Нина Оксана Ольга Полина Раиса Регина Светлана София Тамара Татьяна "
    "Ульяна Юлия Яна"
).split()
PATRONYMIC_STEMS = (
    "Александров Алексеев Андреев Антонов Борисов Вадимов Валерьев Васильев Викторов Владимиров Геннадьев Георгиев "
    "Григорьев Денисов Дмитриев Евгеньев Егоров Иванов Игорев Кириллов Константинов Леонидов Максимов Михайлов "
    "Николаев Олегов Павлов Петров Романов Семёнов Сергеев Станиславов Степанов Юрьев Ярославов"
).split()
# Stems that take -/-а (Ласточкин, Ласточкина) and the adjectives with both forms.
SURNAME_STEMS = (
    "Зубов Лугов Полев Лесов Озеров Берёзов Ветров Морозов Снегов Туманов Каменев Ручьёв Рощин Калинин Рябинин "
    "Малинин Вишнев Ягодин Грибов Травин Клёнов Дубов Осинин Тополев Сосновцев Ельников Кедрин Ольхов Ивин Камышов "
    "Волнов Речкин Мостов Паромов Причалов Якорев Парусов Штурманов Лоцманов Маяков Берегов Островцев Заливин Мысов "
    "Приливин Песков Глинин Мелов Гранитов Кремнёв Яшмин Опалов Янтарёв Жемчугов Кораллов Ракушкин Чайкин Стрижов "
    "Ласточкин Синицын Снегирёв Скворцов Журавлёв Аистов Лебедянцев Гусельников Уткин Перепёлкин Дроздов Зябликов "
    "Щеглов Кукушкин Совин Филинов Соколов Орлов Ястребов Беркутов Зимин Веснин Летов Осенев Январёв Мартов "
    "Полуднев Рассветов Закатов Звездин Лунин Солнцев Радугин Дождев Градов Метелин Вьюгин Инеев Льдов Хлебников "
    "Мельников Пекарев Кузнецов Гончаров Ткачёв Портнов Бондарев Плотников Столяров Шорников Скорняков Ямщиков "
    "Пахомов Заречин Подгорнов Нагорнов Полянцев Залесов Колосов Снопов Житов Овсов Ячменёв Просов Кольцов Перстнев"
).split()
ADJECTIVE_SURNAMES = (
    ("Горный", "Горная"), ("Тихий", "Тихая"), ("Таёжный", "Таёжная"), ("Полянский", "Полянская"),
    ("Заречный", "Заречная"), ("Луговой", "Луговая"), ("Озёрский", "Озёрская"), ("Вольный", "Вольная"),
    ("Светлый", "Светлая"), ("Дальний", "Дальняя"), ("Зимний", "Зимняя"), ("Ясный", "Ясная"),
)  # fmt: skip
TOWNS = (
    "Маячный", "Береговой", "Белокаменск-Южный", "Солнечногорье", "Светлоозёрск", "Лугоград", "Белый Мыс",
    "Тихая Гавань", "Кедроград", "Рябиновск", "Журавлёвск", "Староозёрный", "Тополинск", "Ветроград", "Малый Остров",
    "Зелёный Яр", "Ключевой", "Верхнеречинск", "Новопричальный", "Каменный Брод",
)  # fmt: skip
# Region, time zone, how often of 100.
REGIONS = (
    ("Самарская область", "Europe/Samara", 34),
    ("Ульяновская область", "Europe/Ulyanovsk", 12),
    ("Пензенская область", "Europe/Moscow", 16),
    ("Республика Татарстан", "Europe/Moscow", 14),
    ("Оренбургская область", "Asia/Yekaterinburg", 12),
    ("Свердловская область", "Asia/Yekaterinburg", 5),
    ("Калининградская область", "Europe/Kaliningrad", 3),
    ("Новосибирская область", "Asia/Novosibirsk", 3),
    ("Приморский край", "Asia/Vladivostok", 1),
)
REGION_WHEEL = tuple(index for index, region in enumerate(REGIONS) for _ in range(region[2]))
STREETS = (
    "Портовая", "Складская", "Заводская", "Центральная", "Речная", "Садовая", "Берёзовая", "Маячная", "Набережная",
    "Школьная", "Лесная", "Мира", "Полевая", "Вокзальная", "Кедровая", "Озёрная", "Южная", "Тенистая",
)  # fmt: skip

_LATIN = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh sch _ y _ e yu ya".split(),
        strict=True,
    )
)


def latin(text: str) -> str:
    """The text as it looks in a mail address: Latin letters, digits, single hyphens."""
    letters = []
    for character in text.lower():
        if character in _LATIN:
            letters.append(_LATIN[character].replace("_", ""))
        elif character.isascii() and character.isalnum():
            letters.append(character)
        else:
            letters.append("-")
    return "-".join(part for part in "".join(letters).split("-") if part)


def patronymic(stem: str, female: bool) -> str:
    """Иванов → Иванович, Ивановна; Игорев → Игоревич, Игоревна."""
    return stem + ("на" if female else "ич")


def surname(index: int, female: bool) -> str:
    """A surname in the form of the person's gender; the index may be any number."""
    index %= len(SURNAME_STEMS) + len(ADJECTIVE_SURNAMES)
    if index < len(SURNAME_STEMS):
        return SURNAME_STEMS[index] + ("а" if female else "")
    return ADJECTIVE_SURNAMES[index - len(SURNAME_STEMS)][female]


def inn(number: int, personal: bool) -> str:
    """An INN of valid length and check digits whose region 00 exists nowhere."""
    if personal:
        ten = f"000{number % 10_000_000:07d}"
        eleven = ten + str(_check(ten, (7, 2, 4, 10, 3, 5, 9, 4, 6, 8)))
        return eleven + str(_check(eleven, (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)))
    nine = f"000{number % 1_000_000:06d}"
    return nine + str(_check(nine, (2, 4, 10, 3, 5, 9, 4, 6, 8)))


def _check(digits: str, weights: tuple[int, ...]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True)) % 11 % 10


def phone(number: int) -> str:
    """A phone in E.164 from the range +7 (999) 00x-xx-xx, which the whole demo office uses."""
    return f"+799900{number % 100_000:05d}"
