"""A check that was entered wrongly stays, and counts no more, nor in what the database keeps."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

import pim.access.encryption

# As before, without those that were withdrawn.
CHECKS = """
CREATE OR REPLACE FUNCTION volunteers_checks_hold_until(her uuid, her_site uuid, her_roles text[])
RETURNS date LANGUAGE sql STABLE AS $$
    SELECT min(CASE
        WHEN asked.level = '' OR newest.level = asked.level
          OR array_position(ARRAY['basic', 'standard', 'enhanced', 'barred'], newest.level::text)
          >= array_position(ARRAY['basic', 'standard', 'enhanced', 'barred'], asked.level)
        THEN CASE WHEN newest.id IS NULL THEN '-infinity'
                  ELSE coalesce(newest.recheck_on, 'infinity') END
        ELSE '-infinity' END)
      FROM (
        SELECT 'training' AS kind, '' AS level
        UNION ALL
        SELECT coalesce(own.kind, usual.kind), coalesce(own.level, usual.level)
          FROM unnest(her_roles) AS does (role)
          LEFT JOIN pim_site site ON site.id = her_site
          JOIN (VALUES ('ENG', 'dbs', 'enhanced'), ('WLS', 'dbs', 'enhanced'),
                       ('SCT', 'pvg', 'membership'), ('NIR', 'access_ni', 'enhanced')
               ) AS usual (nation, kind, level) ON usual.nation = coalesce(site.nation, 'ENG')
          LEFT JOIN volunteers_checkrule own ON own.programme_id = site.programme_id
                AND own.nation = site.nation AND own.role = does.role
        ) asked
      LEFT JOIN LATERAL (
        SELECT seen.id, seen.level, seen.recheck_on FROM volunteers_check seen
         WHERE seen.volunteer_id = her AND seen.kind = asked.kind
           AND seen.withdrawn_at IS NULL
         ORDER BY seen.issued_on DESC, seen.seen_on DESC, seen.recorded_at DESC NULLS LAST, seen.id
         LIMIT 1) newest ON true
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("volunteers", "0012_whose_checks_hold_until_when"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="check",
            name="withdrawn_at",
            field=models.DateTimeField(null=True, verbose_name="said to be entered wrongly"),
        ),
        migrations.AddField(
            model_name="check",
            name="withdrawn_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="check",
            name="withdrawn_why",
            field=pim.access.encryption.EncryptedTextField(
                null=True, verbose_name="what was wrong with it"
            ),
        ),
        migrations.AddConstraint(
            model_name="check",
            constraint=models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="check_withdrawn_by_somebody",
            ),
        ),
        migrations.RunSQL(CHECKS),
    ]
