"""Who the client is: names, numbers, place, clock, payer, group; its status over time; special programmes (C1)."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.http import Http404
from django.utils.translation import gettext as _

from mayak.accounts.models import Staff
from mayak.clients.domain.groups import closes_circle
from mayak.clients.domain.tax_numbers import (
    NumberProblem,
    inn_problem,
    is_of_person,
    kpp_problem,
    ogrn_problem,
    plain_number,
)
from mayak.clients.domain.zones import is_zone
from mayak.clients.events import ClientsChanged, FieldsChanged
from mayak.clients.models import Client, ClientProgramme, ClientStatus, ClientStatusPeriod
from mayak.clients.policies import get_visible_or_404
from mayak.clients.services.histories import change_from
from mayak.clients.services.locking import lock_client
from mayak.core import clock
from mayak.core.errors import InvalidInputError
from mayak.core.events import publish
from mayak.ui import formats

EDITABLE = (
    "name",
    "legal_name",
    "inn",
    "kpp",
    "ogrn",
    "address",
    "region",
    "timezone",
    "service_mode",
    "since_date",
    "remote_since_date",
    "group_head",
    "group_link",
    "group_reason",
    "payer",
)
NUMBERS = {"inn": inn_problem, "kpp": kpp_problem, "ogrn": ogrn_problem}


@transaction.atomic
def edit_client(*, user: Staff, client_id: int, values: Mapping[str, Any]) -> Client:
    """Change fields of a client (``EDITABLE``); fields not named stay.

    Raises InvalidInputError naming the field; Http404 outside of the user's rights.
    """
    client = lock_client(user=user, client_id=client_id)
    changes = {name: values[name] for name in EDITABLE if name in values and values[name] != getattr(client, name)}
    if not changes:
        return client
    before = {name: getattr(client, name) for name in changes}
    for name, value in changes.items():
        setattr(client, name, value)
    tidy_numbers(client, changes)
    for problem in problems_of(client, changes):
        raise problem
    if "payer" in changes:
        _check_payer(user, client)
    if "group_head" in changes:
        _check_head(user, client)
    if client.group_head_id is None:
        client.group_link = client.group_reason = ""
    _save_without_circle(client, sorted({*changes, "group_link", "group_reason"}))
    publish(FieldsChanged(user.pk, client.pk, None, before))
    publish(ClientsChanged(frozenset({client.pk})))
    return client


def tidy_numbers(client: Client, changes: Mapping[str, Any]) -> None:
    """Take the spaces and dashes out of the numbers that change."""
    for name in NUMBERS.keys() & changes.keys():
        setattr(client, name, plain_number(getattr(client, name)))


def problems_of(client: Client, changes: Mapping[str, Any]) -> Iterator[InvalidInputError]:
    """What is wrong with the changed fields of a client as it would stand, each naming its field; nothing is asked."""
    if not client.name.strip():
        yield InvalidInputError(_("A client needs a name."), field="name")
    for name, problem_of in NUMBERS.items():
        number = getattr(client, name)
        problem = problem_of(number) if name in changes and number else None
        if problem is not None:
            yield InvalidInputError(number_words(name, problem), field=name)
    if client.kpp and is_of_person(client.inn) and {"inn", "kpp"} & changes.keys():
        yield InvalidInputError(_("A sole trader (an INN of 12 digits) has no KPP."), field="kpp")
    if client.timezone and not is_zone(client.timezone):
        yield InvalidInputError(_("There is no such time zone."), field="timezone")
    yield from _problems_of_days(client, changes)


def _problems_of_days(client: Client, changes: Mapping[str, Any]) -> Iterator[InvalidInputError]:
    since, remote = client.since_date, client.remote_since_date
    for name, day in (("since_date", since), ("remote_since_date", remote)):
        if name in changes and day is not None and day > clock.today():
            yield InvalidInputError(_("This day has not come yet."), field=name)
    if {"since_date", "remote_since_date"} & changes.keys() and since and remote and remote < since:
        words = _("It was no client then: it is one since %(day)s.") % {"day": formats.day(since)}
        yield InvalidInputError(words, field="remote_since_date")


def number_words(name: str, problem: NumberProblem) -> str:
    """What is wrong with a number and what would do."""
    lengths = {
        "inn": _("An INN has 10 digits, a sole trader's 12."),
        "kpp": _("A KPP has 9 characters."),
        "ogrn": _("An OGRN has 13 digits, a sole trader's 15."),
    }
    if problem == NumberProblem.LENGTH:
        return lengths[name]
    if problem == NumberProblem.CHECK:
        return _("The check digit does not fit: a digit is mistyped.")
    if problem == NumberProblem.FORM:
        return _("A KPP is nine digits; only the fifth and sixth may be Latin letters.")
    return _("Digits only.")


def _check_payer(user: Staff, client: Client) -> None:
    if client.payer is None:
        return
    if client.payer.pk == client.pk:
        words = _("A client that pays itself needs no payer: leave it empty.")
        raise InvalidInputError(words, field="payer")
    get_visible_or_404(user, Client, client.payer.pk)
    payers = dict(Client.objects.exclude(payer=None).values_list("pk", "payer_id"))
    if closes_circle(client.pk, client.payer.pk, payers.get):
        raise _payers_in_circle(client.payer)


def _payers_in_circle(payer: Client) -> InvalidInputError:
    words = _("“%(name)s” itself pays through this client: that would be a circle.")
    return InvalidInputError(words % {"name": payer.name}, field="payer")


def _check_head(user: Staff, client: Client) -> None:
    """The head is a client that the user sees, and never (in the end) below the client itself."""
    head = client.group_head
    if head is None:
        return
    if head.pk == client.pk:
        raise InvalidInputError(_("A client cannot be its own head."), field="group_head")
    get_visible_or_404(user, Client, head.pk)
    heads = dict(Client.objects.exclude(group_head=None).values_list("pk", "group_head_id"))
    if closes_circle(client.pk, head.pk, heads.get):
        raise _circle(head)


def _circle(head: Client) -> InvalidInputError:
    words = _("“%(name)s” itself belongs to a group below this client: that would be a circle.")
    return InvalidInputError(words % {"name": head.name}, field="group_head")


def _save_without_circle(client: Client, fields: list[str]) -> None:
    """Save, and let the database have the last word: a circle that two people close together shows only there."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            client.save(update_fields=fields)
            cursor.execute("SET CONSTRAINTS client_group_without_circle, client_payer_without_circle IMMEDIATE")
            cursor.execute("SET CONSTRAINTS client_group_without_circle, client_payer_without_circle DEFERRED")
    except IntegrityError as error:
        broken = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
        if client.group_head is not None and broken == "client_group_without_circle":
            raise _circle(client.group_head) from error
        if client.payer is not None and broken == "client_payer_without_circle":
            raise _payers_in_circle(client.payer) from error
        raise


@transaction.atomic
def change_status(
    *, user: Staff, client_id: int, status: str, day: date, reason: str = "", left_to: str = ""
) -> Client:
    """The client has a status from a day on (today or earlier); ``reason`` and ``left_to`` of a disconnection.

    Raises InvalidInputError naming the field, Http404 outside of the user's rights.
    """
    client = lock_client(user=user, client_id=client_id)
    if day > clock.today():
        raise InvalidInputError(_("A status is changed on its day: choose today or an earlier day."), field="day")
    later = ClientStatusPeriod.objects.filter(client=client, from_date__gt=day).order_by("from_date").first()
    if later is not None:
        words = _("The status has changed on %(day)s already: choose that day or a later one.")
        raise InvalidInputError(words % {"day": formats.day(later.from_date)}, field="day")
    is_gone = status == ClientStatus.DISCONNECTED
    if is_gone and not reason.strip():
        raise InvalidInputError(_("Say why the client leaves."), field="reason")
    change_from(
        ClientStatusPeriod,
        {"client": client},
        status,
        day,
        value_of=lambda row: row.status,
        fields=lambda value: {"status": value},
        first_value=client.status,
    )
    client.status = status
    client.left_date = day if is_gone else None
    client.left_reason, client.left_to = (reason.strip(), left_to.strip()) if is_gone else ("", "")
    client.save(update_fields=["status", "left_date", "left_reason", "left_to"])
    publish(ClientsChanged(frozenset({client.pk})))
    return client


@transaction.atomic
def save_programme(
    *, user: Staff, client_id: int, programme_id: int | None, values: Mapping[str, Any]
) -> ClientProgramme:
    """Add a special programme to the client, or change one. Http404 outside of the user's rights."""
    client = lock_client(user=user, client_id=client_id)
    programme = ClientProgramme(client=client)
    if programme_id is not None:
        found = ClientProgramme.objects.filter(client=client, pk=programme_id).first()
        if found is None:
            raise Http404
        programme = found
    for name in ("name", "terms", "document", "from_date", "to_date"):
        if name in values:
            setattr(programme, name, values[name])
    if programme.from_date and programme.to_date and programme.to_date < programme.from_date:
        raise InvalidInputError(_("The last day is before the first."), field="to_date")
    programme.save()
    publish(ClientsChanged(frozenset({client.pk})))
    return programme
