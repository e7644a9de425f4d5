from django.db import migrations, models
from django.db.models import OuterRef, Q, Subquery


def sent_when_she_asked(apps, schema_editor):
    asked = apps.get_model("referrals", "Referral").objects.filter(pk=OuterRef("referral"))
    sent = apps.get_model("referrals", "Draft").objects.filter(referral__isnull=False)
    sent.update(sent_at=Subquery(asked.values("asked_at")))


class Migration(migrations.Migration):
    dependencies = [("referrals", "0014_days_and_backgrounds")]

    operations = [
        migrations.AddField("draft", "sent_at", models.DateTimeField(null=True)),
        migrations.RunPython(sent_when_she_asked, migrations.RunPython.noop, elidable=True),
        migrations.AddConstraint(
            "draft",
            models.CheckConstraint(
                condition=Q(referral__isnull=True) | Q(sent_at__isnull=False),
                name="draft_sent_if_it_has_a_referral",
            ),
        ),
    ]
