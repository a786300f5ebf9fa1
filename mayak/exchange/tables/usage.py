"""Tables of what the client does: log-ins, updates, hotline, training, events, portal, mailings."""

from mayak.exchange.tables import words
from mayak.exchange.tables.clients import CLIENT, PERSON, PERSON_REQUIRED
from mayak.exchange.tables.spec import Column, Kind, Table
from mayak.usage.models import Attendance, Event, HotlineRequest, KitUpdate, MailEvent, PortalAction, Training, UsageDay

NUMBER_ID = Column("id", "Номер", field="external_id", required=True, maximum=100, also=("Код",))
DAY = Column("day", "Дата", Kind.DAY, "day", required=True)
TOPICS = Column("topics", "Рубрики", Kind.WORDS, "topics", maximum=200)

USAGE = Table(
    "usage",
    "Входы в систему",
    UsageDay,
    (
        CLIENT,
        PERSON,
        Column("kit", "Комплект", Kind.REFERENCE, "kit_id", table="kits"),
        DAY,
        Column("logins", "Входы", Kind.INTEGER, "logins", required=True, also=("Входов",)),
        Column("searches", "Поиски", Kind.INTEGER, "searches"),
        Column("documents", "Документы", Kind.INTEGER, "documents"),
    ),
    key=("client", "person", "kit", "day"),
    titled_by=("day",),
    also=("Входы", "USR"),
)
UPDATES = Table(
    "updates",
    "Пополнения",
    KitUpdate,
    (
        Column("kit", "Комплект", Kind.REFERENCE, "kit_id", required=True, table="kits"),
        Column("updated", "Дата", Kind.DAY, "updated_date", required=True),
    ),
    key=("kit", "updated"),
    titled_by=("updated",),
)
HOTLINE = Table(
    "hotline",
    "Горячая линия",
    HotlineRequest,
    (
        NUMBER_ID,
        CLIENT,
        PERSON,
        Column("asked", "Дата", Kind.MOMENT, "asked_at", required=True, also=("Дата вопроса",)),
        Column("channel", "Канал", Kind.CHOICE, "channel", choices=words.HOTLINE_CHANNEL),
        Column("kind", "Тип", Kind.CHOICE, "kind", choices=words.HOTLINE_KIND),
        Column("topic", "Тема", field="topic"),
        Column("question", "Вопрос", field="question"),
        Column("answered", "Дата ответа", Kind.MOMENT, "answered_at"),
        Column("handler", "Исполнитель", field="handler"),
        Column("rating", "Оценка", Kind.INTEGER, "rating", also=("Оценка 1-5",)),
        Column("feedback", "Отзыв", field="feedback"),
        Column("important", "Важный", Kind.YES_NO, "is_important"),
        Column("assignment", "Поручение", field="assignment_key"),
    ),
    titled_by=("topic",),
    also=("Линия консультаций",),
)
TRAININGS = Table(
    "trainings",
    "Обучение",
    Training,
    (
        NUMBER_ID,
        CLIENT,
        PERSON_REQUIRED,
        DAY,
        Column("kind", "Вид", field="kind"),
        Column("program", "Программа", field="program"),
        Column("form", "Форма", field="form"),
        Column("certificate", "Сертификат", field="certificate"),
        Column("valid_until", "Действует до", Kind.DAY, "valid_until_date"),
    ),
    titled_by=("program",),
)
EVENTS = Table(
    "events",
    "Мероприятия",
    Event,
    (
        Column("id", "Код", field="external_id", required=True, maximum=100),
        Column("name", "Название", field="name", required=True),
        DAY,
        Column("kind", "Вид", Kind.CHOICE, "kind", choices=words.EVENT_KIND),
        Column("paid", "Платное", Kind.YES_NO, "is_paid"),
        TOPICS,
    ),
)
ATTENDANCE = Table(
    "attendance",
    "Посещения",
    Attendance,
    (
        Column("event", "Мероприятие", Kind.REFERENCE, "event_id", required=True, table="events"),
        CLIENT,
        PERSON,
        Column("day", "Дата", Kind.DAY, "day"),
        Column("invited", "Приглашён", Kind.YES_NO, "is_invited"),
        Column("attended", "Посетил", Kind.YES_NO, "is_attended"),
        Column("revenue", "Сумма", Kind.AMOUNT, "revenue_amount"),
    ),
    key=("event", "client", "person"),
    titled_by=("day",),
)
PORTAL = Table(
    "portal",
    "Портал",
    PortalAction,
    (
        CLIENT,
        PERSON,
        DAY,
        Column("action", "Действие", Kind.CHOICE, "action", required=True, choices=words.PORTAL_ACTION),
        Column("count", "Количество", Kind.INTEGER, "count", required=True),
    ),
    key=("client", "person", "day", "action"),
    titled_by=("day",),
)
MAIL_EVENTS = Table(
    "mail_events",
    "Рассылки",
    MailEvent,
    (
        CLIENT,
        PERSON_REQUIRED,
        Column("mailing", "Рассылка", field="mailing", required=True),
        Column("sent", "Отправлено", Kind.MOMENT, "sent_at", required=True),
        Column("opened", "Открыто", Kind.MOMENT, "opened_at"),
        Column("clicked", "Переходов", Kind.INTEGER, "clicks", also=("Переходы",)),
        Column("to_product", "Переходы в систему", Kind.INTEGER, "clicks_to_product"),
        Column("bounced", "Не доставлено", Kind.YES_NO, "is_bounced"),
        Column("unsubscribed", "Отписался", Kind.YES_NO, "is_unsubscribed"),
    ),
    key=("person", "mailing"),
    titled_by=("mailing",),
)
