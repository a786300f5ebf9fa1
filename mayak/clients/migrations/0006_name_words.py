"""Keep the words of all names beside the names, whatever writes them."""

from django.db import migrations

# A word of a folded name: letters and digits.
_SIGNS = "[^а-яa-z0-9]+"
_ALIKE = "translate({}, 'abcehkmoptxy', 'авсенкмортху')"
# Whether a row still has a word: the index finds those that have it anywhere, the pattern looks for it whole.
_HAS = """EXISTS (SELECT FROM {table} t WHERE {searched} LIKE '%' || {word} || '%'
        AND t.name_folded ~ ('(^|[^а-яa-z0-9])' || g.word || '($|[^а-яa-z0-9])'))"""
_LEGAL = "lower(' ' || t.name || ' ' || t.legal_name)"
_CLIENT_HAS = _HAS.format(
    table="clients_client",
    searched=f"translate({_ALIKE.format(_LEGAL)}, 'ё«»„“\"', 'е')",
    word=_ALIKE.format("g.word"),
)
_PERSON_HAS = _HAS.format(
    table="clients_person",
    searched=_ALIKE.format("(' ' || t.name_folded)"),
    word=_ALIKE.format("g.word"),
)

FUNCTIONS = f"""
CREATE OR REPLACE FUNCTION clients_words_of(folded text) RETURNS SETOF text LANGUAGE sql IMMUTABLE AS $words$
  SELECT left(w, 100) FROM regexp_split_to_table(folded, '{_SIGNS}') w WHERE length(w) > 1
$words$;

CREATE OR REPLACE FUNCTION clients_keep_words() RETURNS trigger LANGUAGE plpgsql AS $words$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO clients_nameword (word)
      SELECT DISTINCT w FROM new_rows n CROSS JOIN LATERAL clients_words_of(n.name_folded) w
      WHERE NOT EXISTS (SELECT FROM clients_nameword k WHERE k.word = w);
  ELSIF TG_OP = 'UPDATE' THEN
    INSERT INTO clients_nameword (word)
      SELECT DISTINCT w FROM new_rows n JOIN old_rows o ON o.id = n.id AND o.name_folded <> n.name_folded
      CROSS JOIN LATERAL clients_words_of(n.name_folded) w
      WHERE NOT EXISTS (SELECT FROM clients_nameword k WHERE k.word = w);
    DELETE FROM clients_nameword k USING (
      SELECT DISTINCT w AS word FROM old_rows o JOIN new_rows n ON o.id = n.id AND o.name_folded <> n.name_folded
      CROSS JOIN LATERAL clients_words_of(o.name_folded) w) g
    WHERE k.word = g.word AND NOT {_CLIENT_HAS} AND NOT {_PERSON_HAS};
  ELSE
    DELETE FROM clients_nameword k USING (
      SELECT DISTINCT w AS word FROM old_rows o CROSS JOIN LATERAL clients_words_of(o.name_folded) w) g
    WHERE k.word = g.word AND NOT {_CLIENT_HAS} AND NOT {_PERSON_HAS};
  END IF;
  RETURN NULL;
END
$words$;
"""

_TRANSITIONS = {
    "INSERT": "NEW TABLE AS new_rows",
    "UPDATE": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "DELETE": "OLD TABLE AS old_rows",
}
# Always: also when a generator writes with the other triggers switched off.
TRIGGERS = "".join(
    f"""
CREATE TRIGGER clients_words_{operation.lower()} AFTER {operation} ON {table} REFERENCING {rows}
  FOR EACH STATEMENT EXECUTE FUNCTION clients_keep_words();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER clients_words_{operation.lower()};
"""
    for table in ("clients_client", "clients_person")
    for operation, rows in _TRANSITIONS.items()
)

FILL = """
INSERT INTO clients_nameword (word)
SELECT DISTINCT w FROM (SELECT name_folded FROM clients_client UNION ALL SELECT name_folded FROM clients_person) n
CROSS JOIN LATERAL clients_words_of(n.name_folded) w;
"""

BACK = (
    "".join(
        f"DROP TRIGGER clients_words_{operation.lower()} ON {table};"
        for table in ("clients_client", "clients_person")
        for operation in _TRANSITIONS
    )
    + "DROP FUNCTION clients_keep_words(); DROP FUNCTION clients_words_of(text);"
)


class Migration(migrations.Migration):
    dependencies = [("clients", "0005_search")]
    operations = [migrations.RunSQL(FUNCTIONS + TRIGGERS + FILL, BACK)]
