from django.db import migrations

# Change with support is counted otherwise from now on: what is kept ready goes, and every month
# is counted anew. Until then it is counted where it is read.
ANEW = """
DELETE FROM outcomes_pairsum;
DELETE FROM outcomes_paircount;
INSERT INTO outcomes_stalecounts (programme_id, site_id, month)
    SELECT DISTINCT programme_id, site_id,
           (date_trunc('month', asked_at AT TIME ZONE 'Europe/London'))::date
    FROM referrals_referral;
"""


class Migration(migrations.Migration):
    safe_because = "these rows are kept ready only, and readers go on with the ones before"

    dependencies = [("outcomes", "0016_answers_compared_came_while_due")]

    operations = [migrations.RunSQL(ANEW, ANEW)]
