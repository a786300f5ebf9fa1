"""The staff of the demo office: a head department, two remote teams, one on-site team, 18 people."""

from dataclasses import dataclass

REMOTE, ON_SITE = "remote", "on_site"

# Key, name, parent, service mode.
TEAMS = (
    ("head", "Департамент сопровождения", None, REMOTE),
    ("remote_1", "Отдел ДС № 1", "head", REMOTE),
    ("remote_2", "Отдел ДС № 2", "head", REMOTE),
    ("on_site", "Отдел КС", "head", ON_SITE),
)


@dataclass(frozen=True)
class Member:
    """A member of staff. ``weight``: the share of clients among the experts; ``is_late``: neglects the pool."""

    login: str
    last_name: str
    first_name: str
    middle_name: str
    role: str
    team: str
    weight: int = 0
    is_admin: bool = False
    is_late: bool = False

    @property
    def mode(self) -> str:
        """How this person's clients are looked after."""
        return ON_SITE if self.team == "on_site" else REMOTE

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}"


STAFF = (
    Member("dalny", "Дальний", "Лев", "Андреевич", "director", "head"),
    Member("ladova", "Ладова", "Вера", "Сергеевна", "methodologist", "head", is_admin=True),
    Member("klyucheva", "Ключева", "Зоя", "Павловна", "hotline", "head"),
    Member("morskaya", "Морская", "Галина", "Игоревна", "team_lead", "remote_1"),
    Member("zarubin", "Зарубин", "Пётр", "Олегович", "team_lead", "remote_2"),
    Member("bereznyak", "Березняк", "Нина", "Викторовна", "team_lead", "on_site"),
    Member("krylova", "Крылова", "Ева", "Дмитриевна", "expert", "remote_1", 92),
    Member("snegina", "Снегина", "Алла", "Романовна", "expert", "remote_1", 108),
    Member("vetrov", "Ветров", "Илья", "Николаевич", "expert", "remote_1", 104),
    Member("yagodina", "Ягодина", "Кира", "Антоновна", "expert", "remote_1", 110),
    Member("paromov", "Паромов", "Денис", "Юрьевич", "expert", "remote_2", 112, is_late=True),
    Member("rakitina", "Ракитина", "Инна", "Максимовна", "expert", "remote_2", 106),
    Member("lunin", "Лунин", "Марк", "Вадимович", "expert", "remote_2", 100),
    Member("stepnaya", "Степная", "Яна", "Егоровна", "expert", "remote_2", 96),
    Member("yarov", "Яров", "Семён", "Ильич", "expert", "on_site", 88),
    Member("topoleva", "Тополева", "Раиса", "Кирилловна", "expert", "on_site", 84),
    Member("starov", "Старов", "Глеб", "Михайлович", "account_manager", "remote_1"),
    Member("solntseva", "Солнцева", "Дарья", "Алексеевна", "account_manager", "remote_2"),
)
# Away today, who does it instead, first and last day (from today).
ABSENCE = ("rakitina", "lunin", -3, 8, "Отпуск")
# Illnesses and holidays of the past: who, substitute, days.
PAST_ABSENCES = (
    ("krylova", "snegina", -131, -118, "Отпуск"), ("vetrov", "yagodina", -210, -205, "Больничный"),
    ("snegina", "krylova", -95, -82, "Отпуск"), ("lunin", "stepnaya", -160, -147, "Отпуск"),
    ("yarov", "topoleva", -60, -54, "Больничный"), ("starov", "solntseva", -125, -112, "Отпуск"),
)  # fmt: skip


def experts() -> list[Member]:
    """Those with a pool of their own."""
    return [member for member in STAFF if member.role == "expert"]


def reinforcements(clients: int, largest_pool: int) -> list[Member]:
    """More experts and managers for an office whose pools would grow too large for the cast."""
    from mayak.demo.domain.names import FEMALE_NAMES, surname

    wanted = -(-clients // largest_pool) - len(experts())
    extra: list[Member] = []
    for number in range(max(0, wanted)):
        name = FEMALE_NAMES[number % len(FEMALE_NAMES)]
        team = ("remote_1", "remote_2", "on_site")[number % 3]
        extra.append(Member(f"expert{number + 1}", surname(number * 7 + 3, True), name, "", "expert", team, 105))
        if number % 4 == 3:
            extra.append(Member(f"manager{number + 1}", surname(number * 5, True), name, "", "account_manager", team))
    return extra
