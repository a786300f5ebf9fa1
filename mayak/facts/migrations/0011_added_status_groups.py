"""Completeness of the status groups that the office adds; clients are dirty when groups change (mayak.facts.marks)."""

from django.db import migrations, models

TRIGGERS = """
CREATE OR REPLACE FUNCTION facts_mark_card_statusgroup_insert() RETURNS trigger LANGUAGE plpgsql AS $mark$
BEGIN
  PERFORM facts_mark(ARRAY(SELECT everybody.id FROM clients_client everybody WHERE EXISTS (SELECT 1 FROM new_rows)),
    ARRAY['card']);
  RETURN NULL;
END
$mark$;
DROP TRIGGER IF EXISTS facts_mark_card_statusgroup_insert ON card_statusgroup;
CREATE TRIGGER facts_mark_card_statusgroup_insert AFTER INSERT ON card_statusgroup REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION facts_mark_card_statusgroup_insert();

CREATE OR REPLACE FUNCTION facts_mark_card_statusgroup_update() RETURNS trigger LANGUAGE plpgsql AS $mark$
BEGIN
  PERFORM facts_mark(ARRAY(SELECT everybody.id FROM clients_client everybody WHERE EXISTS (SELECT 1 FROM new_rows)),
    ARRAY['card']);
  RETURN NULL;
END
$mark$;
DROP TRIGGER IF EXISTS facts_mark_card_statusgroup_update ON card_statusgroup;
CREATE TRIGGER facts_mark_card_statusgroup_update AFTER UPDATE ON card_statusgroup REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION facts_mark_card_statusgroup_update();

CREATE OR REPLACE FUNCTION facts_mark_card_statusgroup_delete() RETURNS trigger LANGUAGE plpgsql AS $mark$
BEGIN
  PERFORM facts_mark(ARRAY(SELECT everybody.id FROM clients_client everybody WHERE EXISTS (SELECT 1 FROM old_rows)),
    ARRAY['card']);
  RETURN NULL;
END
$mark$;
DROP TRIGGER IF EXISTS facts_mark_card_statusgroup_delete ON card_statusgroup;
CREATE TRIGGER facts_mark_card_statusgroup_delete AFTER DELETE ON card_statusgroup REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION facts_mark_card_statusgroup_delete();

CREATE OR REPLACE FUNCTION facts_mark_card_statusgroup_truncate() RETURNS trigger LANGUAGE plpgsql AS $mark$
BEGIN
  PERFORM facts_mark(ARRAY(SELECT c.id FROM clients_client c),
    ARRAY['card']);
  RETURN NULL;
END
$mark$;
DROP TRIGGER IF EXISTS facts_mark_card_statusgroup_truncate ON card_statusgroup;
CREATE TRIGGER facts_mark_card_statusgroup_truncate AFTER TRUNCATE ON card_statusgroup
  FOR EACH STATEMENT EXECUTE FUNCTION facts_mark_card_statusgroup_truncate();
"""


class Migration(migrations.Migration):
    dependencies = [("facts", "0010_marks_of_rubrics"), ("card", "0005_status_groups_in_use")]
    operations = [
        migrations.AddField(
            model_name="clientfacts",
            name="group_completeness",
            field=models.JSONField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="clientfacts",
            name="persons_group_completeness",
            field=models.JSONField(blank=True, null=True),
        ),
        migrations.RunSQL(TRIGGERS, migrations.RunSQL.noop),
    ]
