"""Numbers kept before as they were typed are kept as E.164, and found by that."""

from django.db import migrations

from pim.access.encryption import blind_index
from referrals.addresses import BY_NUMBER, as_kept


def as_e164(apps, schema_editor):
    contacts = apps.get_model("referrals", "SafeContact").objects
    for contact in contacts.filter(channel__in=BY_NUMBER, address__isnull=False).iterator():
        address = as_kept(contact.channel, contact.address)
        if address != contact.address:
            contact.address, contact.address_index = address, blind_index(address)
            contact.save(update_fields=["address", "address_index"])


class Migration(migrations.Migration):
    dependencies = [("referrals", "0012_concerns_about_anybodys_safety")]

    operations = [migrations.RunPython(as_e164, migrations.RunPython.noop)]
