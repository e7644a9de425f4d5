"""A volunteer is found by her number and her mailbox, to see who shares them with a mum."""

from django.db import migrations, models

from pim.access.encryption import blind_index
from pim.forms.fields import postcode_index
from referrals.addresses import as_kept
from referrals.enums import ContactChannel


def note_fingerprints(apps, schema_editor):
    volunteers = apps.get_model("volunteers", "Volunteer").objects
    for one in volunteers.exclude(phone__isnull=True, postcode__isnull=True).iterator():
        if one.phone:
            one.phone_index = blind_index(as_kept(ContactChannel.PHONE, one.phone))
        one.postcode_index = postcode_index(one.postcode)
        one.save(update_fields=["phone_index", "postcode_index"])


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0007_draft_pairs_leave_when_proposed")]

    operations = [
        migrations.AddField(
            model_name="volunteer",
            name="phone_index",
            field=models.CharField(editable=False, max_length=64, null=True),
        ),
        migrations.RunPython(note_fingerprints, migrations.RunPython.noop, elidable=True),
    ]
