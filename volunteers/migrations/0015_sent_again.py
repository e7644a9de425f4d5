"""What comes once more from an address we know is kept beside the first, for a person to read."""

from django.db import migrations

import pim.access.encryption


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0014_planned_end_put_right")]

    operations = [
        migrations.AddField(
            model_name="application",
            name="sent_again",
            field=pim.access.encryption.EncryptedTextField(
                blank=True, null=True, verbose_name="what came from her address later"
            ),
        ),
    ]
