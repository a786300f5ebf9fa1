"""The person page in words: head, how to address, numbers, rubrics (C4)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mayak.clients.domain.likeness import Sign
from mayak.clients.domain.reach import region_of
from mayak.clients.models import ContactPointKind, Person, PersonRole
from mayak.clients.person_forms import CASE_WORDS
from mayak.clients.queries.identity import ROLE_ORDER
from mayak.clients.queries.person import PointLine, RubricLine
from mayak.core import clock
from mayak.core.declension import CASES, declined, gender_of
from mayak.desk.queries.person import PersonPage
from mayak.desk.queries.tabs.persons import former_roles
from mayak.planning.call_words import told_check
from mayak.planning.domain.call_check import Check
from mayak.ui import formats

# Roles by whose voice a contract stands or falls.
WEIGHTY = (PersonRole.KEY_USER, PersonRole.DECISION_MAKER, PersonRole.INFLUENCER)
GREET_DAYS = 14


@dataclass(frozen=True)
class RoleTag:
    """A role beside the name."""

    label: str
    css: str


@dataclass(frozen=True)
class Birthday:
    """The next birthday. ``is_near``: it is time to congratulate; ``is_done``: that has happened.

    ``subject``: of a letter.
    """

    words: str
    is_near: bool
    is_done: bool
    subject: str


@dataclass(frozen=True)
class ShownPoint:
    """A phone or mailbox as a line. ``state``: lamp; ``verdict``: what it says; ``href``: empty where none is used."""

    line: PointLine
    icon: str
    text: str
    kind: str
    when: str
    state: str
    verdict: str
    is_off: bool
    href: str = ""


@dataclass(frozen=True)
class ShownRubric:
    """A rubric with its box. ``said``: what the person asked and read; ``below``: chosen of those below."""

    line: RubricLine
    said: str
    is_part: bool
    below: str


def role_tags(person: Person) -> list[RoleTag]:
    """The roles, the weighty ones first and coloured; of who left, what they were."""
    known = {role.value for role in PersonRole}
    roles = sorted((PersonRole(role) for role in person.roles if role in known), key=ROLE_ORDER.index)
    if is_gone(person):
        words = former_roles(", ".join(str(role.label) for role in roles))
        return [RoleTag(words, "")] if words else []
    return [RoleTag(str(role.label), " tag--accent" if role in WEIGHTY else "") for role in roles]


def birthday_of(person: Person) -> Birthday | None:
    """When it is, how soon, whether the person was congratulated."""
    if person.birth_date is None:
        return None
    today = clock.today()
    days_of = (_in_year(person.birth_date, year) for year in (today.year, today.year + 1))
    ahead = min(day for day in days_of if day >= today)
    days = (ahead - today).days
    soon = _("today") if days == 0 else _("in %(days)s") % {"days": formats.days(days)}
    words = _("birthday %(day)s") % {"day": formats.day(_in_year(person.birth_date, today.year))}
    if days <= 60:
        words = f"{words}, {soon}"
    done = person.congratulated_date
    is_done = done is not None and (ahead - done).days <= GREET_DAYS * 2
    return Birthday(words, days <= GREET_DAYS, is_done, _("Happy birthday!"))


def _in_year(born: date, year: int) -> date:
    try:
        return born.replace(year=year)
    except ValueError:  # 29 February is congratulated on the 28th
        return born.replace(year=year, day=28)


def addressed(person: Person) -> list[tuple[str, str]]:
    """(question, form) of how to call the person and of the name in the cases; what was written by hand wins."""
    gender = person.gender or gender_of(first=person.first_name, middle=person.middle_name, last=person.last_name)
    called = person.address_as or " ".join(part for part in (person.first_name, person.middle_name) if part)
    lines = [(_("we say"), called or person.last_name)]
    names = {"first": person.first_name, "middle": person.middle_name, "last": person.last_name}
    for case in CASES:
        form = person.declined.get(case) or declined(case, gender=gender, **names)
        lines.append((str(CASE_WORDS[case]), form))
    return lines


def shown_points(page: PersonPage, has_left: bool = False) -> list[ShownPoint]:
    """Phones and mailboxes with whether they may be used; those of who left, or refused calls, are not."""
    language = (get_language() or "ru")[:2]
    refuses = page.call.verdict is Check.CONSENT_WITHDRAWN
    return [_shown_point(line, language, has_left, refuses) for line in page.points]


def _shown_point(line: PointLine, language: str, has_left: bool, refuses: bool) -> ShownPoint:
    is_phone = line.table == "phone"
    text = formats.phone(line.text, line.extension) if is_phone else line.text
    kinds = {str(code): str(label) for code, label in ContactPointKind.choices}
    icon = "mail" if not is_phone else "device-mobile" if line.kind in {"mobile", "personal"} else "phone"
    place = region_of(line.text, language) if is_phone else ""
    kind = ", ".join(part for part in (line.label or kinds.get(line.kind, ""), place) if part)
    when = formats.day(line.confirmed) if line.confirmed else ""
    if line.invalid:
        since = _("does not work since %(day)s") % {"day": formats.day_short(line.invalid)}
        return ShownPoint(line, icon, text, kind, line.invalid_reason or when, "none", since, True)
    if line.is_unwanted:
        return ShownPoint(line, icon, text, kind, when, "warn", _("unwanted"), False)
    if has_left:
        words = _("no calls: left") if is_phone else _("no letters: left")
        return ShownPoint(line, icon, text, kind, when, "none", words, False)
    if refuses and is_phone:
        return ShownPoint(line, icon, text, kind, when, "urgent", _("no calls: refused"), False)
    href = f"tel:{line.text}" if is_phone else f"mailto:{line.text}"
    verdict = (_("may be called") if is_phone else _("arrives")) if line.confirmed else _("not checked")
    return ShownPoint(line, icon, text, kind, when, "ok" if line.confirmed else "none", verdict, False, href)


def dial_of(page: PersonPage) -> str:
    """The first number, if it may be dialled; "" when it may not, or the person refused calls."""
    line = page.points[0] if page.points else None
    if line is None or line.table != "phone" or line.invalid or line.is_unwanted:
        return ""
    return "" if page.call.verdict is Check.CONSENT_WITHDRAWN else line.text


def mail_of(page: PersonPage) -> str:
    """The mailbox to write to, "" for none that is wanted and works."""
    mails = (line for line in page.points if line.table != "phone" and not line.invalid and not line.is_unwanted)
    return next((line.text for line in mails), "")


def shown_rubrics(page: PersonPage) -> list[ShownRubric]:
    """The tree with boxes: what was chosen below, what the person asked and read."""
    lines = page.rubrics
    children: dict[int, list[RubricLine]] = {}
    for line in lines:
        if line.parent_id is not None:
            children.setdefault(line.parent_id, []).append(line)
    shown = []
    for line in lines:
        below = _below(line.pk, children)
        chosen = sum(one.has for one in below)
        words = _("%(chosen)d of %(all)d") % {"chosen": chosen, "all": len(below)} if below and chosen else ""
        shown.append(ShownRubric(line, _said(line), bool(chosen) and not line.has, words))
    return shown


def _below(pk: int, children: dict[int, list[RubricLine]]) -> list[RubricLine]:
    found: list[RubricLine] = []
    for child in children.get(pk, ()):
        found += [child, *_below(child.pk, children)]
    return found


def _said(line: RubricLine) -> str:
    parts = []
    if line.is_retired:
        parts.append(_("no longer used"))
    if line.last_asked is not None:
        parts.append(_("asked %(day)s") % {"day": formats.day_short(line.last_asked)})
    if line.read:
        parts.append(_("read %(count)d ×") % {"count": line.read})
    return ", ".join(parts)


def proposals(page: PersonPage) -> list[RubricLine]:
    """Rubrics that the person's questions and reading speak for, the strongest first; at most three."""
    found = [line for line in page.rubrics if line.is_proposed]
    return sorted(found, key=lambda line: (-line.asked * 2 - line.read, line.name))[:3]


def subline_of(person: Person) -> list[str]:
    """Position, since when, what is to be known about the name."""
    parts = [
        person.position or "",
        person.department or "",
        person.profile if person.profile != person.department else "",
    ]
    if person.started_date:
        parts.append(_("since %(day)s") % {"day": formats.day(person.started_date)})
    if person.name_note:
        parts.append(person.name_note)
    if person.left_date and person.left_date <= clock.today():
        parts.append(_("left on %(day)s") % {"day": formats.day(person.left_date)})
    return [part for part in parts if part]


def is_gone(person: Person) -> bool:
    """Whether the person works here no more."""
    return person.left_date is not None and person.left_date <= clock.today()


def vacancy_words(vacant: Iterable[PersonRole]) -> list[str]:
    """What nobody does after somebody left, and what follows."""
    words = {
        PersonRole.KEY_USER: _("No key user remains: the lamp “No working key user” is lit"),
        PersonRole.DECISION_MAKER: _("No decision maker remains: the question who decides now goes into the scenario"),
        PersonRole.INFLUENCER: _("No influencer remains: the question who influences now goes into the scenario"),
        PersonRole.RESPONSIBLE: _("Nobody answers for the product: the question who does goes into the scenario"),
    }
    return [words[role] for role in vacant if role in words]


def sign_words(signs: Iterable[Sign]) -> str:
    """Why two records look like one person."""
    words = {
        Sign.PHONE: _("the same phone"),
        Sign.MAIL: _("the same e-mail"),
        Sign.NAME: _("the same name"),
        Sign.SIMILAR_NAME: _("a similar name"),
    }
    return ", ".join(words[sign] for sign in signs)


def page_words(person: Person, page: PersonPage) -> dict[str, Any]:
    """Everything the templates show besides the rows."""
    return {
        "role_tags": role_tags(person),
        "subline": subline_of(person),
        "birthday": birthday_of(person),
        "addressed": addressed(person),
        "points": shown_points(page, is_gone(person)),
        "rubrics": shown_rubrics(page),
        "rubric_count": sum(line.has for line in page.rubrics),
        "proposals": proposals(page),
        "needs": [line.strip() for line in person.needs.splitlines() if line.strip()],
        "is_gone": is_gone(person),
        "mail": mail_of(page),
        "call": told_check(page.call),
        "may_call": page.call.is_allowed,
        "dial": dial_of(page),
    }
