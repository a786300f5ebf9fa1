"""What a file is called has words of its own: "name" alone said nothing beside other names."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("clients", "0012_audit_marks"),
    ]

    operations = [
        migrations.AlterField(
            model_name="personattachment",
            name="name",
            field=models.CharField(max_length=200, verbose_name="name of the file"),
        ),
    ]
