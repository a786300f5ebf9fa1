"""Tables of the clients: who they are, their people, what they bought, how they are divided."""

from mayak.card.models import IndicatorValue
from mayak.clients.models import Client, ClientSegment, Consent, Contract, Kit, Person, Responsibility
from mayak.exchange.tables import words
from mayak.exchange.tables.spec import Column, Kind, Table

ID = Column("id", "Код", field="external_id", required=True, maximum=100)
CLIENT = Column(
    "client", "Клиент", Kind.REFERENCE, "client_id", required=True, table="clients", also=("Организация", "Код клиента")
)
CLIENT_ID = Column("id", "Код", field="external_id", required=True, maximum=100, also=("Код клиента", "ID клиента"))
PERSON = Column("person", "Контактное лицо", Kind.REFERENCE, "person_id", table="persons", also=("КЛ",))
PERSON_REQUIRED = Column(
    "person", "Контактное лицо", Kind.REFERENCE, "person_id", required=True, table="persons", also=("КЛ",)
)

CLIENTS = Table(
    "clients",
    "Клиенты",
    Client,
    (
        CLIENT_ID,
        Column("name", "Наименование", field="name", required=True, also=("Название", "Краткое наименование")),
        Column("legal_name", "Полное наименование", field="legal_name"),
        Column("inn", "ИНН", Kind.INN, "inn"),
        Column("kpp", "КПП", field="kpp"),
        Column("address", "Адрес", field="address"),
        Column("region", "Регион", field="region"),
        Column("timezone", "Часовой пояс", field="timezone"),
        Column("group_head", "Головной клиент", Kind.REFERENCE, "group_head_id", table="clients"),
        Column("group_link", "Тип связи", field="group_link"),
        Column("payer", "Плательщик", Kind.REFERENCE, "payer_id", table="clients"),
        Column(
            "service_mode",
            "Вид сопровождения",
            Kind.CHOICE,
            "service_mode",
            required=True,
            choices=words.SERVICE_MODE,
            also=("Режим", "Режим сопровождения", "Вид обслуживания"),
        ),
        Column("status", "Статус", Kind.CHOICE, "status", choices=words.CLIENT_STATUS),
        Column("expert", "Специалист", Kind.REFERENCE, table="staff", also=("Эксперт",)),
        Column("account_manager", "Персональный менеджер", Kind.REFERENCE, table="staff", also=("ПМ",)),
        Column("since", "Клиент с", Kind.DAY, "since_date"),
        Column("remote_since", "На ДС с", Kind.DAY, "remote_since_date"),
        Column("left", "Отключён", Kind.DAY, "left_date"),
        Column("left_reason", "Причина отключения", field="left_reason"),
        Column("left_to", "Ушёл к", field="left_to"),
    ),
    also=("Организации",),
)
PERSONS = Table(
    "persons",
    "Контактные лица",
    Person,
    (
        ID,
        CLIENT,
        Column("last_name", "Фамилия", field="last_name", required=True),
        Column("first_name", "Имя", field="first_name"),
        Column("middle_name", "Отчество", field="middle_name"),
        Column("position", "Должность", field="position"),
        Column("department", "Подразделение", field="department"),
        Column("profile", "Профиль", field="profile"),
        Column("roles", "Роли", Kind.ROLES, "roles", choices=words.PERSON_ROLE),
        Column("birthday", "День рождения", Kind.DAY, "birth_date", also=("ДР", "Дата рождения")),
        Column("phones", "Телефоны", Kind.PHONES, also=("Телефон",)),
        Column("emails", "E-mail", Kind.EMAILS, also=("Email", "Почта", "Эл. почта")),
        Column("interests", "Рубрики", Kind.WORDS, "interests", maximum=200),
        Column("topics", "Личные темы", Kind.WORDS, "topics", maximum=200),
        Column("started", "Работает с", Kind.DAY, "started_date"),
        Column("left", "Ушёл", Kind.DAY, "left_date", also=("Ушёл (дата)",)),
        Column("call_rhythm", "Ритм звонков, дней", Kind.INTEGER, "call_rhythm_days", also=("Ритм звонков",)),
        Column("call_time", "Удобное время", field="call_time"),
    ),
    titled_by=("last_name", "first_name"),
    also=("Лица", "КЛ"),
)
CONSENTS = Table(
    "consents",
    "Согласия",
    Consent,
    (
        PERSON_REQUIRED,
        Column("purpose", "Цель", field="purpose", required=True),
        Column("channel", "Канал", field="channel", required=True),
        Column("given", "Дано", Kind.DAY, "given_date", required=True),
        Column("withdrawn", "Отозвано", Kind.DAY, "withdrawn_date"),
        Column("text", "Текст", field="text"),
        Column("source", "Источник", field="source"),
    ),
    key=("person", "purpose", "channel", "given"),
    titled_by=("purpose", "channel"),
)
RESPONSIBLES = Table(
    "responsibles",
    "Ответственные",
    Responsibility,
    (
        CLIENT,
        Column("staff", "Сотрудник", Kind.REFERENCE, "staff_id", required=True, table="staff", also=("Ответственный",)),
        Column("role", "Роль", Kind.CHOICE, "role", required=True, choices=words.RESPONSIBILITY),
        Column("from", "С", Kind.DAY, "from_date", required=True),
        Column("to", "По", Kind.DAY, "to_date"),
    ),
    key=("client", "role", "from"),
    titled_by=("role",),
)
KITS = Table(
    "kits",
    "Комплекты",
    Kit,
    (
        ID,
        CLIENT,
        Column("product", "Система", field="product", required=True),
        Column("kind", "Вид", Kind.CHOICE, "kind", required=True, choices=words.KIT_KIND),
        Column("users", "Число пользователей", Kind.INTEGER, "users", also=("Пользователей",)),
        Column("price", "Цена в месяц", Kind.AMOUNT, "price_amount", also=("Цена",)),
        Column("place", "Место установки", field="place"),
        Column("update_method", "Пополнение", Kind.CHOICE, "update_method", choices=words.UPDATE_METHOD),
        PERSON,
        Column("active_from", "С", Kind.DAY, "active_from_date"),
        Column("active_to", "По", Kind.DAY, "active_to_date"),
    ),
    titled_by=("product",),
)
CONTRACTS = Table(
    "contracts",
    "Договоры",
    Contract,
    (
        Column("id", "Код", field="external_id", maximum=100),
        Column("number", "Номер", field="number", required=True),
        CLIENT,
        Column("signed", "Дата", Kind.DAY, "signed_date", required=True, also=("Дата договора",)),
        Column("ends", "Действует до", Kind.DAY, "ends_date"),
        Column("payment_terms", "Оплата", Kind.CHOICE, "payment_terms", choices=words.PAYMENT_TERMS),
        Column("prepaid_until", "Оплачено до", Kind.DAY, "prepaid_until_date"),
        Column("monthly_amount", "Сумма в месяц", Kind.AMOUNT, "monthly_amount"),
    ),
    key=("number", "signed"),
    titled_by=("number",),
)
SEGMENTS = Table(
    "segments",
    "Сегменты",
    ClientSegment,
    (
        CLIENT,
        Column("type", "Тип сегмента", Kind.DEFINITION, "type_id", required=True, table="segment_types"),
        Column("segment", "Сегмент", Kind.DEFINITION, "segment_id", required=True, table="segments"),
        Column("entered", "Дата входа", Kind.DAY, "from_date", required=True),
        Column("left", "Дата выхода", Kind.DAY, "to_date"),
    ),
    key=("client", "type"),
    titled_by=("segment",),
    also=("Сегментация",),
)
INDICATORS = Table(
    "indicators",
    "Показатели",
    IndicatorValue,
    (
        CLIENT,
        PERSON,
        Column("indicator", "Показатель", Kind.DEFINITION, "indicator_id", required=True, table="indicators"),
        Column("value", "Значение", field="value"),
        Column(
            "confirmed",
            "Дата актуализации",
            Kind.DAY,
            "confirmed_date",
            required=True,
            also=("Подтверждён", "Подтверждено"),
        ),
        Column("valid_until", "Актуален до", Kind.DAY, "valid_until_date"),
        Column("confirmed_by", "Пользователь", field="confirmed_by_name", also=("Кто подтвердил",)),
        Column("source", "Источник", Kind.SOURCE, "source"),
    ),
    key=("client", "person", "indicator", "source"),
    titled_by=("indicator",),
    also=("Функциональная карта",),
)
