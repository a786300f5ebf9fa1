"""What the palette finds: clients, people, phones, numbers of documents, pages; all within the rights."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from mayak.accounts.models import Staff
from mayak.clients.domain.spelling import Wanted, marked, wanted
from mayak.clients.models import Client, Contract, Person, PersonPhone
from mayak.clients.policies import visible_to
from mayak.clients.queries import (
    Understanding,
    find_clients,
    find_contracts,
    find_persons,
    find_phones,
    understood,
)
from mayak.core.text import folded
from mayak.money.models import Invoice
from mayak.ui.formats import day, money, phone, typography
from mayak.ui.navigation import rail_of

SHOWN = 5

Pieces = list[tuple[str, bool]]


@dataclass(frozen=True)
class Hit:
    """A line of the palette; ``pieces``: the title cut where the words are. ``client_id``: whose preview to show."""

    pieces: Pieces
    sub: str
    url: str
    icon: str = ""
    avatar: str = ""
    right: str = ""
    client_id: int | None = None


@dataclass(frozen=True)
class Group:
    """Hits of one kind; ``more_url`` shows the rest, when there is a rest."""

    title: str
    hits: tuple[Hit, ...]
    more_url: str = ""


@dataclass(frozen=True)
class Found:
    """What the palette shows for a text."""

    meant: Understanding | None
    groups: tuple[Group, ...]


def found_for(user: Staff, text: str, *, as_typed: bool = False) -> Found:
    """The hits for a text, at most 5 of a kind; about 8 statements."""
    commands = _commands(user, wanted(text))
    # the beginning of a page's name is no misspelt client
    meant = understood(user, text, as_typed=as_typed or bool(commands.hits))
    asked = meant.wanted
    if meant.correction:
        commands = _commands(user, asked)
    if asked.is_empty:
        return Found(meant, tuple(_nonempty([commands])))
    clients = list(_best_first(find_clients(user, asked), asked)[: SHOWN + 1])
    persons = list(
        find_persons(user, asked).order_by(F("left_date").desc(nulls_first=True), "name_folded", "pk")[:SHOWN]
    )
    groups = [
        _clients(clients, asked, meant.text),
        Group(_("People"), tuple(_person_hit(person, asked) for person in persons)),
        Group(_("Phones"), tuple(_phone_hit(found) for found in find_phones(user, asked)[:SHOWN])),
        _documents(user, asked),
        commands,
    ]
    return Found(meant, tuple(_nonempty(groups)))


def recent_for(user: Staff, client_ids: Sequence[int]) -> Found:
    """What is shown before anything is typed: clients opened last, pages. One statement."""
    rows = {client.pk: client for client in visible_to(user, Client).filter(pk__in=client_ids)}
    recent = [_client_hit(rows[pk], Wanted("", (), "", "")) for pk in client_ids if pk in rows]
    commands = _commands(user, Wanted("", (), "", ""))
    return Found(None, tuple(_nonempty([Group(_("Opened lately"), tuple(recent)), commands])))


def _nonempty(groups: Iterable[Group]) -> list[Group]:
    return [group for group in groups if group.hits]


def _best_first(clients: QuerySet[Client], asked: Wanted) -> QuerySet[Client]:
    """Those found by their own name (a person stands under People); those who left come last."""
    whole = Q()
    for word in asked.words:
        whole &= Q(name_folded__contains=word)
    return clients.filter(whole).order_by(F("left_date").desc(nulls_first=True), "name_folded", "pk")


def _clients(clients: list[Client], asked: Wanted, text: str) -> Group:
    more = reverse("clients") + f"?q={text}" if len(clients) > SHOWN else ""
    return Group(_("Clients"), tuple(_client_hit(client, asked) for client in clients[:SHOWN]), more)


def _client_hit(client: Client, asked: Wanted) -> Hit:
    place = client.region or client.address
    inn = _("INN %(inn)s") % {"inn": client.inn} if client.inn else ""
    status = "" if client.status == "active" else str(client.get_status_display())
    return Hit(
        pieces=marked(typography(client.name), asked.words),
        sub=" · ".join(part for part in (inn, place) if part),
        url=reverse("client", args=[client.pk]),
        icon="building",
        right=status,
        client_id=client.pk,
    )


def _person_hit(person: Person, asked: Wanted) -> Hit:
    left = _("left") if person.left_date else ""
    return Hit(
        pieces=marked(person.full_name, asked.words),
        sub=", ".join(part for part in (person.position, typography(person.client.name), left) if part),
        url=reverse("client_tab", args=[person.client_id, "persons"]),
        avatar=person.short_name,
        client_id=person.client_id,
    )


def _phone_hit(found: PersonPhone) -> Hit:
    return Hit(
        pieces=[(phone(found.number), False)],
        sub=found.person.full_name + (", " + _("unwanted") if found.is_unwanted else ""),
        url=reverse("client_tab", args=[found.person.client_id, "persons"]),
        icon="phone",
        right=typography(found.person.client.name),
        client_id=found.person.client_id,
    )


def _documents(user: Staff, asked: Wanted) -> Group:
    hits = [_contract_hit(contract) for contract in find_contracts(user, asked)[:SHOWN]]
    if any(character.isdigit() for character in asked.document):
        invoices = visible_to(user, Invoice).filter(number__istartswith=asked.document).select_related("client")
        hits += [_invoice_hit(invoice) for invoice in invoices[:SHOWN]]
    return Group(_("Contracts and invoices"), tuple(hits[: SHOWN + 2]))


def _contract_hit(contract: Contract) -> Hit:
    return Hit(
        pieces=[(_("Contract No. %(number)s") % {"number": contract.number}, False)],
        sub=f"{typography(contract.client.name)}, {day(contract.signed_date)}",
        url=reverse("client_tab", args=[contract.client_id, "product"]) + "#contracts",
        icon="file-text",
        client_id=contract.client_id,
    )


def _invoice_hit(invoice: Invoice) -> Hit:
    title = _("Invoice No. %(number)s, %(sum)s") % {"number": invoice.number, "sum": money(invoice.amount)}
    return Hit(
        pieces=[(title, False)],
        sub=f"{typography(invoice.client.name)}, {day(invoice.issued_date)}",
        url=reverse("client_tab", args=[invoice.client_id, "money"]) + "#invoices",
        icon="receipt",
        client_id=invoice.client_id,
    )


def _commands(user: Staff, asked: Wanted) -> Group:
    """Pages of the rail whose name has the words; all of them for an empty text."""
    hits = [
        Hit(pieces=marked(line.label, asked.words), sub="", url=line.url, icon=line.icon, right=_("page"))
        for line in rail_of(user)
        if not asked.number and all(word in folded(line.label) for word in asked.words)
    ]
    return Group(pgettext("palette", "Pages"), tuple(hits))
