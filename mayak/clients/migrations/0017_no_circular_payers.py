"""The database itself refuses payers in a circle, as it does groups; who pays for itself needs no payer."""

from django.db import migrations

# Checked at the end of the transaction: an import writes payers in any order. The lock makes two transactions that
# would close a circle together take turns. A circle from before stands until somebody changes it.
CIRCLES = """
UPDATE clients_client SET payer_id = NULL WHERE payer_id = id;
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
CREATE FUNCTION clients_refuse_payer_circle() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.payer_id IS NOT DISTINCT FROM NEW.payer_id THEN
    RETURN NULL;
  END IF;
  PERFORM pg_advisory_xact_lock(7306004);
  IF EXISTS (
    WITH RECURSIVE paying(id) AS (
      SELECT c.payer_id FROM clients_client c WHERE c.id = NEW.id AND c.payer_id IS NOT NULL
      UNION
      SELECT c.payer_id FROM clients_client c JOIN paying p ON c.id = p.id WHERE c.payer_id IS NOT NULL
    )
    SELECT 1 FROM paying WHERE id = NEW.id
  ) THEN
    RAISE EXCEPTION 'client % pays through itself', NEW.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'client_payer_without_circle';
  END IF;
  RETURN NULL;
END
$body$;
CREATE CONSTRAINT TRIGGER client_payer_without_circle AFTER INSERT OR UPDATE OF payer_id ON clients_client
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.payer_id IS NOT NULL)
EXECUTE FUNCTION clients_refuse_payer_circle();
"""
NO_CIRCLES = """
DROP TRIGGER IF EXISTS client_payer_without_circle ON clients_client;
DROP FUNCTION IF EXISTS clients_refuse_payer_circle();
"""


class Migration(migrations.Migration):
    dependencies = [("clients", "0016_similar_words_first")]
    operations = [migrations.RunSQL(CIRCLES, NO_CIRCLES)]
