from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("volunteers", "0006_ring_me_and_short_training"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="draftpair", name="draft_pair_one_volunteer_a_mum"),
        migrations.RemoveConstraint(model_name="draftpair", name="draft_pair_once_a_meeting"),
        migrations.AddConstraint(
            model_name="draftpair",
            constraint=models.UniqueConstraint(
                fields=["meeting", "referral"],
                condition=Q(standing__in=("suggested", "fixed")),
                name="draft_pair_one_volunteer_a_mum",
            ),
        ),
        migrations.AddConstraint(
            model_name="draftpair",
            constraint=models.UniqueConstraint(
                fields=["meeting", "referral", "volunteer"],
                condition=~Q(standing="published"),
                name="draft_pair_once_a_meeting",
            ),
        ),
    ]
