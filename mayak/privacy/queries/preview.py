"""What an erasure would take and what it would leave, before anybody decides."""

from dataclasses import dataclass, replace

from mayak.clients.models import Person
from mayak.core.personal import Category, Fate, Holding, all_copies, is_named
from mayak.privacy.services.tracing import count_records, model_of, person_holdings, same_persons


@dataclass(frozen=True)
class Place:
    """Records of one kind: how many (None: not counted), which fields, and what becomes of them."""

    record: str
    number: int | None
    fields: str
    why: str = ""


@dataclass(frozen=True)
class Preview:
    """``goes``: what is erased; ``stays``: what is not, and why."""

    goes: tuple[Place, ...]
    stays: tuple[Place, ...]
    is_key: bool


def preview_of(person: Person) -> Preview:
    """What the registry says of this person. 1 SQL."""
    numbers = count_records(same_persons(person))
    goes: list[Place] = []
    stays: list[Place] = []
    for holding in person_holdings():
        if number := numbers.get(holding.model, 0):
            goes += _places(holding, number, is_kept=False)
            stays += _places(holding, number, is_kept=True)
    goes += [Place(str(copies.label), None, str(copies.fate)) for copies in all_copies()]
    return Preview(_together(goes), _together(stays), is_key=bool(person.roles) and person.left_date is None)


def _together(places: list[Place]) -> tuple[Place, ...]:
    """One line for each kind of record, whatever the purposes for which its fields are held."""
    lines: dict[tuple[str, str], Place] = {}
    for place in places:
        known = lines.get((place.record, place.why))
        fields = f"{known.fields}, {place.fields}" if known else place.fields
        lines[place.record, place.why] = replace(place, fields=fields)
    return tuple(lines.values())


def _places(holding: Holding, number: int, *, is_kept: bool) -> list[Place]:
    names = [name for name, fate in holding.fields.items() if (fate is Fate.KEPT) is is_kept]
    if not names or holding.category is Category.COPIES:
        return []
    model = model_of(holding)
    labels = {one.name: str(one.verbose_name) for one in model._meta.concrete_fields if is_named(one)}
    words = str(model._meta.verbose_name_plural)
    record = words[:1].upper() + words[1:]
    why = str(holding.why_kept) if is_kept else ""
    return [Place(record, number, ", ".join(dict.fromkeys(labels[name] for name in names if name in labels)), why)]
