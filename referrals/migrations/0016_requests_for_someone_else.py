from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0015_when_a_draft_was_sent"),
    ]

    operations = [
        migrations.AlterField(
            model_name="herrequest",
            name="kind",
            field=models.CharField(
                choices=[
                    ("contact", "Change how we reach you"),
                    ("other", "Someone else instead"),
                    ("end", "End this"),
                    ("data", "A copy of what we hold about you"),
                    ("ring", "Please ring me"),
                ],
                max_length=12,
            ),
        ),
    ]
