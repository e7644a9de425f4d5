"""What was called "no safe email" of a message to her is one of the reasons "no safe way"."""

from django.db import migrations


def rename(apps, schema_editor):
    messages = apps.get_model("pim", "Message").objects
    messages.filter(reason="no_safe_email").update(reason="no_safe_way")


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0018_losses_and_wishes_about_messages"),
    ]

    operations = [migrations.RunPython(rename, migrations.RunPython.noop)]
