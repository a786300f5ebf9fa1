"""History keeps what explains a score, the words of its time, and outlives the lamps it tells of."""

import django.db.models.deletion
from django.db import migrations, models

# What still holds is what stands now: the next pass finds it unchanged.
FILL = """
UPDATE lamps_scoreinterval i SET computed = s.computed, is_corrected = s.is_corrected
FROM lamps_score s WHERE s.client_id = i.client_id AND i.to_date IS NULL
"""

# The words of the days already kept: those of now are the best known.
FIRST_VERSION = """
INSERT INTO lamps_lampsversion (from_date, lamps, overrides)
SELECT min(i.from_date),
  (SELECT coalesce(jsonb_agg(jsonb_build_object('pk', d.id, 'code', d.code, 'name', d.name,
     'short_label', d.short_label, 'unit', d.unit, 'condition', d.condition, 'urgent_when', d.urgent_when,
     'is_weighted', d.is_weighted, 'weight', d.weight::text, 'figure', d.figure, 'reason', d.reason,
     'never_reason', d.never_reason, 'out_reason', d.out_reason, 'advice', d.advice, 'puts_out', d.puts_out)
     ORDER BY d."order", d.code), '[]') FROM lamps_lampdefinition d WHERE d.is_active),
  (SELECT coalesce(jsonb_agg(jsonb_build_object('pk', o.id, 'code', o.code, 'name', o.name,
     'condition', o.condition, 'floor', o.floor::text) ORDER BY o."order", o.code), '[]')
   FROM lamps_scoreoverride o WHERE o.is_active)
FROM lamps_scoreinterval i HAVING count(*) > 0
"""


class Migration(migrations.Migration):
    dependencies = [
        ("lamps", "0002_audit"),
    ]

    operations = [
        migrations.CreateModel(
            name="LampsVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_date", models.DateField(unique=True, verbose_name="from")),
                ("lamps", models.JSONField(verbose_name="lamps")),
                ("overrides", models.JSONField(verbose_name="overrides of the score")),
            ],
            options={
                "verbose_name": "version of the lamps",
                "verbose_name_plural": "versions of the lamps",
                "ordering": ["from_date"],
            },
        ),
        migrations.AddField(
            model_name="lampspass",
            name="version_fingerprint",
            field=models.CharField(blank=True, default="", max_length=32),
        ),
        migrations.AddField(
            model_name="scoreinterval",
            name="computed",
            field=models.DecimalField(decimal_places=2, max_digits=3, null=True, verbose_name="computed"),
        ),
        migrations.AddField(
            model_name="scoreinterval",
            name="is_corrected",
            field=models.BooleanField(default=False, verbose_name="corrected by hand"),
        ),
        migrations.AlterField(
            model_name="lampinterval",
            name="lamp",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="intervals",
                to="lamps.lampdefinition",
            ),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunSQL(FIRST_VERSION, migrations.RunSQL.noop),
    ]
