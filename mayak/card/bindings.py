"""What bound indicators mirror (C3): fields of clients and persons here, facts registered from above.

A binding is an SQL expression of the text to show, NULL or empty when nothing is there. It knows the client ``c``, of
a person's indicator the person ``p``, and ``%(today)s``.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from mayak.card.domain.positions import IS_CHIEF_ACCOUNTANT_SQL
from mayak.card.domain.values import SEPARATOR
from mayak.card.models import IndicatorSubject

CLIENT, PERSON = IndicatorSubject.CLIENT, IndicatorSubject.PERSON


@dataclass(frozen=True)
class Binding:
    """A field that indicators may mirror: of a client or a contact person, and of which type its text is.

    ``field``: the field of the record, where it is one that a word of a source can be written into. ``choices``: SQL
    of what records there may be, as the choices of a definition: such a binding is a list of records, its text their
    codes in order; the card writes them as well (``card/records.py``), and having none can be confirmed.
    """

    name: str
    label: Any
    sql: str
    subject: IndicatorSubject = CLIENT
    type: str = "text"
    field: str = ""
    choices: str = ""

    @property
    def is_list(self) -> bool:
        """Whether it mirrors records that the card writes, too."""
        return bool(self.choices)


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


def choices_sql() -> str:
    """The choices of the definition ``d``: its own, or what records there may be of the list that it mirrors."""
    lists = " ".join(f"WHEN '{one.name}' THEN {one.choices}" for one in _bindings.values() if one.is_list)
    return f"CASE d.bound_to {lists} ELSE d.choices END"


def list_names_sql() -> str:
    """The names of the lists of records, for ``bound_to IN``."""
    return ", ".join(f"'{one.name}'" for one in _bindings.values() if one.is_list)


def type_of(bound_to: str, value_type: str) -> str:
    """How the value of an indicator is read and shown: what a field is decides, unless it is any text."""
    binding = binding_of(bound_to)
    return value_type if binding is None or binding.type == "text" else binding.type


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


def _codes(table: str) -> str:
    """The codes of a person's records as a value of several choices: in an order that no playbook changes."""
    return f"(SELECT string_agg(o.code, '{SEPARATOR}' ORDER BY o.code) FROM {table} WHERE o.person_id = p.id)"


RUBRICS_SQL = _codes(
    "(SELECT k.person_id, t.code FROM clients_personrubric k JOIN clients_rubric t ON t.id = k.rubric_id) o"
)
REGIMES_SQL = _codes("clients_persontaxregime o")
# The tree from the top down; a rubric out of use is only shown to those who have it.
_RUBRIC_CHOICES = """(
    WITH RECURSIVE tree AS (
      SELECT t.id, t.code, t.name, t.is_active, ARRAY[t."order"::int, t.id::int] AS path
        FROM clients_rubric t WHERE t.parent_id IS NULL
      UNION ALL
      SELECT t.id, t.code, t.name, t.is_active, above.path || ARRAY[t."order"::int, t.id::int]
        FROM clients_rubric t JOIN tree above ON t.parent_id = above.id
    ) SELECT coalesce(jsonb_agg(t.name || jsonb_build_object('code', t.code)
        || CASE WHEN t.is_active THEN '{}' ELSE '{"retired": "1"}' END::jsonb ORDER BY t.path), '[]') FROM tree t)"""
_REGIME_CHOICES = """(
    SELECT coalesce(jsonb_agg(g.name || jsonb_build_object('code', g.code) ORDER BY g."order", g.id), '[]')
      FROM clients_segment g JOIN clients_segmenttype t ON t.id = g.type_id WHERE t.code = 'tax_regime')"""

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
    Binding("person.rubrics", _("the person’s rubrics"), RUBRICS_SQL, PERSON, "multiple", choices=_RUBRIC_CHOICES),
    Binding(
        "person.tax_regimes",
        _("the person’s own tax regimes"),
        REGIMES_SQL,
        PERSON,
        "multiple",
        choices=_REGIME_CHOICES,
    ),
):
    register(_binding)
