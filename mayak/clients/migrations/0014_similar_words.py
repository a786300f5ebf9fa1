"""The words most like a typed one by an index that reads the few that share enough of it, not all there are."""

import django.contrib.postgres.indexes
import django.db.models
from django.db import migrations

# Two wrong letters leave a short word so much of its trigrams. Whoever is no superuser may name the extension's
# setting only in a session that has called the extension.
FUNCTION = """
SELECT show_trgm('');
CREATE FUNCTION clients_similar_words(typed text, most integer) RETURNS SETOF text LANGUAGE sql STABLE
SET pg_trgm.similarity_threshold = 0.15 AS $words$
  SELECT n.word FROM clients_nameword n WHERE n.word % typed ORDER BY n.word <-> typed, n.word LIMIT most
$words$;
"""


class Migration(migrations.Migration):
    dependencies = [("clients", "0013_file_names")]

    operations = [
        migrations.RemoveIndex(model_name="nameword", name="name_word_trgm"),
        migrations.AddIndex(
            model_name="nameword",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(django.db.models.F("word"), name="gin_trgm_ops"),
                name="name_word_part",
            ),
        ),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION clients_similar_words(text, integer);"),
    ]
