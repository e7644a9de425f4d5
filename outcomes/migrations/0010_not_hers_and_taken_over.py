from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("outcomes", "0009_stale_counts_told_by_triggers"),
    ]

    operations = [
        migrations.AlterField(
            model_name="questionnairerequest",
            name="stopped_why",
            field=models.CharField(
                blank=True,
                choices=[
                    ("loss", "Something happened after which we do not ask"),
                    ("no_consent", "She would rather have no questionnaires"),
                    ("support_ended", "Her support ended before"),
                    ("paused", "Her support was paused all the time"),
                    ("by_staff", "A coordinator took it back"),
                    ("not_kept", "Not kept: only that somebody must look at an answer on it"),
                    ("not_hers", "It was not hers"),
                ],
                max_length=14,
            ),
        ),
        migrations.AlterField(
            model_name="response",
            name="status",
            field=models.CharField(
                choices=[
                    ("in_progress", "Half done"),
                    ("completed", "Done"),
                    ("not_hers", "Not hers, counted nowhere"),
                ],
                default="in_progress",
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="riskevent",
            name="outcome",
            field=models.CharField(
                blank=True,
                choices=[
                    ("spoke_safe", "We spoke: safe now, plan agreed"),
                    ("gp_told", "Her GP was told"),
                    ("crisis_team", "The crisis team took over"),
                    ("emergency", "999 or a welfare check"),
                    ("taken_over", "Somebody else is with her or has taken over"),
                    ("by_mistake", "She chose that answer by mistake"),
                ],
                max_length=12,
            ),
        ),
    ]
