"""An import that changes a field which indicators of the card mirror is a word of its source (C6).

What it creates new is no change: a field that nobody confirmed yet has no day. Undo takes the words back.
"""

from mayak.card.bindings import RUBRICS_SQL
from mayak.card.domain.positions import IS_CHIEF_ACCOUNTANT_SQL
from mayak.card.words import BY_IMPORT
from mayak.exchange.commit import journal
from mayak.exchange.models import ImportRun, PlanRow

# Whose indicator, what it mirrors, and the column of the table: its value is kept to settle a conflict.
OF_CLIENT = [("client", f"client.{name}", name) for name in ("name", "legal_name", "inn", "kpp", "address", "region")]
OF_PERSON = [("person", f"person.{name}", name) for name in ("position", "birth_date")]
# A person who is (or was) named there now: positions and roles decide.
NAMED = ("last_name", "first_name", "middle_name", "position", "roles", "left_date")
_FORMER, _PLAN = journal.FORMER, PlanRow._meta.db_table
_WAS_CHIEF = IS_CHIEF_ACCOUNTANT_SQL.replace("w.position", "(f.\"before\"->>'position')")


def _of_columns(table: str, columns: list[tuple[str, str, str]], client: str, person: str) -> str:
    names = ", ".join(f"('{subject}', '{bound}', '{column}')" for subject, bound, column in columns)
    return f"""
SELECT {client} AS client_id, {person} AS person_id, d.id AS indicator_id, d.validity_days, d.is_active,
  f."after"->>m.name AS value, f.plan_row_id
FROM {_FORMER} f CROSS JOIN (VALUES {names}) m(subject, bound, name)
JOIN card_indicatordefinition d ON d.bound_to = m.bound AND d.subject = m.subject
WHERE f.run_id = %(run)s AND f.db_table = '{table}' AND f.operation = '{journal.CHANGED}' AND f."after" ? m.name
  AND f."before"->>m.name IS DISTINCT FROM f."after"->>m.name AND coalesce(f."after"->>m.name, '') <> ''
"""


_OF_POINTS = f"""
SELECT w.client_id, w.id, d.id, d.validity_days, d.is_active, '', p.id
FROM {_PLAN} p JOIN clients_person w ON w.id = p.target_id
CROSS JOIN (VALUES ('+phones', 'person.phones'), ('+emails', 'person.emails')) m(part, bound)
JOIN card_indicatordefinition d ON d.bound_to = m.bound AND d.subject = 'person'
WHERE p.run_id = %(run)s AND p."table" = 'persons' AND p.action = 'update' AND p.values ? m.part
"""
# Of the column "Рубрики" the records that the database made of its words.
_OF_RUBRICS = f"""
SELECT p.client_id, p.id, d.id, d.validity_days, d.is_active, {RUBRICS_SQL}, f.plan_row_id
FROM {_FORMER} f JOIN clients_person p ON p.id = f.object_id
JOIN card_indicatordefinition d ON d.bound_to = 'person.rubrics' AND d.subject = 'person'
WHERE f.run_id = %(run)s AND f.db_table = 'clients_person' AND f.operation = '{journal.CHANGED}'
  AND f."after" ? 'interests' AND f."before"->'interests' IS DISTINCT FROM f."after"->'interests'
"""
_OF_NAMED = f"""
SELECT w.client_id, NULL, d.id, d.validity_days, d.is_active, '', f.plan_row_id
FROM {_FORMER} f JOIN clients_person w ON w.id = f.object_id
JOIN card_indicatordefinition d ON d.subject = 'client' AND CASE d.bound_to
  WHEN 'persons.chief_accountant' THEN {IS_CHIEF_ACCOUNTANT_SQL} OR {_WAS_CHIEF}
  WHEN 'persons.decision_maker' THEN 'decision_maker' = ANY(w.roles) OR f."before"->'roles' ? 'decision_maker'
  WHEN 'persons.key_user' THEN 'key_user' = ANY(w.roles) OR f."before"->'roles' ? 'key_user' END
WHERE f.run_id = %(run)s AND f.db_table = 'clients_person' AND f.operation = '{journal.CHANGED}'
  AND EXISTS (SELECT 1 FROM unnest(%(named)s::text[]) m(name)
    WHERE f."after" ? m.name AND f."before"->m.name IS DISTINCT FROM f."after"->m.name)
"""
_WORDS = " UNION ALL ".join(
    [
        _of_columns("clients_client", OF_CLIENT, "f.object_id", "NULL::bigint"),
        _of_columns("clients_person", OF_PERSON, "(f.\"before\"->>'client_id')::bigint", "f.object_id"),
        _OF_POINTS,
        _OF_RUBRICS,
        _OF_NAMED,
    ]
)


def confirm_imported_fields(run: ImportRun) -> None:
    """The changed fields count as confirmed by the import on its day; what others said stays beside it."""
    journal.execute(
        "INSERT INTO card_confirmation (client_id, person_id, indicator_id, value, confirmed_date, valid_until_date, "
        "confirmed_by_name, source) SELECT w.client_id, w.person_id, w.indicator_id, w.value, %(day)s, "
        f"%(day)s::date + w.validity_days, '', '{BY_IMPORT}' FROM ({_WORDS}) w "
        "WHERE w.is_active AND w.value IS NOT NULL "
        "ON CONFLICT DO NOTHING",
        _params(run),
    )


def take_back_words(run: ImportRun) -> None:
    """The words of a run's rows that go back to what they were."""
    journal.execute(
        f"DELETE FROM card_confirmation t USING ({_WORDS}) w JOIN {_PLAN} p ON p.id = w.plan_row_id "
        "AND p.undo_state = '' WHERE t.client_id = w.client_id AND t.person_id IS NOT DISTINCT FROM w.person_id "
        f"AND t.indicator_id = w.indicator_id AND t.source = '{BY_IMPORT}' AND t.confirmed_date = %(day)s",
        _params(run),
    )


def _params(run: ImportRun) -> dict[str, object]:
    return {"run": run.pk, "day": run.as_of_date, "named": list(NAMED)}
