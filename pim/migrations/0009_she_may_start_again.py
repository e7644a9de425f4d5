from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("pim", "0008_messages_by_what_they_are_about"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="reply",
            name="reply_kind_known",
        ),
        migrations.AlterField(
            model_name="reply",
            name="kind",
            field=models.CharField(
                choices=[
                    ("stop", "No more messages"),
                    ("start", "Messages again"),
                    ("later", "Not now, but later"),
                    ("words", "In her own words"),
                    ("automatic", "An automatic answer, out of office for example"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="reply",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["stop", "start", "later", "words", "automatic"])),
                name="reply_kind_known",
            ),
        ),
    ]
