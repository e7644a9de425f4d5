"""A planned end that was mistyped can be put right: a row may move it back, if it says so."""

from django.db import migrations, models
from django.db.models import F, Q

WHY = [
    ("birth", "The birth fell into it"),
    ("missed", "Weeks were missed"),
    ("hard_time", "A hard time: stopping now would not be right"),
    ("waits", "She waits for another service"),
    ("other", "Something else"),
    ("corrected", "The day was put right"),
]


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0013_checks_entered_wrongly")]

    operations = [
        migrations.AlterField(
            model_name="extension",
            name="why",
            field=models.CharField(choices=WHY, max_length=10),
        ),
        migrations.RemoveConstraint(model_name="extension", name="extension_goes_further"),
        migrations.AddConstraint(
            model_name="extension",
            constraint=models.CheckConstraint(
                condition=Q(to_on__gt=F("from_on")) | Q(why="corrected") & ~Q(to_on=F("from_on")),
                name="extension_goes_further_or_corrects",
            ),
        ),
    ]
