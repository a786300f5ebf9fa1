"""The five people one can look through the demo office as, with a line of figures each."""

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mayak.accounts.models import Role, Staff
from mayak.accounts.showcase import DemoPerson
from mayak.core import clock

# Log-ins of the one-click people, in the order of the log-in page; the expert's day is the fullest.
CAST_LOGINS = ("krylova", "starov", "morskaya", "dalny", "ladova")

_FIGURES = """
WITH who AS (SELECT id, login, team_id FROM accounts_staff WHERE login = ANY(%(logins)s)),
current AS (
    SELECT who.login, responsible.client_id FROM who
    JOIN clients_responsibility responsible ON responsible.staff_id = who.id
    WHERE (responsible.from_date IS NULL OR responsible.from_date <= %(day)s)
      AND (responsible.to_date IS NULL OR responsible.to_date >= %(day)s)
)
SELECT login, 'clients', count(*) FROM current GROUP BY 1
UNION ALL
SELECT login, 'cases', count(*) FROM current JOIN cases_case item USING (client_id)
WHERE item.closed_at IS NULL GROUP BY 1
UNION ALL
SELECT login, 'threats', count(*) FROM current JOIN cases_case item USING (client_id)
WHERE item.closed_at IS NULL AND item.kind = 'threat' GROUP BY 1
UNION ALL
SELECT who.login, 'ahead', count(*) FROM who JOIN work_activity activity ON activity.executor_id = who.id
WHERE activity.state = 'planned' AND activity.planned_at < %(end)s GROUP BY 1
UNION ALL
SELECT who.login, 'planned', count(*) FROM who JOIN work_activity activity ON activity.executor_id = who.id
WHERE activity.state = 'planned' GROUP BY 1
UNION ALL
SELECT who.login, 'experts', count(*) FROM who JOIN accounts_staff member ON member.team_id = who.team_id
WHERE member.role = 'expert' GROUP BY 1
UNION ALL
SELECT who.login, 'waiting', count(*) FROM who JOIN accounts_staff member ON member.team_id = who.team_id
JOIN cases_case item ON item.owner_id = member.id
WHERE item.closed_at IS NULL AND item.reacted_at IS NULL GROUP BY 1
UNION ALL
SELECT '', service_mode, count(*) FROM clients_client WHERE status <> 'disconnected' GROUP BY 2
UNION ALL
SELECT '', 'outcomes', count(*) FROM work_outcome
UNION ALL
SELECT '', 'indicators', count(*) FROM card_indicatordefinition
"""


def demo_cast() -> list[DemoPerson]:
    """Expert, account manager, lead, director, methodologist with their figures of today. Two statements."""
    staff = {person.login: person for person in Staff.objects.filter(login__in=CAST_LOGINS)}
    figures = _figures()
    return [
        DemoPerson(
            staff_id=staff[login].pk,
            name=staff[login].full_name,
            role=str(Role(staff[login].role).label),
            figures=_line(Role(staff[login].role), figures.get(login, {}), figures.get("", {})),
        )
        for login in CAST_LOGINS
        if login in staff
    ]


def _figures() -> dict[str, dict[str, int]]:
    today = clock.today()
    found: dict[str, dict[str, int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_FIGURES, {"logins": list(CAST_LOGINS), "day": today, "end": clock.end_of(today)})
        for login, name, count in cursor.fetchall():
            found.setdefault(login, {})[name] = count
    return found


def _line(role: Role, own: dict[str, int], office: dict[str, int]) -> str:
    parts: list[str] = []
    if role == Role.EXPERT:
        parts = [_clients(own), _ahead(own), _cases(own)]
    elif role == Role.ACCOUNT_MANAGER:
        planned, threats = own.get("planned", 0), own.get("threats", 0)
        parts = [
            _clients(own),
            ngettext("%(count)d contact planned", "%(count)d contacts planned", planned) % {"count": planned},
            ngettext("%(count)d threat", "%(count)d threats", threats) % {"count": threats},
        ]
    elif role == Role.TEAM_LEAD:
        experts, waiting = own.get("experts", 0), own.get("waiting", 0)
        parts = [
            ngettext("%(count)d expert", "%(count)d experts", experts) % {"count": experts},
            ngettext("%(count)d case without a reaction", "%(count)d cases without a reaction", waiting)
            % {"count": waiting},
        ]
    elif role == Role.DIRECTOR:
        parts = [
            _("%(remote)d remote clients against %(on_site)d on site")
            % {"remote": office.get("remote", 0), "on_site": office.get("on_site", 0)}
        ]
    else:
        parts = [_("rules, scripts, loading of data")]
        indicators = office.get("indicators", 0)
        parts.append(
            ngettext("%(count)d indicator of the card", "%(count)d indicators of the card", indicators)
            % {"count": indicators}
        )
    return ", ".join(parts)


def _clients(own: dict[str, int]) -> str:
    count = own.get("clients", 0)
    return ngettext("%(count)d client", "%(count)d clients", count) % {"count": count}


def _ahead(own: dict[str, int]) -> str:
    count = own.get("ahead", 0)
    return ngettext("%(count)d contact ahead today", "%(count)d contacts ahead today", count) % {"count": count}


def _cases(own: dict[str, int]) -> str:
    count = own.get("cases", 0)
    return ngettext("%(count)d open case", "%(count)d open cases", count) % {"count": count}
