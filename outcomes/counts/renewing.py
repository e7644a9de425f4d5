"""Stored counts made anew where something changed."""

from django.db import connection, transaction

from outcomes.counts.counting import OF_A_MONTH, counted

MONTHS_AT_ONCE = 100
ONE_AT_A_TIME = 7_206_125_901
"""The key of the lock that lets one sweep renew at a time."""

TAKE = """
    DELETE FROM outcomes_stalecounts WHERE id IN (
        SELECT s.id FROM outcomes_stalecounts s JOIN (
            SELECT programme_id, site_id, month FROM outcomes_stalecounts
            GROUP BY programme_id, site_id, month ORDER BY min(id) LIMIT %s
        ) AS b ON s.programme_id = b.programme_id AND s.month = b.month
              AND s.site_id IS NOT DISTINCT FROM b.site_id
    ) RETURNING programme_id, site_id, month
"""
MONTHS = "unnest(%s::uuid[], %s::uuid[], %s::date[]) AS b(programme_id, site_id, month)"
EMPTY = f"""
    DELETE FROM outcomes_paircount c USING {MONTHS}
    WHERE c.programme_id = b.programme_id AND c.month = b.month
      AND c.site_id IS NOT DISTINCT FROM b.site_id
"""
WHICH = "instrument, scale, first_wave, second_wave, before, after"
FILL = f"""
    INSERT INTO outcomes_paircount (programme_id, site_id, month, {WHICH}, n)
    {counted(f"{MONTHS} JOIN referrals_referral r ON {OF_A_MONTH}")}
"""
UNSUM = """
    DELETE FROM outcomes_pairsum c USING unnest(%s::uuid[], %s::date[]) AS b(programme_id, month)
    WHERE c.programme_id = b.programme_id AND c.month = b.month
"""
SUM_UP = f"""
    INSERT INTO outcomes_pairsum (programme_id, month, {WHICH}, n)
    SELECT programme_id, month, {WHICH}, sum(n) FROM outcomes_paircount
    JOIN (SELECT DISTINCT * FROM unnest(%s::uuid[], %s::date[]) AS u(programme_id, month)) AS b
        USING (programme_id, month)
    GROUP BY programme_id, month, {WHICH}
"""


@transaction.atomic
def renew_stale_months() -> int:
    """Make the counts of up to a hundred stale months anew, and what their programmes' months
    add up to; how many there were.

    What changes meanwhile leaves a row of its own, which the next sweep finds.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(TAKE, [MONTHS_AT_ONCE])
        months = [list(column) for column in zip(*set(cursor.fetchall()), strict=True)]
        if not months:
            return 0
        cursor.execute(EMPTY, months)
        cursor.execute(FILL, months)
        of_programmes = [months[0], months[2]]
        cursor.execute(UNSUM, of_programmes)
        cursor.execute(SUM_UP, of_programmes)
    return len(months[0])
