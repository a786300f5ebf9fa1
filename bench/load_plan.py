"""Who works during the load test: sessions, and for each person the clients and planned contacts of their own."""

from typing import Any

CLIENTS, CONTACTS = 60, 40
WORDS = ("ручей", "берег", "причал", "маршрут", "парус", "якорь", "мост", "звезда", "гавань", "вершина", "99900")


def load_plan(users: int) -> dict[str, Any]:
    """So many people, experts first; with fewer staff than users some work in two browsers. Needs Django."""
    from mayak.accounts.models import Role, Staff
    from mayak.clients.models import Client
    from mayak.clients.policies import visible_to
    from mayak.work.models import Activity, ActivityState

    roles = [Role.EXPERT, Role.ACCOUNT_MANAGER, Role.TEAM_LEAD, Role.DIRECTOR]
    staff = sorted(
        Staff.objects.filter(dismissed_date=None, role__in=roles), key=lambda one: roles.index(Role(one.role))
    )
    people = []
    for number in range(users):
        person = staff[number % len(staff)]
        half = number // len(staff)
        clients = visible_to(person, Client).exclude(status="disconnected").order_by("pk").values_list("pk", flat=True)
        planned = Activity.objects.filter(executor=person, state=ActivityState.PLANNED).order_by("planned_at", "pk")
        mine = dict(reversed(planned.values_list("client_id", "pk")))
        contacts = list(mine.values())
        people.append(
            {
                "login": person.login,
                "session": _session(person),
                "clients": list(clients[half * CLIENTS : (half + 1) * CLIENTS]),
                "contacts": contacts[half * CONTACTS : (half + 1) * CONTACTS],
                "is_expert": person.role == Role.EXPERT,
            }
        )
    return {"people": people, "words": WORDS}


def _session(person: Any) -> str:
    from django.conf import settings
    from django.test import Client as Browser

    settings.ALLOWED_HOSTS = ["*"]
    browser = Browser()
    browser.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    return str(browser.cookies[settings.SESSION_COOKIE_NAME].value)
