"""The rubrics of a person follow the words of the column "Рубрики", whoever writes them.

Imports, undo and COPY write ``Person.interests``; the database makes the links in the same statement, so no path can
forget them. A link that a person made (with a source) is left alone while its word stands.
"""

from django.db import migrations

# Must agree with mayak.core.text.folded and the column name_folded.
FUNCTIONS = r"""
CREATE OR REPLACE FUNCTION clients_folded(word text) RETURNS text LANGUAGE sql IMMUTABLE AS $fold$
  SELECT btrim(regexp_replace(translate(replace(lower(word), 'ё', 'е'), '«»"', ''), '\s+', ' ', 'g'))
$fold$;

CREATE OR REPLACE FUNCTION clients_rubric_words() RETURNS TABLE (word text, rubric_id bigint)
LANGUAGE sql STABLE AS $words$
  SELECT DISTINCT ON (1) clients_folded(w.word), r.id
  FROM clients_rubric r
  CROSS JOIN LATERAL unnest(ARRAY[r.name->>'ru', r.name->>'en', r.code::text] || r.also::text[])
    WITH ORDINALITY w(word, place)
  WHERE coalesce(w.word, '') <> '' ORDER BY 1, NOT r.is_active, w.place, r.id
$words$;

CREATE OR REPLACE FUNCTION clients_follow_interests() RETURNS trigger LANGUAGE plpgsql AS $follow$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    DELETE FROM clients_personrubric k USING new_rows n, old_rows o
    WHERE o.id = n.id AND n.interests IS DISTINCT FROM o.interests AND k.person_id = n.id
      AND k.rubric_id IN (SELECT v.rubric_id FROM clients_rubric_words() v
                          WHERE v.word IN (SELECT clients_folded(w) FROM unnest(o.interests) w))
      AND k.rubric_id NOT IN (SELECT v.rubric_id FROM clients_rubric_words() v
                              WHERE v.word IN (SELECT clients_folded(w) FROM unnest(n.interests) w));
    INSERT INTO clients_personrubric (person_id, rubric_id, source)
    SELECT DISTINCT n.id, v.rubric_id, '' FROM new_rows n JOIN old_rows o ON o.id = n.id
      CROSS JOIN LATERAL unnest(n.interests) w(word) JOIN clients_rubric_words() v ON v.word = clients_folded(w.word)
    WHERE n.interests IS DISTINCT FROM o.interests
    ON CONFLICT DO NOTHING;
  ELSE
    INSERT INTO clients_personrubric (person_id, rubric_id, source)
    SELECT DISTINCT n.id, v.rubric_id, '' FROM new_rows n
      CROSS JOIN LATERAL unnest(n.interests) w(word) JOIN clients_rubric_words() v ON v.word = clients_folded(w.word)
    ON CONFLICT DO NOTHING;
  END IF;
  RETURN NULL;
END
$follow$;
"""
TRIGGERS = """
CREATE TRIGGER clients_follow_interests_insert AFTER INSERT ON clients_person
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION clients_follow_interests();
CREATE TRIGGER clients_follow_interests_update AFTER UPDATE ON clients_person
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION clients_follow_interests();
"""
NO_TRIGGERS = """
DROP TRIGGER IF EXISTS clients_follow_interests_insert ON clients_person;
DROP TRIGGER IF EXISTS clients_follow_interests_update ON clients_person;
DROP FUNCTION IF EXISTS clients_follow_interests();
DROP FUNCTION IF EXISTS clients_rubric_words();
DROP FUNCTION IF EXISTS clients_folded(text);
"""


class Migration(migrations.Migration):
    dependencies = [("clients", "0007_persons_whole")]
    operations = [migrations.RunSQL(FUNCTIONS + TRIGGERS, NO_TRIGGERS)]
