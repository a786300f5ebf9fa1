"""The lines of a team's day: each number with the address of its rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from mayak.desk.panels.links import link
from mayak.planning.queries.contact_lists import ContactList
from mayak.planning.queries.team_day import MemberDay


@dataclass(frozen=True)
class Figure:
    """A number and where its rows are; ``share``: of the talks, 0 to 1, None when there are none."""

    number: int
    url: str
    share: Decimal | None = None


@dataclass(frozen=True)
class MemberLine:
    """One member's day as drawn."""

    member: MemberDay
    url: str
    clients: Figure
    urgent: Figure
    done: Figure
    effective: Figure
    entered: Figure
    attempts: Figure
    ahead: Figure
    overdue: Figure


@dataclass(frozen=True)
class DayTotals:
    """The team together. ``capacity``: contacts a day of those who are here."""

    capacity: int
    done: Figure
    effective: Figure
    entered: Figure
    attempts: Figure
    ahead: Figure
    overdue: Figure


def day_lines(members: Sequence[MemberDay], day: date) -> list[MemberLine]:
    """The lines in the given order."""
    return [_line(member, day) for member in members]


def day_totals(members: Sequence[MemberDay], day: date) -> DayTotals:
    """The sums of the lines; each opens the contacts of exactly these people.

    A lead also sees contacts that somebody of another team has with the clients of the own one: no line has them.
    """
    who = {"experts": ",".join(str(pk) for pk in sorted(member.staff_id for member in members))} if members else {}
    sums = {
        chosen: Figure(sum(member.counts.get(chosen, 0) for member in members), contacts_url(chosen, day, **who))
        for chosen in ContactList
    }
    done = sums[ContactList.DONE].number
    entered = sums[ContactList.ENTERED]
    return DayTotals(
        capacity=sum(member.capacity for member in members if not member.is_absent),
        done=sums[ContactList.DONE],
        effective=sums[ContactList.EFFECTIVE],
        entered=Figure(entered.number, entered.url, _share(entered.number, done)),
        attempts=sums[ContactList.ATTEMPTS],
        ahead=sums[ContactList.AHEAD],
        overdue=sums[ContactList.OVERDUE],
    )


def contacts_url(chosen: ContactList, day: date, **who: int | str) -> str:
    """The list of contacts of a day: ``expert=``, ``experts=`` or ``team=``."""
    return link("contacts") + "?" + urlencode({"show": chosen.value, "since": day, "until": day, **who}, safe=",")


def _line(member: MemberDay, day: date) -> MemberLine:
    def figure(chosen: ContactList) -> Figure:
        url = contacts_url(chosen, day, expert=member.staff_id)
        number = member.counts.get(chosen, 0)
        is_part = chosen in {ContactList.ENTERED, ContactList.EFFECTIVE}
        return Figure(number, url, _share(number, member.done) if is_part else None)

    board, clients = link("board"), link("clients")
    return MemberLine(
        member=member,
        url=f"{board}?expert={member.staff_id}",
        clients=Figure(member.clients, f"{board}?show=all&expert={member.staff_id}"),
        urgent=Figure(member.urgent, f"{clients}?need=0.5&expert={member.staff_id}"),
        done=figure(ContactList.DONE),
        effective=figure(ContactList.EFFECTIVE),
        entered=figure(ContactList.ENTERED),
        attempts=figure(ContactList.ATTEMPTS),
        ahead=figure(ContactList.AHEAD),
        overdue=figure(ContactList.OVERDUE),
    )


def _share(part: int, whole: int) -> Decimal | None:
    return Decimal(part) / whole if whole else None
