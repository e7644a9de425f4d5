from django.db import migrations, models
from django.db.models import Q

OUTCOMES = [
    ("renewed", "Her check is up to date again"),
    ("back", "Her volunteer is back"),
    ("covered", "Another volunteer is there in between"),
    ("handed_over", "A new volunteer has taken over"),
    ("we_ring", "We ring her ourselves"),
    ("she_waits", "She would rather wait"),
    ("ended", "The match has ended"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("volunteers", "0004_lifecycle_and_support"),
    ]

    operations = [
        migrations.AddField(
            model_name="check",
            name="recorded_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddConstraint(
            model_name="checkrule",
            constraint=models.CheckConstraint(
                condition=Q(months__isnull=True) | Q(months__gte=1, months__lte=120),
                name="check_rule_sensible_months",
            ),
        ),
        migrations.AlterField(
            model_name="coverneed",
            name="outcome",
            field=models.CharField(blank=True, choices=OUTCOMES, max_length=12),
        ),
        migrations.RemoveConstraint(
            model_name="coverneed", name="cover_need_settled_with_an_outcome"
        ),
        migrations.AddConstraint(
            model_name="coverneed",
            constraint=models.CheckConstraint(
                condition=Q(settled_at__isnull=True, outcome="")
                | Q(settled_at__isnull=False, outcome__in=[code for code, _ in OUTCOMES]),
                name="cover_need_settled_with_an_outcome",
            ),
        ),
        migrations.AddConstraint(
            model_name="match",
            constraint=models.UniqueConstraint(
                fields=["referral"],
                condition=Q(status="proposed"),
                name="match_one_open_proposal_per_referral",
            ),
        ),
        migrations.AddConstraint(
            model_name="match",
            constraint=models.UniqueConstraint(
                fields=["referral", "volunteer"],
                condition=Q(status__in=("proposed", "active")),
                name="match_one_live_per_pair",
            ),
        ),
    ]
