"""It is a box for words, and strangers type into it: such words rest encrypted, and go with her.

The column before stays, empty, for as long as the code before may still ask for it.
"""

from django.db import migrations

import pim.access.encryption


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0022_erasures_of_volunteers")]

    operations = [
        migrations.AddField(
            model_name="reference",
            name="known_how_long",
            field=pim.access.encryption.EncryptedTextField(
                null=True, verbose_name="how long they have known each other"
            ),
        ),
    ]
