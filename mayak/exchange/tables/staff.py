"""Tables of the own people: teams and staff."""

from mayak.accounts.models import Staff, Team
from mayak.exchange.tables import words
from mayak.exchange.tables.spec import Column, Kind, Table

TEAMS = Table(
    "teams",
    "Отделы",
    Team,
    (
        Column("id", "Код", field="external_id", required=True, maximum=100),
        Column("name", "Название", field="name", required=True),
        Column("parent", "Входит в", Kind.REFERENCE, "parent_id", table="teams"),
        Column("service_mode", "Вид сопровождения", Kind.CHOICE, "service_mode", choices=words.SERVICE_MODE),
    ),
    also=("Отдел", "Группы"),
)
STAFF = Table(
    "staff",
    "Сотрудники",
    Staff,
    (
        Column("id", "Код", field="external_id", required=True, maximum=100),
        Column("login", "Логин", field="login", required=True),
        Column("last_name", "Фамилия", field="last_name", required=True),
        Column("first_name", "Имя", field="first_name", required=True),
        Column("middle_name", "Отчество", field="middle_name"),
        Column("role", "Роль", Kind.CHOICE, "role", required=True, choices=words.ROLE),
        Column("is_admin", "Администратор", Kind.YES_NO, "is_admin"),
        Column("team", "Отдел", Kind.REFERENCE, "team_id", table="teams"),
        Column("email", "E-mail", field="email", also=("Email", "Почта")),
        Column("phone", "Телефон", field="phone"),
        Column("timezone", "Часовой пояс", field="timezone"),
        Column("hired", "Принят", Kind.DAY, "hired_date"),
        Column("dismissed", "Уволен", Kind.DAY, "dismissed_date"),
    ),
    titled_by=("last_name", "first_name"),
    also=("Персонал",),
)
