from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0008_fingerprints_of_numbers")]

    operations = [
        migrations.AddIndex(
            model_name="volunteer",
            index=models.Index(fields=["email_index"], name="volunteer_by_email"),
        ),
        migrations.AddIndex(
            model_name="volunteer",
            index=models.Index(fields=["phone_index"], name="volunteer_by_phone"),
        ),
    ]
