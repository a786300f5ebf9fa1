"""What bound indicators mirror (C3): fields of clients and persons here, facts registered from above.

A binding is an SQL expression of the text to show, NULL or empty when nothing is there. It knows the client ``c``, of
a person's indicator the person ``p``, and ``%(today)s``.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from mayak.card.domain.positions import IS_CHIEF_ACCOUNTANT_SQL
from mayak.card.models import IndicatorSubject

CLIENT, PERSON = IndicatorSubject.CLIENT, IndicatorSubject.PERSON


@dataclass(frozen=True)
class Binding:
    """A field that indicators may mirror: of a client or a contact person, and of which type its text is.

    ``field``: the field of the record, where it is one that a word of a source can be written into.
    """

    name: str
    label: Any
    sql: str
    subject: IndicatorSubject = CLIENT
    type: str = "text"
    field: str = ""


_bindings: dict[str, Binding] = {}


def register(binding: Binding) -> None:
    """Offer a field to mirror."""
    _bindings[binding.name] = binding


def bindings_of(subject: str) -> tuple[Binding, ...]:
    """What an indicator of a client, or of a person, may mirror."""
    return tuple(binding for binding in _bindings.values() if binding.subject == subject)


def binding_of(name: str) -> Binding | None:
    """The binding of that name."""
    return _bindings.get(name)


def bound_value_sql() -> str:
    """The value of the field that the definition ``d`` mirrors."""
    cases = " ".join(f"WHEN '{binding.name}' THEN {binding.sql}" for binding in _bindings.values())
    return f"CASE d.bound_to {cases} END"


def _working_persons(condition: str) -> str:
    return (
        "(SELECT string_agg(concat_ws(' ', nullif(w.last_name, ''), nullif(w.first_name, ''), "
        "nullif(w.middle_name, '')), ', ' ORDER BY w.id) FROM clients_person w WHERE w.client_id = c.id "
        f"AND (w.started_date IS NULL OR w.started_date <= %(today)s) "
        f"AND (w.left_date IS NULL OR w.left_date > %(today)s) AND {condition})"
    )


def _points(table: str, column: str) -> str:
    return (
        f"(SELECT string_agg(o.{column}, ', ' ORDER BY o.is_favourite DESC, o.\"order\", o.id) FROM {table} o "
        "WHERE o.person_id = p.id AND NOT o.is_unwanted AND o.invalid_date IS NULL)"
    )


for _binding in (
    Binding("client.name", _("name of the client"), "c.name", field="name"),
    Binding("client.legal_name", _("legal name"), "c.legal_name", field="legal_name"),
    Binding("client.inn", _("INN"), "c.inn", field="inn"),
    Binding("client.kpp", _("KPP"), "c.kpp", field="kpp"),
    Binding("client.address", _("address"), "c.address", field="address"),
    Binding("client.region", _("region"), "c.region", field="region"),
    Binding(
        "persons.chief_accountant",
        _("person with the position “chief accountant”"),
        _working_persons(IS_CHIEF_ACCOUNTANT_SQL),
    ),
    Binding("persons.decision_maker", _("decision maker"), _working_persons("'decision_maker' = ANY(w.roles)")),
    Binding("persons.key_user", _("key user"), _working_persons("'key_user' = ANY(w.roles)")),
    Binding("person.phones", _("the person’s phones"), _points("clients_personphone", "number"), PERSON),
    Binding("person.emails", _("the person’s e-mails"), _points("clients_personemail", "address"), PERSON),
    Binding("person.birth_date", _("the person’s birthday"), "p.birth_date::text", PERSON, "date", "birth_date"),
    Binding("person.position", _("the person’s position"), "p.position", PERSON, field="position"),
):
    register(_binding)
