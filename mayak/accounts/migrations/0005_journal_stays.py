"""Lines of the security journal are never changed: the database itself refuses. Retention may remove old ones."""

from django.db import migrations

STAY = """
CREATE FUNCTION accounts_journal_stays() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    RAISE EXCEPTION 'the security journal is never changed';
END
$body$;
CREATE TRIGGER accounts_journal_stays BEFORE UPDATE ON accounts_securityevent
FOR EACH STATEMENT EXECUTE FUNCTION accounts_journal_stays();
"""
LET_GO = """
DROP TRIGGER accounts_journal_stays ON accounts_securityevent;
DROP FUNCTION accounts_journal_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_account_security")]
    operations = [migrations.RunSQL(STAY, LET_GO)]
