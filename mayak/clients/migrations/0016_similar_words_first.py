"""The closest words by a strict look first: a wide one compares thousands of words, and is seldom needed."""

from django.db import migrations

# One wrong letter in the middle leaves a word more than a third of its trigrams, two wrong letters leave a short one
# hardly a seventh. What the strict look finds is closer than all it leaves out, so enough of it is an answer.
# Whoever is no superuser may name the extension's setting only in a session that has called the extension.
FUNCTION = """
SELECT show_trgm('');
CREATE OR REPLACE FUNCTION clients_similar_words(typed text, most integer) RETURNS SETOF text LANGUAGE plpgsql STABLE
SET pg_trgm.similarity_threshold = 0.35 AS $words$
DECLARE
  close text[] := ARRAY(SELECT n.word FROM clients_nameword n WHERE n.word % typed
    ORDER BY n.word <-> typed, n.word LIMIT most);
BEGIN
  IF cardinality(close) < least(most, 12) THEN
    PERFORM set_config('pg_trgm.similarity_threshold', '0.15', TRUE);
    close := ARRAY(SELECT n.word FROM clients_nameword n WHERE n.word % typed
      ORDER BY n.word <-> typed, n.word LIMIT most);
  END IF;
  RETURN QUERY SELECT unnest(close);
END
$words$;
"""
BEFORE = """
SELECT show_trgm('');
CREATE OR REPLACE FUNCTION clients_similar_words(typed text, most integer) RETURNS SETOF text LANGUAGE sql STABLE
SET pg_trgm.similarity_threshold = 0.15 AS $words$
  SELECT n.word FROM clients_nameword n WHERE n.word % typed ORDER BY n.word <-> typed, n.word LIMIT most
$words$;
"""


class Migration(migrations.Migration):
    dependencies = [("clients", "0015_client_documents")]
    operations = [migrations.RunSQL(FUNCTION, BEFORE)]
