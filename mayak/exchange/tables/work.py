"""Tables of what we do: assignments, activities, agreements, cases; and the library's materials."""

from mayak.cases.models import Case
from mayak.exchange.tables import words
from mayak.exchange.tables.clients import CLIENT, PERSON
from mayak.exchange.tables.spec import Column, Kind, Table
from mayak.exchange.tables.usage import NUMBER_ID, TOPICS
from mayak.library.models import Material
from mayak.work.models import Activity, Agreement, Assignment

EXECUTOR = Column(
    "executor", "Исполнитель", Kind.REFERENCE, "executor_id", required=True, table="staff", also=("Сотрудник",)
)
ID = Column("id", "Код", field="external_id", required=True, maximum=100, also=("Номер",))

ASSIGNMENTS = Table(
    "assignments",
    "Поручения",
    Assignment,
    (
        NUMBER_ID,
        CLIENT,
        Column("direction", "Направление", field="direction", required=True),
        Column("type", "Тип", field="type"),
        Column("goal", "Цель", field="goal"),
        Column("opened", "Открыто", Kind.DAY, "opened_date", required=True),
        Column("closed", "Закрыто", Kind.DAY, "closed_date"),
        Column("author", "Автор", Kind.REFERENCE, "author_id", table="staff"),
        EXECUTOR,
        Column("planned_instruments", "План инструментов", Kind.QUANTITIES, table="instruments"),
    ),
    titled_by=("direction",),
)
ACTIVITIES = Table(
    "activities",
    "Работы",
    Activity,
    (
        NUMBER_ID,
        Column(
            "assignment",
            "Поручение",
            Kind.REFERENCE,
            "assignment_id",
            table="assignments",
            keeps_when_empty=True,
        ),
        CLIENT,
        PERSON,
        Column("kind", "Способ", Kind.CHOICE, "kind", required=True, choices=words.ACTIVITY_KIND),
        Column("direction", "Направление звонка", Kind.CHOICE, "direction", choices=words.ACTIVITY_DIRECTION),
        Column("unplanned", "Внеплановая", Kind.YES_NO, "is_unplanned"),
        Column("type", "Тип", Kind.CHOICE, "type", choices=words.ACTIVITY_TYPE),
        Column("stage", "Этап", Kind.DEFINITION, "stage_id", table="stages"),
        Column("goal", "Цель", field="goal"),
        Column("planned", "План", Kind.MOMENT, "planned_at", also=("Дата план",), keeps_when_empty=True),
        Column("done", "Факт", Kind.MOMENT, "done_at", also=("Дата факт",)),
        Column("minutes", "Продолжительность", Kind.INTEGER, "minutes", also=("Продолжительность, мин",)),
        Column("state", "Состояние", Kind.CHOICE, "state", required=True, choices=words.ACTIVITY_STATE),
        Column(
            "outcome",
            "Причина/результат",
            Kind.DEFINITION,
            "outcome_id",
            table="outcomes",
            also=("Причина закрытия", "Результат"),
        ),
        Column("comment", "Комментарий", field="comment"),
        Column("entered", "Вход в систему", Kind.YES_NO, "is_product_entered"),
        Column("not_entered_reason", "Почему без входа", field="not_entered_reason"),
        Column("occasion", "Инфоповод", field="occasion"),
        Column("feedback_level", "Уровень ОС", field="feedback_level"),
        EXECUTOR,
        Column("instruments", "Инструменты", Kind.QUANTITIES, table="instruments"),
    ),
    titled_by=("goal",),
    also=("Контакты", "Звонки"),
)
AGREEMENTS = Table(
    "agreements",
    "Договорённости",
    Agreement,
    (
        ID,
        CLIENT,
        PERSON,
        Column("activity", "Работа", Kind.REFERENCE, "activity_id", table="activities"),
        Column("text", "Что", field="text", required=True),
        Column("due", "Срок", Kind.DAY, "due_date", required=True),
        Column("owner", "Кто", Kind.CHOICE, "owner", choices=words.AGREEMENT_OWNER),
        Column("state", "Состояние", Kind.CHOICE, "state", choices=words.AGREEMENT_STATE),
        Column("feedback", "ОС", field="feedback", also=("Обратная связь",)),
    ),
    titled_by=("text",),
)
CASES = Table(
    "cases",
    "ПРиЗ",
    Case,
    (
        ID,
        CLIENT,
        PERSON,
        Column("kind", "Тип", Kind.CHOICE, "kind", required=True, choices=words.CASE_KIND),
        Column("title", "Название", field="title", required=True),
        Column("opened", "Открыт", Kind.MOMENT, "opened_at", required=True),
        Column("due", "Срок", Kind.DAY, "due_date"),
        Column("reacted", "Первая реакция", Kind.MOMENT, "reacted_at"),
        Column("closed", "Закрыт", Kind.MOMENT, "closed_at"),
        Column("owner", "Ответственный", Kind.REFERENCE, "owner_id", table="staff"),
        Column("result", "Результат", field="result"),
        Column("competitor", "Конкурент", field="competitor"),
    ),
    titled_by=("title",),
    also=("Проблемы и задания", "Проблемы"),
)
MATERIALS = Table(
    "materials",
    "Материалы",
    Material,
    (
        ID,
        Column("kind", "Вид", Kind.CHOICE, "kind", required=True, choices=words.MATERIAL_KIND),
        Column("title", "Название", field="title", required=True, also=("Заголовок",)),
        Column("text", "Текст", field="text"),
        Column("url", "Ссылка", field="url", also=("Адрес", "URL")),
        TOPICS,
        Column("valid_from", "Действует с", Kind.DAY, "valid_from_date", also=("С",)),
        Column("valid_until", "Действует до", Kind.DAY, "valid_until_date", also=("По",)),
    ),
    titled_by=("title",),
    also=("Библиотека",),
)
