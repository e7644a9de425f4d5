"""Full postcodes kept before are found again, to see who lives in whose street."""

from django.db import migrations

from pim.forms.fields import postcode_index


def note_fingerprints(apps, schema_editor):
    parents = apps.get_model("referrals", "Parent").objects
    for one in parents.filter(postcode__isnull=False, postcode_index__isnull=True).iterator():
        if index := postcode_index(one.postcode):
            one.postcode_index = index
            one.save(update_fields=["postcode_index"])


class Migration(migrations.Migration):
    dependencies = [("referrals", "0016_requests_for_someone_else")]

    operations = [migrations.RunPython(note_fingerprints, migrations.RunPython.noop)]
