from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("outcomes", "0007_a_step_looks_at_it"),
    ]

    operations = [
        migrations.AlterField(
            model_name="riskstep",
            name="kind",
            field=models.CharField(
                choices=[
                    ("no_answer", "Rang or wrote: no answer"),
                    ("spoke", "Spoke with her"),
                    ("lead_asked", "Asked a lead to decide"),
                    ("told", "Told somebody outside"),
                    ("handed_over", "Handed to someone else"),
                    ("looking", "Looks at it"),
                    ("note", "Note"),
                ],
                max_length=12,
            ),
        ),
    ]
