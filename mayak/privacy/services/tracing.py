"""A person's trace: which records are theirs, and which words betray them."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Count, Q, Value

from mayak.accounts.models import Staff
from mayak.audit.models import Change, Operation
from mayak.clients.models import Client, DeedKind, Person, PersonDeed, PersonEmail, PersonPhone
from mayak.core.personal import Holding, Whom, holdings
from mayak.core.traces import Linked, Trace, Words, full_name_phrases, phone_pattern, short_name_phrases, unique

Names = tuple[str, str, str]
PARTS = ("last_name", "first_name", "middle_name")


def trace_of(person: Person) -> Trace:
    """The trace as it lies in the office now: of the person at every client, and of what was merged into them."""
    persons = same_persons(person)
    keys = {one.pk for one in persons}
    ids = frozenset(keys | _merged_into(keys))
    linked = _linked(ids)
    clients = _clients_of(persons, ids, linked)
    names = [*((one.last_name, one.first_name, one.middle_name) for one in persons), *_former_names(ids)]
    at_clients = _words_at(ids, clients, names)
    phrases = (*_phrases_everywhere(ids, names), *_points(ids, linked))
    return Trace(
        person_ids=ids,
        client_ids=frozenset(clients),
        everywhere=Words(phrases=phrases),
        at_clients=Words(at_clients.names, (*phrases, *at_clients.phrases)),
        linked=linked,
        keys=frozenset(key for one in persons for key in (one.external_id, one.exchange_id) if key),
        client_names=[name for name in clients.values() if name],
    )


def same_persons(person: Person) -> list[Person]:
    """The person, and who they were and are at other clients: moving makes a new record that names the former one."""
    found = {person.pk: person}
    wave = [person.pk]
    while wave:
        former = Person.objects.filter(pk__in=wave).exclude(moved_from=None).values("moved_from")
        more = Person.objects.filter(Q(pk__in=former) | Q(moved_from__in=wave)).exclude(pk__in=found)
        wave = [one.pk for one in more]
        found |= {one.pk: one for one in more}
    return list(found.values())


def _merged_into(keys: set[int]) -> set[int]:
    """Persons who were found to be these and are no records any more."""
    deeds = PersonDeed.objects.filter(Q(person_id__in=keys) | Q(other_id__in=keys), kind=DeedKind.MERGE)
    named = {key for pair in deeds.values_list("person_id", "other_id") for key in pair if key}
    return named - set(Person.objects.filter(pk__in=named).values_list("pk", flat=True))


def person_holdings() -> list[Holding]:
    """What is declared of contact persons and linked to them."""
    return [holding for holding in holdings() if holding.whom is Whom.PERSON and holding.person]


def model_of(holding: Holding) -> type[models.Model]:
    """The model behind a holding."""
    return apps.get_model(holding.model)


def count_records(persons: list[Person]) -> dict[str, int]:
    """How many records of each model are the person's, in one statement."""
    keys = [one.pk for one in persons]
    counted: list[models.QuerySet[Any, Any]] = []
    for model, path in {model_of(holding): holding.person for holding in person_holdings()}.items():
        label = Value(model._meta.label, models.TextField())
        rows = model._default_manager.filter(**{f"{path}__in": keys}).order_by().annotate(of_model=label)
        counted.append(rows.values("of_model").annotate(found=Count("pk")).values_list("of_model", "found"))
    return dict(counted[0].union(*counted[1:], all=True))


def _linked(persons: frozenset[int]) -> list[Linked]:
    columns: dict[type[models.Model], set[str]] = defaultdict(set)
    ids: dict[type[models.Model], set[int]] = defaultdict(set)
    for holding in person_holdings():
        model = model_of(holding)
        stored: dict[str, str] = {one.name: str(one.column) for one in model._meta.concrete_fields}
        columns[model] |= {stored[name] for name in holding.fields}
        if model not in ids:
            rows = model._default_manager.filter(**{f"{holding.person}__in": persons})
            ids[model] = {*rows.values_list("pk", flat=True), *_deleted(model, holding.person, persons)}
    return [Linked(model._meta.db_table, frozenset(ids[model]), tuple(sorted(columns[model]))) for model in columns]


def _deleted(model: type[models.Model], path: str, persons: frozenset[int]) -> set[int]:
    """Records of the person that are no more, as the history knows them."""
    if path == "pk":
        return set(persons)
    if "__" in path:
        return set()
    column = model._meta.get_field(path).column  # type: ignore[union-attr]
    gone = Change.objects.filter(
        table=model._meta.db_table, operation=Operation.DELETE, **{f"before__{column}__in": list(persons)}
    )
    return set(gone.values_list("object_id", flat=True))


def _clients_of(persons: list[Person], ids: frozenset[int], linked: list[Linked]) -> dict[int, str]:
    """The clients of the person, now and before, with their names."""
    history = Change.objects.filter(table=Person._meta.db_table, object_id__in=ids)
    keys: set[int] = {
        *(one.client_id for one in persons),
        *(key for key in history.values_list("client_id", flat=True) if key),
    }
    tables = {model._meta.db_table: model for model in apps.get_models()}
    for one in linked:
        model = tables[one.table]
        if getattr(model, "CLIENT_PATH", "") == "client":
            rows = model._default_manager.filter(pk__in=one.ids)
            keys |= {key for key in rows.order_by().values_list("client_id", flat=True).distinct() if key}
    return dict(Client.objects.filter(pk__in=keys).values_list("pk", "name"))


def _former_names(ids: frozenset[int]) -> list[Names]:
    """What the person was called before: a marriage, a mended slip, a double that was merged."""
    former: list[Names] = []
    now: dict[int, dict[str, str]] = {}
    rows = Change.objects.filter(table=Person._meta.db_table, object_id__in=ids, before__has_any_keys=list(PARTS))
    living = {row["pk"]: row for row in Person.objects.filter(pk__in=ids).values("pk", *PARTS)}
    for change in rows.order_by("-at", "-pk"):
        own = now.setdefault(change.object_id, {part: living.get(change.object_id, {}).get(part, "") for part in PARTS})
        own |= {part: str((change.before or {})[part] or "") for part in PARTS if part in (change.before or {})}
        former.append((own["last_name"], own["first_name"], own["middle_name"]))
    return former


def _points(persons: frozenset[int], linked: list[Linked]) -> list[str]:
    """Patterns of the phones and mailboxes, present and former, that are nobody else's."""
    ids = {one.table: one.ids for one in linked}
    found: list[str] = []
    for model, field in ((PersonPhone, "number"), (PersonEmail, "address")):
        own: models.QuerySet[Any] = model._default_manager.filter(person__in=persons)
        values = {str(value) for value in own.values_list(field, flat=True)}
        values |= _former_values(model._meta.db_table, ids.get(model._meta.db_table, frozenset()), field)
        others = model._default_manager.exclude(person__in=persons)
        shared = set(others.filter(**{f"{field}__in": values}).values_list(field, flat=True))
        found += [_point_pattern(field, value) for value in sorted(values - shared)]
    return [pattern for pattern in found if pattern]


def _former_values(table: str, ids: Iterable[int], column: str) -> set[str]:
    rows = Change.objects.filter(table=table, object_id__in=list(ids))
    values = [side.get(column) for pair in rows.values_list("before", "after") for side in pair if side]
    return {str(value) for value in values if value}


def _point_pattern(field: str, value: str) -> str:
    import re

    return phone_pattern(value) if field == "number" else re.escape(value)


def _phrases_everywhere(ids: frozenset[int], names: list[Names]) -> list[str]:
    """Full names that no other person and no member of staff bears."""
    phrases: list[str] = []
    for last, first, middle in names:
        namesake = Q(last_name__iexact=last, first_name__iexact=first)
        others = Person.objects.filter(namesake).exclude(pk__in=ids)
        if last and first and not others.exists() and not Staff.objects.filter(namesake).exists():
            phrases += full_name_phrases(last, first, middle)
    return phrases


def _words_at(ids: frozenset[int], clients: dict[int, str], names: list[Names]) -> Words:
    """What betrays the person among the people of the clients: words and phrases that nobody else there bears."""
    around = [
        *Person.objects.filter(client__in=clients).exclude(pk__in=ids).values_list(*PARTS),
        *Staff.objects.values_list(*PARTS),
    ]
    words = unique(
        (word for one in names for word in one if len(word) > 1), (word for other in around for word in other)
    )
    taken = {(last.casefold(), first[:1].casefold()) for last, first, _middle in around}
    spoken = {(first.casefold(), middle.casefold()) for _last, first, middle in around}
    phrases: list[str] = []
    for last, first, middle in names:
        is_free = (last.casefold(), first[:1].casefold()) not in taken
        is_free = is_free and (first.casefold(), middle.casefold()) not in spoken
        if is_free:
            phrases += [*full_name_phrases(last, first, middle), *short_name_phrases(last, first, middle)]
    return Words(words, tuple(phrases))
