"""What was answered so far moves to the column that rests encrypted."""

from django.db import migrations


def keep_it_encrypted(apps, schema_editor):
    answered = apps.get_model("volunteers", "Reference").objects.exclude(known_for="")
    for reference in answered.select_for_update():
        reference.known_how_long, reference.known_for = reference.known_for, ""
        reference.save(update_fields=["known_how_long", "known_for"])


def as_it_was(apps, schema_editor):
    """Back in the column that the code before reads."""
    told = apps.get_model("volunteers", "Reference").objects.exclude(known_how_long=None)
    for reference in told.select_for_update():
        reference.known_for = reference.known_how_long[:60]
        reference.save(update_fields=["known_for"])


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0023_how_long_they_have_known_her")]

    operations = [migrations.RunPython(keep_it_encrypted, as_it_was, elidable=True)]
