"""Who may hand clients over, which clients, to whom."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from mayak.accounts.models import Role, Staff
from mayak.accounts.scope import scope_of
from mayak.clients.intervals import in_force_on
from mayak.clients.models import Client, Responsibility, ResponsibilityRole
from mayak.clients.policies import HOLDERS, can_hold, visible_to
from mayak.core import clock
from mayak.team.models import HandOver

# Who looks after clients at all.
RESPONSIBLE_ROLES = (Role.EXPERT, Role.ACCOUNT_MANAGER, Role.TEAM_LEAD, Role.DIRECTOR)


def can_hand_over(user: Staff) -> bool:
    """Leads within their teams, directors, administrators within what they see."""
    return user.is_admin or user.role in {Role.TEAM_LEAD, Role.DIRECTOR}


def givers_for(user: Staff) -> QuerySet[Staff]:
    """Who has clients today that the user may hand over, those who have left included."""
    pools = Responsibility.objects.filter(in_force_on(clock.today()), client__in=visible_to(user, Client))
    scope = scope_of(user)
    people = Staff.objects.filter(pk__in=pools.values("staff"))
    return people if scope.sees_all else people.filter(pk__in=scope.staff_ids)


def may_give(user: Staff, giver_id: int) -> bool:
    """Whether the user hands over clients of this member of staff at all."""
    scope = scope_of(user)
    return scope.sees_all or giver_id in scope.staff_ids


def receivers_for(user: Staff) -> QuerySet[Staff]:
    """Who may get clients: people who work here and look after clients; for a lead those of the own teams."""
    day = clock.today()
    people = Staff.objects.filter(role__in=RESPONSIBLE_ROLES).filter(
        Q(dismissed_date=None) | Q(dismissed_date__gt=day), Q(hired_date=None) | Q(hired_date__lte=day)
    )
    scope = scope_of(user)
    return people if scope.sees_all or user.is_admin else people.filter(pk__in=scope.staff_ids)


def refusal_of(receiver: Staff, role: str) -> str:
    """Why somebody may not get clients in a role; "" when they may."""
    if can_hold(receiver.role, role):
        return ""
    words = _("%(name)s: %(theirs)s. In the role “%(role)s” clients are looked after by: %(fit)s.")
    return words % {
        "name": receiver.full_name,
        "theirs": receiver.get_role_display(),
        "role": ResponsibilityRole(role).label,
        "fit": ", ".join(str(one.label) for one in HOLDERS[role]),
    }


def hand_overs_for(user: Staff) -> QuerySet[HandOver]:
    """The hand-overs a person may look at: those given, received or asked for; who hands over, those of the scope."""
    scope = scope_of(user)
    if can_hand_over(user) and scope.sees_all:
        return HandOver.objects.all()
    people = scope.staff_ids if not scope.sees_all else frozenset({user.pk})
    return HandOver.objects.filter(Q(giver__in=people) | Q(receiver__in=people) | Q(author=user))
