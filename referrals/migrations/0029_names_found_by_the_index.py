from django.db import migrations

# What somebody typed is looked for as it stands: % and _ are letters like others.
NAMED = r"""
CREATE FUNCTION referrals_named(who uuid, granted varchar[], part text) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp ROWS 20 AS $$
    SELECT referral.id
    FROM referrals_parent AS person
    JOIN referrals_referral AS referral
        ON referral.parent_id = person.id OR referral.parent_id = person.merged_into_id
    WHERE person.called ILIKE '%' || regexp_replace(part, '([\\%_])', '\\\1', 'g') || '%'
    AND EXISTS (
        SELECT FROM pim_membership AS held
        LEFT JOIN pim_site AS site ON site.id = held.site_id
        WHERE held.user_id = who AND held.ended_on IS NULL AND held.role = ANY (granted)
        AND (
            held.site_id IS NULL AND held.programme_id IS NULL
            OR held.site_id = referral.site_id
            OR held.programme_id = referral.programme_id
            OR referral.site_id IS NULL AND site.programme_id = referral.programme_id
        )
    )
$$;
REVOKE EXECUTE ON FUNCTION referrals_named FROM PUBLIC;
"""


class Migration(migrations.Migration):
    safe_because = "it makes a function, and locks no table"

    dependencies = [("referrals", "0028_opened_in_an_emergency")]

    operations = [migrations.RunSQL(NAMED, "DROP FUNCTION referrals_named")]
