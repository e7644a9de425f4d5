from django.db import migrations, models

import pim.access.encryption


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0005_checks_and_cover")]

    operations = [
        migrations.AddField(
            model_name="volunteer",
            name="ring_me_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="asked us to ring her"),
        ),
        migrations.AddField(
            model_name="enrolment",
            name="short_because",
            field=pim.access.encryption.EncryptedTextField(
                blank=True, null=True, verbose_name="why fewer hours were enough"
            ),
        ),
    ]
